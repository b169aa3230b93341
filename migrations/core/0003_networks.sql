-- What the network said of an account when it was connected, by name.
ALTER TABLE account ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';

-- How the network lets a revision be done, and its price, as resolved when it was made.
ALTER TABLE revision ADD COLUMN capability TEXT;

-- What the network surely has of an action with several steps, when sending first began, and what a
-- person needs to finish it themselves.
ALTER TABLE action ADD COLUMN progress TEXT;
ALTER TABLE action ADD COLUMN first_tried BIGINT;
ALTER TABLE action ADD COLUMN hand_over TEXT;
CREATE INDEX action_handed_over ON action (id) WHERE state = 'handed_over';

-- What was paid to networks: one row for each account, day (UTC) and kind of use.
CREATE TABLE spending (
    account_id TEXT NOT NULL REFERENCES account (id),
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    uses BIGINT NOT NULL,
    micro_usd BIGINT NOT NULL,
    PRIMARY KEY (account_id, day, what)
);
