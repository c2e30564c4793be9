-- The same letter as HTML, and the address at which its reader ends letters of this sort (RFC 8058).
ALTER TABLE mail ADD COLUMN html TEXT;
ALTER TABLE mail ADD COLUMN unsubscribe TEXT;
