-- What a revision is about, as the network showed it when it was made: author, words, warning, pictures.
ALTER TABLE revision ADD COLUMN target TEXT;
