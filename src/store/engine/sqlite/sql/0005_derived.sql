-- Which server key's pepper is in the key of somebody's passphrase is told by the entry of the journal
-- that sealed it: a row beside it could say another, and no entry would answer for that.
DROP TABLE pepper;
CREATE INDEX journal_keys ON journal (object, seq)  -- when somebody's keys were sealed
    WHERE action IN ('accept', 'cost', 'passphrase');
