-- Which server key's pepper is in the passphrase's key: 0 is the first one's.  Another number opens
-- nothing, so no entry of the journal answers for it.
ALTER TABLE account ADD COLUMN pepper INTEGER NOT NULL DEFAULT 0;
