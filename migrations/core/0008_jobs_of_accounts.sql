-- For which account a job is: while it is paused or signed out, drafts of it wait.
ALTER TABLE job ADD COLUMN account_id TEXT;
