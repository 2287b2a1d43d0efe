-- Every table anew, STRICT: a value is of its column's type or is not stored.  One of another storage
-- class would be another value to SQLite and the same to whoever reads it.  Rows, columns and their
-- order stay, and what columns refer to, but for one.  A row that does not fit, or whose key is there twice, ends the migration: see migrate.c.
--
-- Times are seconds since 1970 UTC unless a column says civil.  Ids are 32 hexadecimal digits.
-- Whatever belongs to a space carries its id.

CREATE TABLE strict_space (
    id TEXT NOT NULL PRIMARY KEY,
    pack TEXT NOT NULL UNIQUE,                  -- folder under policies/spaces/
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO strict_space SELECT * FROM space;
DROP TABLE space;
ALTER TABLE strict_space RENAME TO space;

CREATE TABLE strict_account (
    id TEXT NOT NULL PRIMARY KEY,
    email_index BLOB NOT NULL UNIQUE,           -- keyed hash of the e-mail: finds, does not tell;
                                                -- noise until an invitation is accepted
    person BLOB NOT NULL,                       -- sealed {"name", "email"}
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended', 'left')),
    generation INTEGER NOT NULL,                -- of its keys; 0 before the first ones
    box_public BLOB,                            -- X25519
    sign_public BLOB,                           -- Ed25519
    keys BLOB,                                  -- private halves, sealed under the passphrase key
    salt BLOB,                                  -- Argon2id
    passes INTEGER,
    memory_kib INTEGER,
    lanes INTEGER,
    created_at INTEGER NOT NULL,
    accepted_at INTEGER,
    erasure_asked_at INTEGER,                   -- by themselves; NULL: they did not
    erased_at INTEGER                           -- the seal tells no name any more
) STRICT;
INSERT INTO strict_account SELECT * FROM account;
DROP TABLE account;
ALTER TABLE strict_account RENAME TO account;

CREATE TABLE strict_structure (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    kind TEXT NOT NULL,                         -- key in the pack's structure_kinds
    sheet TEXT NOT NULL,                        -- JSON by the pack's form "structure"; public by nature
    version INTEGER NOT NULL,                   -- of the sheet: refuses a stale edit
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL,              -- when somebody last said: still true
    UNIQUE (space, name)
) STRICT;
INSERT INTO strict_structure SELECT * FROM structure;
DROP TABLE structure;
ALTER TABLE strict_structure RENAME TO structure;

CREATE TABLE strict_membership (
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id),
    structure TEXT REFERENCES structure (id),   -- NULL: the coordination team
    profession TEXT NOT NULL,                   -- key in the pack's professions
    coordination INTEGER NOT NULL,              -- 1: administers access
    represents INTEGER NOT NULL,                -- 1: signs for the structure
    since INTEGER NOT NULL,
    until INTEGER,                              -- left
    suspended_at INTEGER,                       -- access is closed since, until it is lifted
    PRIMARY KEY (space, account)
) STRICT;
INSERT INTO strict_membership SELECT * FROM membership;
DROP TABLE membership;
ALTER TABLE strict_membership RENAME TO membership;
CREATE INDEX membership_structure ON membership (space, structure, until);

CREATE TABLE strict_invitation (
    id BLOB NOT NULL PRIMARY KEY,               -- digest of the token in the link
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id), -- of who accepted, once it is used
    invited_as TEXT NOT NULL REFERENCES account (id), -- whom the claim names
    invited_by TEXT REFERENCES account (id),    -- NULL: the operator, for a first coordinator
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    claim BLOB,                                 -- sealed under the shared vault: who as what, proof key
    keys BLOB,                                  -- by recovery: private halves under the link's token
    proof BLOB,                                 -- that the keys are of who had the link
    used_at INTEGER,
    seal BLOB                                   -- the server's, over what does not change of it
) STRICT;
INSERT INTO strict_invitation SELECT * FROM invitation;
DROP TABLE invitation;
ALTER TABLE strict_invitation RENAME TO invitation;
CREATE INDEX invitation_account ON invitation (account);

