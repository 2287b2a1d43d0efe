-- What the server and the person who acted put their names to; entries and heads of before have
-- none until the server seals them at its first start: see core/ledger.

ALTER TABLE journal ADD COLUMN capacity INTEGER NOT NULL DEFAULT 0; -- the actor's standing, as bits
ALTER TABLE journal ADD COLUMN signature BLOB;      -- the actor's, record "cocon/act"
ALTER TABLE journal ADD COLUMN seal BLOB;           -- the server's, over this and the one before
ALTER TABLE journal_head ADD COLUMN previous BLOB;  -- digest of the head before; NULL: of before

ALTER TABLE invitation ADD COLUMN seal BLOB;        -- the server's, over what does not change of it
ALTER TABLE login ADD COLUMN seal BLOB;             -- the server's, over all of it
ALTER TABLE pending_login ADD COLUMN seal BLOB;
DELETE FROM login;                                  -- who is signed in signs in again
DELETE FROM pending_login;
