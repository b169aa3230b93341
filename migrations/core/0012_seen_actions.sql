-- A person may say that they have seen how an action ended; it then no longer asks for a look.
ALTER TABLE action ADD COLUMN seen_at BIGINT;