CREATE TABLE strict_certificate (
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id),
    number INTEGER NOT NULL,                    -- 1, 2, … a new one for new keys, structure or role
    box_public BLOB NOT NULL,
    sign_public BLOB NOT NULL,
    structure TEXT REFERENCES structure (id),
    coordination INTEGER NOT NULL,
    represents INTEGER NOT NULL,
    from_at INTEGER NOT NULL,                   -- what the keys sign from then on counts
    until_at INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    issuer TEXT REFERENCES account (id),        -- NULL: the recovery key
    signature BLOB NOT NULL,                    -- the issuer's, record "cocon/certificate"
    PRIMARY KEY (space, account, number)
) STRICT;
INSERT INTO strict_certificate SELECT * FROM certificate;
DROP TABLE certificate;
ALTER TABLE strict_certificate RENAME TO certificate;

CREATE TABLE strict_revocation (
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL,                      -- no reference: who hides their account is
                                                -- revoked all the same
    at INTEGER NOT NULL,                        -- certificates issued until then count no longer
    by TEXT REFERENCES account (id),            -- NULL: the platform, which suspends and never lifts
    signature BLOB NOT NULL,                    -- the revoker's, record "cocon/revocation"
    PRIMARY KEY (space, account, at)
) STRICT;
INSERT INTO strict_revocation SELECT * FROM revocation;
DROP TABLE revocation;
ALTER TABLE strict_revocation RENAME TO revocation;

CREATE TABLE strict_login (
    id BLOB NOT NULL PRIMARY KEY,               -- digest of the cookie
    space TEXT NOT NULL REFERENCES space (id),  -- the space it looks at
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,                -- of the keys inside
    keys BLOB NOT NULL,                         -- private halves under another digest of the cookie
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,                   -- at a minute's precision
    expires_at INTEGER NOT NULL,
    browser BLOB,                               -- its family, sealed; for the account's own list
    seal BLOB                                   -- the server's, over all of it
) STRICT;
INSERT INTO strict_login SELECT * FROM login;
DROP TABLE login;
ALTER TABLE strict_login RENAME TO login;
CREATE INDEX login_account ON login (account);

