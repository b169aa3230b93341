-- Who gives out the identifiers of an account: with the identifier it is who the account is.
ALTER TABLE account ADD COLUMN authority TEXT NOT NULL DEFAULT '';
