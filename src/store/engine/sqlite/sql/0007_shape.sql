-- Roles are the pack's: as many and of such names as it says.  What entries sealed of these rows stays
-- as it was: see rows/state_rows.c.

CREATE TABLE offer (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,                         -- key in the pack's roles
    PRIMARY KEY (seance, account, role)
) STRICT;
INSERT INTO offer SELECT space, seance, account, 'animator' FROM positioning WHERE animator = 1;
INSERT INTO offer SELECT space, seance, account, 'secretary' FROM positioning WHERE secretary = 1;
INSERT INTO offer SELECT space, seance, account, 'narrator' FROM positioning WHERE narrator = 1;

CREATE TABLE positioning_new (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    account TEXT NOT NULL REFERENCES account (id),
    answer TEXT NOT NULL CHECK (answer IN ('coming', 'excused')),
    venue INTEGER NOT NULL,                     -- 1: their structure can host
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (seance, account)
) STRICT;
INSERT INTO positioning_new (space, seance, account, answer, venue, answered_at)
    SELECT space, seance, account, answer, venue, answered_at FROM positioning;
DROP TABLE positioning;
ALTER TABLE positioning_new RENAME TO positioning;

CREATE TABLE role_new (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    role TEXT NOT NULL,                         -- key in the pack's roles
    account TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined')),
    given_by TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (seance, role, account)
) STRICT;
INSERT INTO role_new (space, seance, role, account, state, given_by, at)
    SELECT space, seance, role, account, state, given_by, at FROM role;
DROP TABLE role;
ALTER TABLE role_new RENAME TO role;
CREATE INDEX role_account ON role (account);

CREATE TABLE document_signature_new (
    document TEXT NOT NULL REFERENCES document (id),
    space TEXT NOT NULL REFERENCES space (id),
    version INTEGER NOT NULL,
    role TEXT NOT NULL,                         -- as which the signer signs; a reader: their id
    account TEXT NOT NULL REFERENCES account (id),
    content_digest BLOB NOT NULL,               -- keyed digest of the content that was signed
    signature BLOB NOT NULL,                    -- record "cocon/synthesis-signature"
    at INTEGER NOT NULL,
    PRIMARY KEY (document, version, role, account)
) STRICT;
INSERT INTO document_signature_new
    (document, space, version, role, account, content_digest, signature, at)
    SELECT document, space, version, role, account, content_digest, signature, at
    FROM document_signature;
DROP TABLE document_signature;
ALTER TABLE document_signature_new RENAME TO document_signature;