-- What somebody shows besides their passphrase.
CREATE TABLE strict_second_factor (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,                -- of the account's keys: new keys begin without
    sealed BLOB NOT NULL,                       -- kind, name, secret or public key, what was used last
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO strict_second_factor SELECT * FROM second_factor;
DROP TABLE second_factor;
ALTER TABLE strict_second_factor RENAME TO second_factor;
CREATE INDEX second_factor_account ON second_factor (account);

-- A factor that is being added and was not shown yet: one a login.
CREATE TABLE strict_factor_enrolment (
    login BLOB NOT NULL PRIMARY KEY,            -- the login's row; its end ends this too
    sealed BLOB NOT NULL,                       -- kind, name, secret or challenge
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO strict_factor_enrolment SELECT * FROM factor_enrolment;
DROP TABLE factor_enrolment;
ALTER TABLE strict_factor_enrolment RENAME TO factor_enrolment;

-- A right passphrase that waits for its second factor: no login yet.
CREATE TABLE strict_pending_login (
    id BLOB NOT NULL PRIMARY KEY,               -- digest of its cookie
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,
    keys BLOB NOT NULL,                         -- as in a login, under the server's key as well
    tries INTEGER NOT NULL,                     -- that missed; each turns the challenge
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seal BLOB                                   -- the server's, over all of it
) STRICT;
INSERT INTO strict_pending_login SELECT * FROM pending_login;
DROP TABLE pending_login;
ALTER TABLE strict_pending_login RENAME TO pending_login;

CREATE TABLE strict_charter (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    number INTEGER NOT NULL,                    -- 1, 2, …
    text TEXT NOT NULL,                         -- Markdown
    sha256 BLOB NOT NULL,                       -- of the text's bytes
    note TEXT,                                  -- what changed
    published_at INTEGER NOT NULL,
    published_by TEXT NOT NULL REFERENCES account (id),
    signature BLOB NOT NULL,                    -- the publisher's, record "cocon/charter"
    UNIQUE (space, number)
) STRICT;
INSERT INTO strict_charter SELECT * FROM charter;
DROP TABLE charter;
ALTER TABLE strict_charter RENAME TO charter;

CREATE TABLE strict_charter_signature (
    charter TEXT NOT NULL REFERENCES charter (id),
    space TEXT NOT NULL REFERENCES space (id),
    subject TEXT NOT NULL,                      -- a structure's id (kind structure) or an account's
    kind TEXT NOT NULL CHECK (kind IN ('structure', 'person')),
    account TEXT NOT NULL REFERENCES account (id), -- who signed
    box_public BLOB NOT NULL,                   -- the signer's keys as they were
    sign_public BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    signature BLOB NOT NULL,                    -- record "cocon/charter-signature"
    PRIMARY KEY (charter, kind, subject)
) STRICT;
INSERT INTO strict_charter_signature SELECT * FROM charter_signature;
DROP TABLE charter_signature;
ALTER TABLE strict_charter_signature RENAME TO charter_signature;
CREATE INDEX charter_signature_subject ON charter_signature (space, kind, subject);

CREATE TABLE strict_departure (
    space TEXT NOT NULL REFERENCES space (id),
    structure TEXT NOT NULL REFERENCES structure (id),
    at INTEGER NOT NULL,                        -- its charter signatures until then bind no longer
    by TEXT NOT NULL REFERENCES account (id),   -- its representative, or a coordinator
    signature BLOB NOT NULL,                    -- theirs, record "cocon/departure"
    PRIMARY KEY (space, structure, at)
) STRICT;
INSERT INTO strict_departure SELECT * FROM departure;
DROP TABLE departure;
ALTER TABLE strict_departure RENAME TO departure;

CREATE TABLE strict_cycle (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (space, name)
) STRICT;
INSERT INTO strict_cycle SELECT * FROM cycle;
DROP TABLE cycle;
ALTER TABLE strict_cycle RENAME TO cycle;

CREATE TABLE strict_seance (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    cycle TEXT NOT NULL REFERENCES cycle (id),
    kind TEXT NOT NULL,                         -- concertation, half-way, bilan
    stage TEXT NOT NULL,                        -- where it is in its life
    starts TEXT NOT NULL,                       -- civil, YYYY-MM-DDTHH:MM at the place
    duration INTEGER NOT NULL,                  -- minutes
    venue TEXT NOT NULL,
    host TEXT REFERENCES structure (id),        -- who lends the room
    reason TEXT,                                -- why it was cancelled
    replaced_by TEXT REFERENCES seance (id),
    created_at INTEGER NOT NULL,
    held_at INTEGER,
    submitted_at INTEGER,                       -- the synthesis
    published_at INTEGER,
    situation_destroyed_at INTEGER,             -- over its time: see core/retention
    synthesis_destroyed_at INTEGER
) STRICT;
INSERT INTO strict_seance SELECT * FROM seance;
DROP TABLE seance;
ALTER TABLE strict_seance RENAME TO seance;
CREATE INDEX seance_space ON seance (space, starts);
CREATE INDEX seance_cycle ON seance (space, cycle, starts);

CREATE TABLE strict_positioning (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    account TEXT NOT NULL REFERENCES account (id),
    answer TEXT NOT NULL CHECK (answer IN ('coming', 'excused')),
    animator INTEGER NOT NULL,                  -- 1: offers to animate
    secretary INTEGER NOT NULL,
    narrator INTEGER NOT NULL,
    venue INTEGER NOT NULL,                     -- 1: their structure can host
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (seance, account)
) STRICT;
INSERT INTO strict_positioning SELECT * FROM positioning;
DROP TABLE positioning;
ALTER TABLE strict_positioning RENAME TO positioning;

CREATE TABLE strict_role (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    role TEXT NOT NULL CHECK (role IN ('animator', 'secretary', 'narrator')),
    account TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined')),
    given_by TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (seance, role)
) STRICT;
INSERT INTO strict_role SELECT * FROM role;
DROP TABLE role;
ALTER TABLE strict_role RENAME TO role;
CREATE INDEX role_account ON role (account);

CREATE TABLE strict_attendance (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    account TEXT REFERENCES account (id),       -- NULL: a guest
    guest BLOB,                                 -- sealed: function and structure of the guest
    status TEXT NOT NULL CHECK (status IN ('present', 'excused', 'absent', 'guest')),
    recorded_by TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    UNIQUE (seance, account)
) STRICT;
INSERT INTO strict_attendance SELECT * FROM attendance;
DROP TABLE attendance;
ALTER TABLE strict_attendance RENAME TO attendance;

CREATE TABLE strict_vault (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT REFERENCES seance (id),         -- NULL: the space's shared writing
    purpose TEXT NOT NULL CHECK (purpose IN ('shared', 'situation', 'synthesis')),
    generation INTEGER NOT NULL,                -- the one that new text is sealed under
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO strict_vault SELECT * FROM vault;
DROP TABLE vault;
ALTER TABLE strict_vault RENAME TO vault;
CREATE UNIQUE INDEX vault_shared ON vault (space) WHERE seance IS NULL;
CREATE UNIQUE INDEX vault_seance ON vault (seance, purpose) WHERE seance IS NOT NULL;

CREATE TABLE strict_envelope (
    vault TEXT NOT NULL REFERENCES vault (id),
    space TEXT NOT NULL REFERENCES space (id),
    generation INTEGER NOT NULL,
    reader TEXT NOT NULL REFERENCES account (id),
    granter TEXT NOT NULL REFERENCES account (id),
    box BLOB NOT NULL,                          -- the vault key in a sealed box for the reader
    signature BLOB NOT NULL,                    -- the granter's, record "cocon/envelope"
    at INTEGER NOT NULL,
    PRIMARY KEY (vault, generation, reader)
) STRICT;
INSERT INTO strict_envelope SELECT * FROM envelope;
DROP TABLE envelope;
ALTER TABLE strict_envelope RENAME TO envelope;
CREATE INDEX envelope_reader ON envelope (reader);

CREATE TABLE strict_recovery_envelope (
    vault TEXT NOT NULL REFERENCES vault (id)
        ON DELETE CASCADE,                      -- whoever destroys a vault cannot forget this
    space TEXT NOT NULL REFERENCES space (id),
    generation INTEGER NOT NULL,
    granter TEXT REFERENCES account (id),       -- NULL: the recovery key before this one
    box BLOB NOT NULL,                          -- the vault key in a sealed box for the recovery key
    signature BLOB NOT NULL,                    -- the granter's, record "cocon/envelope"
    at INTEGER NOT NULL,
    PRIMARY KEY (vault, generation)
) STRICT;
INSERT INTO strict_recovery_envelope SELECT * FROM recovery_envelope;
DROP TABLE recovery_envelope;
ALTER TABLE strict_recovery_envelope RENAME TO recovery_envelope;

CREATE TABLE strict_document (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    vault TEXT NOT NULL REFERENCES vault (id),
    kind TEXT NOT NULL,                         -- situation, word; synthesis, comment, synthesis_word; published
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'sent_back', 'approved', 'published')),
    author TEXT NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    secret BLOB NOT NULL                        -- its key takes this and the vault's: see SECURITY.md
) STRICT;
INSERT INTO strict_document SELECT * FROM document;
DROP TABLE document;
ALTER TABLE strict_document RENAME TO document;
CREATE INDEX document_seance ON document (seance, kind);
CREATE UNIQUE INDEX document_one ON document (seance, kind)
    WHERE kind IN ('situation', 'synthesis', 'published');

CREATE TABLE strict_document_version (
    document TEXT NOT NULL REFERENCES document (id),
    space TEXT NOT NULL REFERENCES space (id),
    version INTEGER NOT NULL,                   -- 1, 2, … without holes
    generation INTEGER NOT NULL,                -- of the vault
    author TEXT NOT NULL REFERENCES account (id),
    cipher BLOB,                                -- NULL: a superseded draft, emptied
    previous BLOB NOT NULL,                     -- hash of the version before
    hash BLOB NOT NULL,                         -- of header and cipher
    signature BLOB NOT NULL,                    -- the author's, record "cocon/document"
    kept INTEGER NOT NULL,                      -- 1: submitted or signed, never emptied
    at INTEGER NOT NULL,
    PRIMARY KEY (document, version)
) STRICT;
INSERT INTO strict_document_version SELECT * FROM document_version;
DROP TABLE document_version;
ALTER TABLE strict_document_version RENAME TO document_version;

CREATE TABLE strict_document_signature (
    document TEXT NOT NULL REFERENCES document (id),
    space TEXT NOT NULL REFERENCES space (id),
    version INTEGER NOT NULL,
    role TEXT NOT NULL,                         -- as which the signer signs
    account TEXT NOT NULL REFERENCES account (id),
    content_digest BLOB NOT NULL,               -- keyed digest of the content that was signed
    signature BLOB NOT NULL,                    -- record "cocon/synthesis-signature"
    at INTEGER NOT NULL,
    PRIMARY KEY (document, version, role)
) STRICT;
INSERT INTO strict_document_signature SELECT * FROM document_signature;
DROP TABLE document_signature;
ALTER TABLE strict_document_signature RENAME TO document_signature;

CREATE TABLE strict_journal (
    seq INTEGER NOT NULL PRIMARY KEY,           -- leaf index, from 0 without holes
    at INTEGER NOT NULL,
    space TEXT NOT NULL REFERENCES space (id),
    actor TEXT REFERENCES account (id),         -- NULL: the operator
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT,
    detail BLOB,                                -- a hash or an id that the act is about
    leaf BLOB NOT NULL,                         -- RFC 9162 leaf hash of record "cocon/journal"
    capacity INTEGER NOT NULL DEFAULT 0,        -- the actor's standing, as bits
    signature BLOB,                             -- the actor's, record "cocon/act"
    seal BLOB                                   -- the server's, over this and the one before
) STRICT;
INSERT INTO strict_journal SELECT * FROM journal;
DROP TABLE journal;
ALTER TABLE strict_journal RENAME TO journal;
CREATE INDEX journal_object ON journal (object, seq);
CREATE INDEX journal_ends ON journal (object)  -- few: what ended somebody's access, or a structure's
    WHERE action IN ('withdraw', 'suspend', 'change', 'leave');
CREATE INDEX journal_actor ON journal (actor, object);
CREATE INDEX journal_trace ON journal (actor, seq);

CREATE TABLE strict_journal_node (
    level INTEGER NOT NULL,                     -- 1: over two leaves
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,                         -- of a complete subtree; it never changes
    PRIMARY KEY (level, position)
) STRICT;
INSERT INTO strict_journal_node SELECT * FROM journal_node;
DROP TABLE journal_node;
ALTER TABLE strict_journal_node RENAME TO journal_node;

CREATE TABLE strict_journal_head (
    size INTEGER NOT NULL PRIMARY KEY,          -- how many entries it is over
    root BLOB NOT NULL,                         -- RFC 9162 tree head
    signature BLOB NOT NULL,                    -- the server's, record "cocon/tree-head"
    at INTEGER NOT NULL,
    previous BLOB                               -- digest of the head before; NULL: of before
) STRICT;
INSERT INTO strict_journal_head SELECT * FROM journal_head;
DROP TABLE journal_head;
ALTER TABLE strict_journal_head RENAME TO journal_head;
