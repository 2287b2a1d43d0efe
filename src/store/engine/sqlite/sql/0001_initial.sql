-- Times are seconds since 1970 UTC unless a column says civil.  Ids are 32 hexadecimal digits.
-- Whatever belongs to a space carries its id.

CREATE TABLE space (
    id TEXT NOT NULL PRIMARY KEY,
    pack TEXT NOT NULL UNIQUE,                  -- folder under policies/spaces/
    created_at INTEGER NOT NULL
);

CREATE TABLE account (
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
);

CREATE TABLE structure (
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
);

CREATE TABLE membership (
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
);
CREATE INDEX membership_structure ON membership (space, structure, until);

CREATE TABLE invitation (
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
    used_at INTEGER
);
CREATE INDEX invitation_account ON invitation (account);

CREATE TABLE certificate (
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
);

CREATE TABLE revocation (
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,                        -- certificates issued until then count no longer
    by TEXT REFERENCES account (id),            -- NULL: the platform, which suspends and never lifts
    signature BLOB NOT NULL,                    -- the revoker's, record "cocon/revocation"
    PRIMARY KEY (space, account, at)
);

CREATE TABLE login (
    id BLOB NOT NULL PRIMARY KEY,               -- digest of the cookie
    space TEXT NOT NULL REFERENCES space (id),  -- the space it looks at
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,                -- of the keys inside
    keys BLOB NOT NULL,                         -- private halves under another digest of the cookie
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,                   -- at a minute's precision
    expires_at INTEGER NOT NULL,
    browser BLOB                                -- its family, sealed; for the account's own list
);
CREATE INDEX login_account ON login (account);

-- What somebody shows besides their passphrase.
CREATE TABLE second_factor (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,                -- of the account's keys: new keys begin without
    sealed BLOB NOT NULL,                       -- kind, name, secret or public key, what was used last
    created_at INTEGER NOT NULL
);
CREATE INDEX second_factor_account ON second_factor (account);

-- A factor that is being added and was not shown yet: one a login.
CREATE TABLE factor_enrolment (
    login BLOB NOT NULL PRIMARY KEY,            -- the login's row; its end ends this too
    sealed BLOB NOT NULL,                       -- kind, name, secret or challenge
    created_at INTEGER NOT NULL
);

