-- Nobody is connected twice. A removed account stays as the history's, beside the one connected anew.
CREATE UNIQUE INDEX account_identity ON account (network, authority, remote_id)
    WHERE state <> 'removed';
