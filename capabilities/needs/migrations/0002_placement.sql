ALTER TABLE candidacy ADD COLUMN placement TEXT;
ALTER TABLE candidacy_history ADD COLUMN placement TEXT;
