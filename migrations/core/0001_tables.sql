-- One identity on one network. `state` is a word; `state_reason` says why a sign-in is needed.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    display_name TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT NOT NULL DEFAULT '',
    addresses TEXT NOT NULL,
    demo BIGINT NOT NULL DEFAULT 0,
    connected_at BIGINT NOT NULL
);

-- Where reading a stream of an account goes on.
CREATE TABLE stream_cursor (
    account_id TEXT NOT NULL REFERENCES account (id),
    stream TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account_id, stream)
);

-- Something that happened to an account. The id is derived from account and remote id, so that the
-- primary key keeps a second sighting out. `body` holds what is never filtered on.
CREATE TABLE activity (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    author_handle TEXT NOT NULL,
    author_name TEXT NOT NULL,
    text TEXT NOT NULL,
    body TEXT NOT NULL,
    note TEXT,
    thread TEXT
);
CREATE INDEX activity_account ON activity (account_id, id);
CREATE INDEX activity_kind ON activity (kind, id);
-- With the status in it, counting reads the index alone.
CREATE INDEX activity_new ON activity (id, status) WHERE status = 'new';
CREATE INDEX activity_new_account ON activity (account_id, id) WHERE status = 'new';
CREATE INDEX activity_seen ON activity (id) WHERE status = 'seen';
CREATE INDEX activity_answered ON activity (id) WHERE status = 'answered';

-- Something proposed, across its revisions.
CREATE TABLE suggestion (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    activity_id TEXT REFERENCES activity (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    latest_revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX suggestion_activity ON suggestion (activity_id, id) WHERE activity_id IS NOT NULL;

-- One version of a suggestion. `has_text` marks those that say something.
CREATE TABLE revision (
    suggestion_id TEXT NOT NULL REFERENCES suggestion (id),
    number BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    proposal TEXT NOT NULL,
    publish_at TEXT NOT NULL,
    why TEXT NOT NULL,
    drafted_by TEXT NOT NULL,
    warnings TEXT NOT NULL,
    has_text BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (suggestion_id, number)
);
CREATE INDEX revision_text ON revision (account_id, created_at, suggestion_id, number)
    WHERE has_text = 1;

-- A suggestion waiting for a person; one for each suggestion, whatever its revision. The kind is the
-- suggestion's, kept here so that a page of one kind is read from one index.
CREATE TABLE review (
    id TEXT NOT NULL PRIMARY KEY,
    suggestion_id TEXT NOT NULL UNIQUE REFERENCES suggestion (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    snoozed_until BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX review_waiting ON review (id, state, snoozed_until)
    WHERE state IN ('open', 'snoozed');
CREATE INDEX review_waiting_kind ON review (kind, id, state, snoozed_until)
    WHERE state IN ('open', 'snoozed');

-- What a person said about exactly which content.
CREATE TABLE decision (
    id TEXT NOT NULL PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES review (id),
    revision BIGINT NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    undo_until BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX decision_review ON decision (review_id, id);

-- An approved thing on its way out; one for each decision.
CREATE TABLE action (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    suggestion_id TEXT NOT NULL REFERENCES suggestion (id),
    review_id TEXT NOT NULL REFERENCES review (id),
    decision_id TEXT NOT NULL UNIQUE REFERENCES decision (id),
    verb TEXT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    send_key TEXT NOT NULL,
    prepared TEXT,
    attempts BIGINT NOT NULL,
    lookups BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    lease_until BIGINT,
    receipt TEXT,
    failure TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX action_due ON action (due_at, id) WHERE state IN ('held', 'due', 'unconfirmed');
CREATE INDEX action_unresolved ON action (account_id, state)
    WHERE state IN ('sending', 'unconfirmed');
CREATE INDEX action_moving ON action (state) WHERE state IN ('held', 'due', 'sending');
CREATE INDEX action_trouble ON action (state, updated_at) WHERE state IN ('unconfirmed', 'failed');

-- What happened, in order; only ever added to.
CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT,
    correlation TEXT NOT NULL,
    causation TEXT,
    occurred_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX event_correlation ON event (correlation, id);

-- Queued work. A handled job stays as a note, with an empty body, so that it is never queued twice.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT,
    epoch BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    error TEXT
);
CREATE INDEX job_ready ON job (queue, due_at, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (queue, lease_until, id) WHERE state = 'running';

-- Scheduled work with its next fire time.
CREATE TABLE schedule (
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    next_at BIGINT NOT NULL,
    every_ms BIGINT NOT NULL,
    zone TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    lease_until BIGINT,
    PRIMARY KEY (kind, account_id)
);
CREATE INDEX schedule_next ON schedule (next_at);

-- The account's own posts as the network shows them. `body` holds what is never filtered on.
CREATE TABLE own_post (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    text TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A number read from a network; `subject` is empty for the account as a whole.
CREATE TABLE sample (
    account_id TEXT NOT NULL REFERENCES account (id),
    metric TEXT NOT NULL,
    subject TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (account_id, metric, subject, read_at)
);

-- The bytes of pictures, once under their hash.
CREATE TABLE media (
    sha256 TEXT NOT NULL PRIMARY KEY,
    mime TEXT NOT NULL,
    bytes BYTEA NOT NULL
);

-- The choices a person made; what is not here has its default.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- How each part is doing; `account_id` is empty for parts that work for all.
CREATE TABLE health (
    part TEXT NOT NULL,
    account_id TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    failures BIGINT NOT NULL,
    retry_at BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (part, account_id)
);
