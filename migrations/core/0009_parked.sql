-- A planned post may lie with the network, which publishes it at its time. `park_at` is when that is tried
-- at the earliest, `parked` how it went, `recall` why it is being taken out there again.
ALTER TABLE action ADD COLUMN park_at BIGINT;
ALTER TABLE action ADD COLUMN parked TEXT;
ALTER TABLE action ADD COLUMN recall TEXT;

-- What has a time of its own, ten minutes ahead or more.
UPDATE action SET park_at = created_at
    WHERE state = 'held' AND verb = 'post' AND planned_at > created_at + 600000;

CREATE INDEX action_to_park ON action (park_at) WHERE state = 'held' AND park_at IS NOT NULL;
CREATE INDEX action_parked ON action (due_at) WHERE state = 'parked';
