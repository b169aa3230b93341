-- An account is a lane of actions: `planned_at` and the id are the order in it. What of an action the
-- network surely has are its steps (`progress`); `uncertain` says that it may have more. `tries` counts
-- the sendings of the present step, `patience_ms` the pauses between tries in vain. `question` is what a
-- person has to answer, with what they need to answer it; `reserved_micro_usd` is taken out of the budget.
ALTER TABLE action ADD COLUMN planned_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN thread TEXT;
ALTER TABLE action ADD COLUMN uncertain BIGINT NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN patience_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN last_called BIGINT;
ALTER TABLE action ADD COLUMN question TEXT;
ALTER TABLE action ADD COLUMN reserved_micro_usd BIGINT NOT NULL DEFAULT 0;

UPDATE action SET planned_at = created_at, tries = attempts, last_called = updated_at;
UPDATE action SET uncertain = 1 WHERE state IN ('sending', 'unconfirmed');

-- What nobody could tell was called failed; a person is asked instead.
UPDATE action SET state = 'asks', uncertain = 1,
        question = '{"kind":"arrived","why":"This network offers no way to look it up.","seen":[]}'
    WHERE state = 'failed' AND failure LIKE '%"code":"cannot_tell"%';
UPDATE action SET state = 'refused' WHERE state = 'failed';

DROP INDEX action_due;
DROP INDEX action_unresolved;
DROP INDEX action_moving;
DROP INDEX action_trouble;
DROP INDEX action_handed_over;
CREATE INDEX action_lane ON action (account_id, planned_at, id)
    WHERE state IN ('held', 'due', 'sending', 'unconfirmed');
CREATE INDEX action_posts ON action (account_id, last_called) WHERE last_called IS NOT NULL;
CREATE INDEX action_moving ON action (state) WHERE state IN ('held', 'due', 'sending');
CREATE INDEX action_leased ON action (lease_until) WHERE state = 'sending';
CREATE INDEX action_asks ON action (account_id, thread) WHERE state = 'asks';
CREATE INDEX action_person ON action (state, id) WHERE state IN ('asks', 'handed_over', 'missed');
CREATE INDEX action_trouble ON action (state, updated_at)
    WHERE state IN ('unconfirmed', 'refused', 'set_aside');
