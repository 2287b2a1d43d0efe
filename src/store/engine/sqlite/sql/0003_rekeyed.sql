-- Which server key's pepper is in the key of somebody's passphrase; without a row, the first one's.
-- Another number opens nothing, so no entry of the journal answers for it.
CREATE TABLE pepper (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    number INTEGER NOT NULL
);