-- A right passphrase that waits for its second factor: no login yet.
CREATE TABLE pending_login (
    id BLOB NOT NULL PRIMARY KEY,               -- digest of its cookie
    space TEXT NOT NULL REFERENCES space (id),
    account TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,
    keys BLOB NOT NULL,                         -- as in a login, under the server's key as well
    tries INTEGER NOT NULL,                     -- that missed; each turns the challenge
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE TABLE charter (
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
);

CREATE TABLE charter_signature (
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
);
CREATE INDEX charter_signature_subject ON charter_signature (space, kind, subject);

CREATE TABLE departure (
    space TEXT NOT NULL REFERENCES space (id),
    structure TEXT NOT NULL REFERENCES structure (id),
    at INTEGER NOT NULL,                        -- its charter signatures until then bind no longer
    by TEXT NOT NULL REFERENCES account (id),   -- its representative, or a coordinator
    signature BLOB NOT NULL,                    -- theirs, record "cocon/departure"
    PRIMARY KEY (space, structure, at)
);

CREATE TABLE cycle (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (space, name)
);

CREATE TABLE seance (
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
);
CREATE INDEX seance_space ON seance (space, starts);
CREATE INDEX seance_cycle ON seance (space, cycle, starts);

CREATE TABLE positioning (
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
);

CREATE TABLE role (
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    role TEXT NOT NULL CHECK (role IN ('animator', 'secretary', 'narrator')),
    account TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined')),
    given_by TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (seance, role)
);
CREATE INDEX role_account ON role (account);

CREATE TABLE attendance (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    account TEXT REFERENCES account (id),       -- NULL: a guest
    guest BLOB,                                 -- sealed: function and structure of the guest
    status TEXT NOT NULL CHECK (status IN ('present', 'excused', 'absent', 'guest')),
    recorded_by TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    UNIQUE (seance, account)
);

CREATE TABLE vault (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT REFERENCES seance (id),         -- NULL: the space's shared writing
    purpose TEXT NOT NULL CHECK (purpose IN ('shared', 'situation', 'synthesis')),
    generation INTEGER NOT NULL,                -- the one that new text is sealed under
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX vault_shared ON vault (space) WHERE seance IS NULL;
CREATE UNIQUE INDEX vault_seance ON vault (seance, purpose) WHERE seance IS NOT NULL;

CREATE TABLE envelope (
    vault TEXT NOT NULL REFERENCES vault (id),
    space TEXT NOT NULL REFERENCES space (id),
    generation INTEGER NOT NULL,
    reader TEXT NOT NULL REFERENCES account (id),
    granter TEXT NOT NULL REFERENCES account (id),
    box BLOB NOT NULL,                          -- the vault key in a sealed box for the reader
    signature BLOB NOT NULL,                    -- the granter's, record "cocon/envelope"
    at INTEGER NOT NULL,
    PRIMARY KEY (vault, generation, reader)
);
CREATE INDEX envelope_reader ON envelope (reader);

CREATE TABLE recovery_envelope (
    vault TEXT NOT NULL REFERENCES vault (id)
        ON DELETE CASCADE,                      -- whoever destroys a vault cannot forget this
    space TEXT NOT NULL REFERENCES space (id),
    generation INTEGER NOT NULL,
    granter TEXT REFERENCES account (id),       -- NULL: the recovery key before this one
    box BLOB NOT NULL,                          -- the vault key in a sealed box for the recovery key
    signature BLOB NOT NULL,                    -- the granter's, record "cocon/envelope"
    at INTEGER NOT NULL,
    PRIMARY KEY (vault, generation)
);

CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,
    space TEXT NOT NULL REFERENCES space (id),
    seance TEXT NOT NULL REFERENCES seance (id),
    vault TEXT NOT NULL REFERENCES vault (id),
    kind TEXT NOT NULL,                         -- situation, word; synthesis, comment, synthesis_word; published
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'sent_back', 'approved', 'published')),
    author TEXT NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    secret BLOB NOT NULL                        -- its key takes this and the vault's: see SECURITY.md
);
CREATE INDEX document_seance ON document (seance, kind);
CREATE UNIQUE INDEX document_one ON document (seance, kind)
    WHERE kind IN ('situation', 'synthesis', 'published');

CREATE TABLE document_version (
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
);

CREATE TABLE document_signature (
    document TEXT NOT NULL REFERENCES document (id),
    space TEXT NOT NULL REFERENCES space (id),
    version INTEGER NOT NULL,
    role TEXT NOT NULL,                         -- as which the signer signs
    account TEXT NOT NULL REFERENCES account (id),
    content_digest BLOB NOT NULL,               -- keyed digest of the content that was signed
    signature BLOB NOT NULL,                    -- record "cocon/synthesis-signature"
    at INTEGER NOT NULL,
    PRIMARY KEY (document, version, role)
);

CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY,           -- leaf index, from 0 without holes
    at INTEGER NOT NULL,
    space TEXT NOT NULL REFERENCES space (id),
    actor TEXT REFERENCES account (id),         -- NULL: the operator
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT,
    detail BLOB,                                -- a hash or an id that the act is about
    leaf BLOB NOT NULL                          -- RFC 9162 leaf hash of record "cocon/journal"
);
CREATE INDEX journal_object ON journal (object, seq);
CREATE INDEX journal_ends ON journal (object)  -- few: what ended somebody's access, or a structure's
    WHERE action IN ('withdraw', 'suspend', 'change', 'leave');
CREATE INDEX journal_actor ON journal (actor, object);
CREATE INDEX journal_trace ON journal (actor, seq);

CREATE TABLE journal_node (
    level INTEGER NOT NULL,                     -- 1: over two leaves
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,                         -- of a complete subtree; it never changes
    PRIMARY KEY (level, position)
);

CREATE TABLE journal_head (
    size INTEGER NOT NULL PRIMARY KEY,          -- how many entries it is over
    root BLOB NOT NULL,                         -- RFC 9162 tree head
    signature BLOB NOT NULL,                    -- the server's, record "cocon/tree-head"
    at INTEGER NOT NULL
);
