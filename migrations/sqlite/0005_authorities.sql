-- The authorities of accounts connected before there were any: the server on Mastodon, the directory of
-- identities on Bluesky. The demo's servers have another port at every start, so it has a word.
UPDATE account SET authority = CASE
    WHEN demo = 1 THEN 'demo'
    WHEN network = 'mastodon' THEN
        replace(replace(rtrim(coalesce(addresses ->> '$.server', ''), '/'), 'https://', ''), 'http://', '')
    WHEN remote_id LIKE 'did:web:%' THEN substr(remote_id, 9)
    WHEN coalesce(addresses ->> '$.plc', '') <> '' THEN
        replace(replace(rtrim(addresses ->> '$.plc', '/'), 'https://', ''), 'http://', '')
    ELSE 'plc.directory'
END;

-- Of two that turn out to be the same the newer one stays.
UPDATE account SET state = 'removed' WHERE state <> 'removed' AND EXISTS (
    SELECT 1 FROM account AS newer
    WHERE newer.network = account.network AND newer.authority = account.authority
        AND newer.remote_id = account.remote_id AND newer.state <> 'removed' AND newer.id > account.id
);
