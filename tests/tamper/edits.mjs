// What somebody with the right to write into the database could try: each edit is statements of SQL
// on a copy, and where it makes sense the page at which somebody would meet it.  A statement that
// changes no row is a fault of the test.

const other = (column) => `CAST(substr(${column}, 2) || x'00' AS BLOB)`; // same length, other bytes
const flipped = (column) =>
  `CAST(substr(${column}, 1, 20) || CASE WHEN substr(${column}, 21, 1) = x'55' THEN x'56' ELSE x'55' END
  || substr(${column}, 22) AS BLOB)`;

function envelopes(k) {
  const mine = 'WHERE vault = $1 AND reader = $2';
  const at = [k.situation.vault, k.reader.id];
  const use = { who: k.reader, path: `/seances/${k.published}/situation` };
  return [
    ['envelope: moved to another account', [
      ['UPDATE envelope SET reader = $3 WHERE vault = $1 AND reader = $2', ...at, k.outsider.id],
    ], { who: k.outsider, path: use.path }],
    ['envelope: a copy for another account', [
      [`INSERT INTO envelope SELECT vault, space, generation, $3, granter, box, signature, at
        FROM envelope ${mine}`, ...at, k.outsider.id],
    ], { who: k.outsider, path: use.path }],
    ['envelope: another granter', [
      [`UPDATE envelope SET granter = $3 ${mine}`, ...at, k.outsider.id]], use],
    ['envelope: box flipped', [[`UPDATE envelope SET box = ${flipped('box')} ${mine}`, ...at]], use],
    ['envelope: signature flipped', [
      [`UPDATE envelope SET signature = ${flipped('signature')} ${mine}`, ...at]], use],
    ['envelope: that of another vault', [
      [`UPDATE envelope SET (granter, box, signature, at) = (SELECT granter, box, signature, at
        FROM envelope WHERE vault = $3 AND reader = $2) ${mine}`, ...at, k.synthesis.vault]], use],
    ['envelope: removed', [[`DELETE FROM envelope ${mine}`, ...at]], use],
    ['envelope: another time', [[`UPDATE envelope SET at = at + 1 ${mine}`, ...at]]],
    ['vault: another generation', [
      ['UPDATE vault SET generation = 2 WHERE id = $1', k.situation.vault]], use],
    ['vault: purposes exchanged', [
      ['UPDATE vault SET purpose = CASE purpose WHEN $2 THEN $3 ELSE $4 END, seance = seance || $5'
        + ' WHERE seance = $1', k.published, 'situation', 'synthesis', 'situation', 'x'],
      ['UPDATE vault SET seance = substr(seance, 1, 32) WHERE length(seance) = 33'],
    ], use],
    ['vault: that of another séance', [
      ['UPDATE vault SET seance = $2 WHERE id = $1', k.situation.vault, k.far]], use],
  ];
}

/** What the trustees' sheets open: met by `cocon recover` only, so the journal has to tell. */
function recovery(k) {
  const mine = 'WHERE vault = $1';
  const set = (what, ...values) => [
    [`UPDATE recovery_envelope SET ${what} ${mine}`, k.situation.vault, ...values]];
  return [
    ['recovery envelope: removed', [[`DELETE FROM recovery_envelope ${mine}`, k.situation.vault]]],
    ['recovery envelope: box flipped', set(`box = ${flipped('box')}`)],
    ['recovery envelope: signature flipped', set(`signature = ${flipped('signature')}`)],
    ['recovery envelope: that of another vault', set(`(granter, box, signature, at) =
      (SELECT granter, box, signature, at FROM recovery_envelope WHERE vault = $2)`,
    k.synthesis.vault)],
    ['recovery envelope: that of a reader', set(`(granter, box, signature, at) =
      (SELECT granter, box, signature, at FROM envelope WHERE vault = $1 AND reader = $2)`,
    k.reader.id)],
    ['recovery envelope: another granter', set('granter = $2', k.outsider.id)],
    ['recovery envelope: as if handed on by the key before', set('granter = NULL')],
    ['recovery envelope: another generation', set('generation = generation + 1')],
    ['recovery envelope: another time', set('at = at + 1')],
    ['certificate: as if by the trustees', [
      ['UPDATE certificate SET issuer = NULL WHERE account = $1', k.reader.id]],
    { who: k.reader, path: '/charte' }],
    ['certificate: into coordination, as if by the trustees', [
      ['UPDATE certificate SET issuer = NULL, coordination = 1 WHERE account = $1', k.reader.id],
      ['UPDATE membership SET coordination = 1 WHERE account = $1', k.reader.id]],
    { who: k.reader, path: '/acces' }],
    ['invitation: as if by the trustees', [
      ['UPDATE invitation SET keys = claim, invited_by = NULL WHERE account = $1', k.invited[0]]]],
  ];
}

function accounts(k) {
  const me = 'WHERE id = $1';
  const use = { enter: k.reader };
  const page = { who: k.reader, path: '/charte' };
  const both = (columns) => [
    `UPDATE account SET (${columns}) = (SELECT ${columns} FROM account WHERE id = $2) ${me}`,
    k.reader.id, k.outsider.id];
  return [
    ['account: public keys replaced', [both('box_public, sign_public')], use],
    ['account: signing key replaced', [
      [`UPDATE account SET sign_public = ${other('sign_public')} ${me}`, k.reader.id]], use],
    ['account: private keys of another', [both('keys, salt')], use],
    ['account: all keys of another', [
      both('keys, salt, box_public, sign_public, passes, memory_kib, lanes')], use],
    ['account: Argon2 cost lowered', [
      [`UPDATE account SET memory_kib = 8, passes = 1, lanes = 1 ${me}`, k.reader.id]], use],
    ['account: Argon2 cost raised', [
      [`UPDATE account SET memory_kib = 16777216 ${me}`, k.reader.id]], use],
    ['account: sealed person of another', [both('person')], use],
    ['account: address index of another', [
      [`UPDATE account SET email_index = ${other('email_index')} ${me}`, k.reader.id]], use],
    ['account: key generation', [
      [`UPDATE account SET generation = generation + 1 ${me}`, k.reader.id]], use],
    ['account: suspended', [[`UPDATE account SET state = 'suspended' ${me}`, k.reader.id]], use],
    ['account: said to ask for erasure', [
      [`UPDATE account SET erasure_asked_at = 1 ${me}`, k.reader.id]]],
    ['account: erased by hand', [
      [`UPDATE account SET keys = NULL, salt = NULL, erased_at = 1 ${me}`,
        k.reader.id]], use],
    ['account: one more', [
      [`INSERT INTO account SELECT $2, ${other('email_index')}, person, state, generation, box_public,
        sign_public, keys, salt, passes, memory_kib, lanes, created_at, accepted_at, NULL, NULL
        FROM account ${me}`, k.reader.id, 'f'.repeat(32)]]],
    ['membership: into coordination', [
      ['UPDATE membership SET coordination = 1 WHERE account = $1', k.reader.id]], page],
    ['membership: another structure', [
      ['UPDATE membership SET structure = (SELECT id FROM structure WHERE id <> membership.structure)'
        + ' WHERE account = $1', k.reader.id]], page],
    ['membership: represents its structure', [
      ['UPDATE membership SET represents = 1 - represents WHERE account = $1', k.reader.id]], page],
    ['membership: another profession', [
      ["UPDATE membership SET profession = 'magistrat' || profession WHERE account = $1", k.reader.id]]],
    ['membership: ended', [
      ['UPDATE membership SET until = since + 1 WHERE account = $1', k.reader.id]], page],
    ['membership: removed', [['DELETE FROM membership WHERE account = $1', k.reader.id]], page],
  ];
}

function certificates(k) {
  const mine = 'WHERE account = $1';
  const page = { who: k.reader, path: '/charte' };
  const set = (what, ...values) => [
    [`UPDATE certificate SET ${what} ${mine}`, k.reader.id, ...values]];
  return [
    ['certificate: public key replaced', set(`sign_public = ${other('sign_public')}`), page],
    ['certificate: forged signature', set(`signature = ${other('signature')}`), page],
    ['certificate: issued by oneself', set('issuer = account'), page],
    ['certificate: prolonged', set('until_at = until_at + 86400'), page],
    ['certificate: from before', set('from_at = from_at - 86400'), page],
    ['certificate: taken from another space', set('space = $2', 'e'.repeat(32)), page],
    ['certificate: that of another account', [
      ['DELETE FROM certificate WHERE account = $1', k.reader.id],
      ['UPDATE certificate SET account = $1 WHERE account = $2', k.reader.id, k.outsider.id]], page],
    ['certificate: removed', [[`DELETE FROM certificate ${mine}`, k.reader.id]], page],
    ['certificate: another structure', set('structure = NULL'), page],
    ['certificate: into coordination', set('coordination = 1'), page],
    ['certificate: represents its structure', set('represents = 1 - represents'), page],
  ];
}

function seances(k) {
  const role = "WHERE seance = $1 AND role = 'secretary'";
  const present = "WHERE seance = $1 AND account = $2 AND status = 'present'";
  return [
    ['role: given to another', [[`UPDATE role SET account = $2 ${role}`, k.drafted, k.outsider.id]],
      { who: k.outsider, path: `/seances/${k.drafted}/synthese`,
        post: [`/seances/${k.drafted}/synthese/commentaires`, { text: 'Une remarque.' }] }],
    ['role: removed', [[`DELETE FROM role ${role}`, k.drafted]]],
    ['role: added', [
      ['INSERT INTO role SELECT space, $2, role, account, state, given_by, at FROM role'
        + ' WHERE seance = $1', k.drafted, k.far]]],
    ['role: accepted in their place', [
      ["UPDATE role SET state = 'accepted', account = $2 WHERE seance = $1 AND role = 'narrator'",
        k.planned, k.outsider.id]],
    { who: k.outsider, path: `/seances/${k.planned}/situation`,
      post: [`/seances/${k.planned}/situation`, { context: 'Un texte.', version: 0 }] }],
    ['positioning: another answer', [
      ["UPDATE positioning SET answer = 'excused' WHERE seance = $1", k.planned]]],
    ['offer: written in', [
      ["INSERT INTO offer SELECT space, seance, account, 'animator' FROM positioning WHERE seance = $1"
        + " AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.seance = positioning.seance"
        + " AND o.account = positioning.account AND o.role = 'animator') LIMIT 1", k.planned]]],
    ['offer: of a role that was none', [
      ["INSERT INTO offer SELECT space, seance, account, 'chair' FROM positioning WHERE seance = $1",
        k.planned]]],
    ['offer: without an answer', [
      ["INSERT INTO offer SELECT space, $2, account, 'animator' FROM positioning WHERE seance = $1",
        k.planned, k.far]]],
    ['offer: removed', [['DELETE FROM offer WHERE seance = $1', k.planned]]],
    ['positioning: removed', [['DELETE FROM positioning WHERE seance = $1', k.planned]]],
    ['attendance: present made absent', [
      ["UPDATE attendance SET status = 'absent' WHERE seance = $1 AND account = $2",
        k.published, k.reader.id]]],
    ['attendance: removed', [[`DELETE FROM attendance ${present}`, k.published, k.reader.id]]],
    ['attendance: added', [
      [`INSERT INTO attendance SELECT $3, space, seance, $4, guest, status, recorded_by, at
        FROM attendance ${present}`, k.published, k.reader.id, 'd'.repeat(32), k.outsider.id]]],
    ['séance: stage moved forward', [
      ["UPDATE seance SET stage = 'published', published_at = submitted_at WHERE id = $1", k.drafted]]],
    ['séance: stage moved backward', [
      ["UPDATE seance SET stage = 'drafted', published_at = NULL WHERE id = $1", k.published]]],
    ['séance: another date', [
      ["UPDATE seance SET starts = '2023-06-13T14:00' WHERE id = $1", k.planned]]],
    ['séance: removed', [['DELETE FROM seance WHERE id = $1', k.far]]],
    ['structure: sheet edited', [
      ["UPDATE structure SET sheet = replace(sheet, 'rendez-vous', 'lundi') WHERE sheet LIKE '%rendez-vous%'"]]],
    ['cycle: another year', [['UPDATE cycle SET year = year + 1 WHERE year = 2022']]],
  ];
}

function documents(k) {
  const page = { who: k.reader, path: `/seances/${k.published}/synthese` };
  const draft = { who: k.narrator, path: `/seances/${k.planned}/situation` };
  const version = 'WHERE document = $1';
  const set = (what, ...values) => [
    [`UPDATE document_version SET ${what} ${version}`, k.synthesis.id, ...values]];
  const head = `${version} AND version = (SELECT max(version) FROM document_version ${version})`;
  const swap = (a, b, what) => [
    [`UPDATE document_version SET (${what}) = (SELECT ${what} FROM document_version v
      WHERE v.document = $2 AND v.version = 1) ${version}`, a, b]];
  return [
    ['document: rolled back to the version before', [
      [`DELETE FROM document_version ${head}`, k.draft.id]], draft],
    ['document: rolled back, with its cipher', [
      [`UPDATE document_version SET cipher = (SELECT cipher FROM document_version ${head})
        ${version} AND version = 2`, k.draft.id],
      [`DELETE FROM document_version ${head}`, k.draft.id]], draft],
    ['document: truncated', set('cipher = NULL'), page],
    ['document: cipher shortened', set('cipher = substr(cipher, 1, length(cipher) - 5)'), page],
    ['document: cipher flipped', set(`cipher = ${flipped('cipher')}`), page],
    ['document: swapped with another of its author',
      swap(k.twins[0], k.twins[1], 'generation, author, cipher, previous, hash, signature, at')],
    ['document: that of another séance',
      swap(k.synthesis.id, k.elsewhere.id, 'generation, author, cipher, previous, hash, signature, at'),
      page],
    ['document: another author', set('author = $2', k.outsider.id), page],
    ['document: version renumbered', set('version = version + 1'), page],
    ['document: previous hash changed', set(`previous = ${other("hash")}`), page],
    ['document: hash changed', set(`hash = ${other('hash')}`), page],
    ['document: signature of its author changed', set(`signature = ${other('signature')}`), page],
    ['document: another time', set('at = at + 1'), page],
    ['document: state changed', [
      ["UPDATE document SET state = 'submitted' WHERE id = $1", k.synthesis.id]]],
    ['document: its own secret changed', [
      [`UPDATE document SET secret = ${other('secret')} WHERE id = $1`, k.synthesis.id]], page],
    ['document: destroyed by hand, and said to be over its time', [
      ['DELETE FROM document_signature WHERE document = $1', k.synthesis.id],
      ['DELETE FROM document_version WHERE document IN'
        + ' (SELECT id FROM document WHERE vault = $1)', k.synthesis.vault],
      ['DELETE FROM document WHERE vault = $1', k.synthesis.vault],
      ['DELETE FROM envelope WHERE vault = $1', k.synthesis.vault],
      ['DELETE FROM vault WHERE id = $1', k.synthesis.vault],
      ['UPDATE seance SET synthesis_destroyed_at = published_at WHERE id = $1', k.published]]],
    ['séance: said to be over its time', [
      ['UPDATE seance SET situation_destroyed_at = 1 WHERE id = $1', k.published]]],
    ['document: removed', [['DELETE FROM document WHERE id = $1', k.synthesis.id]], page],
    ['published text: removed', [
      ["DELETE FROM document WHERE kind = 'published' AND seance = $1", k.published]],
    { who: k.outsider, path: page.path }],
    ['comment: removed', [
      ["DELETE FROM document WHERE kind = 'comment' AND seance = $1", k.drafted]]],
    ['comment: another author', [
      [`UPDATE document_version SET author = $2 WHERE document IN (SELECT id FROM document
        WHERE kind = 'comment' AND seance = $1)`, k.drafted, k.outsider.id]],
    { who: k.animator, path: `/seances/${k.drafted}/synthese` }],
    ['signature: of another version', [
      ['UPDATE document_signature SET version = version + 1 WHERE document = $1', k.synthesis.id]]],
    ['signature: of another document', [
      ['DELETE FROM document_signature WHERE document = $1', k.elsewhere.id],
      ['UPDATE document_signature SET document = $1 WHERE document = $2',
        k.elsewhere.id, k.synthesis.id]],
    { who: k.reader, path: `/seances/${k.elsewhere.seance}/synthese` }],
    ['signature: of another role', [
      ["UPDATE document_signature SET role = CASE role WHEN 'animator' THEN 'x' ELSE 'animator' END"
        + " WHERE document = $1 AND role = 'animator'", k.synthesis.id]], page],
    ['signature: of somebody else', [
      ["UPDATE document_signature SET account = $2 WHERE document = $1 AND role = 'animator'",
        k.synthesis.id, k.outsider.id]], page],
    ['signature: forged', [
      [`UPDATE document_signature SET signature = ${other('signature')} WHERE document = $1`,
        k.synthesis.id]], page],
    ['signature: removed', [
      ["DELETE FROM document_signature WHERE document = $1 AND role = 'animator'", k.synthesis.id]]],
  ];
}

function charter(k) {
  const page = { who: k.reader, path: '/charte' };
  const mine = "WHERE kind = 'person' AND subject = $1";
  return [
    ['charter: text edited', [["UPDATE charter SET text = text || ' Et autre chose.'"]], page],
    ['charter: text and hash edited', [
      ['UPDATE charter SET text = $1, sha256 = $2', k.text, k.textHash]], page],
    ['charter: hash edited', [[`UPDATE charter SET sha256 = ${other('sha256')}`]], page],
    ['charter: publisher’s signature changed', [
      [`UPDATE charter SET signature = ${other('signature')}`]], page],
    ['charter: signature moved to another', [
      [`DELETE FROM charter_signature ${mine}`, k.reader.id],
      ["UPDATE charter_signature SET subject = $1 WHERE kind = 'person' AND subject = $2",
        k.reader.id, k.outsider.id]], page],
    ['charter: signature removed', [[`DELETE FROM charter_signature ${mine}`, k.reader.id]], page],
    ['charter: signature predated', [
      [`UPDATE charter_signature SET signed_at = signed_at - 9 ${mine}`, k.reader.id]], page],
  ];
}

function doors(k) {
  const used = 'WHERE account = $1';
  return [
    ['invitation: claim of another', [
      [`UPDATE invitation SET claim = (SELECT claim FROM invitation ${used.replace('1', '2')}) ${used}`,
        k.invited[0], k.invited[1]]]],
    ['invitation: claim of another, used', [
      [`UPDATE invitation SET claim = (SELECT claim FROM invitation ${used.replace('1', '2')}) ${used}`,
        k.reader.id, k.outsider.id]]],
    ['invitation: for another account', [
      [`UPDATE invitation SET account = $2 ${used}`, k.invited[0], k.invited[1]]]],
    ['invitation: as if for somebody else', [
      [`UPDATE invitation SET invited_as = $2 ${used}`, k.reader.id, k.outsider.id]]],
    ['invitation: prolonged', [
      [`UPDATE invitation SET expires_at = expires_at + 86400 ${used}`, k.invited[0]]]],
    ['invitation: used one opened again', [
      [`UPDATE invitation SET used_at = NULL ${used}`, k.reader.id]]],
    ['newcomer: proof of another', [
      [`UPDATE invitation SET proof = (SELECT proof FROM invitation ${used.replace('1', '2')}) ${used}`,
        k.reader.id, k.outsider.id]]],
    ['login: copied to another account', [
      [`INSERT INTO login (id, space, account, generation, keys, created_at, seen_at, expires_at)
        SELECT ${other('id')}, space, $2, generation, keys, created_at, seen_at, expires_at FROM login WHERE account = $1`, k.narrator.id, k.reader.id]]],
    ['login: moved to another account', [
      ['UPDATE login SET account = $2 WHERE account = $1', k.narrator.id, k.outsider.id]],
    { cookie: k.narrator, path: '/charte' }],
    ['login: prolonged', [
      ['UPDATE login SET expires_at = expires_at + 3600 WHERE account = $1', k.narrator.id]]],
    ['login: prolonged as if begun later', [
      ['UPDATE login SET expires_at = expires_at + 3600, created_at = created_at + 3600'
        + ' WHERE account = $1', k.narrator.id]]],
    ['login: another generation of keys', [
      ['UPDATE login SET generation = generation + 1 WHERE account = $1', k.narrator.id]],
    { cookie: k.narrator, path: '/charte' }],
  ];
}

function factors(k) {
  const { factor } = k;
  const { removed } = factor;
  const mine = 'WHERE account = $1';
  const use = { enter: k.guarded };
  const columns = 'id, account, generation, sealed, created_at';
  const put = (id, account) => [
    `INSERT INTO second_factor (${columns}) SELECT $2, $3, generation, sealed, created_at
     FROM second_factor WHERE id = $1`, factor.id, id, account];
  return [
    ['factor: removed', [['DELETE FROM second_factor WHERE id = $1', factor.id]], use],
    ['factor: all removed', [[`DELETE FROM second_factor ${mine}`, k.guarded.id]], use],
    ['factor: all of everybody removed', [['DELETE FROM second_factor']], use],
    ['factor: copied to another account', [put('b'.repeat(32), k.outsider.id)], { enter: k.outsider }],
    ['factor: moved to another account', [
      ['UPDATE second_factor SET account = $2 WHERE id = $1', factor.id, k.outsider.id]],
    { enter: k.outsider }],
    ['factor: one more', [put('b'.repeat(32), k.guarded.id)], use],
    ['factor: secret replaced', [
      [`UPDATE second_factor SET sealed = ${flipped('sealed')} WHERE id = $1`, factor.id]], use],
    ['factor: secret of another of theirs', [
      ['UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE id = $2)'
        + ' WHERE id = $1', factor.id, factor.other.id]], use],
    ['factor: counter lowered, by the row as it was', [
      ['UPDATE second_factor SET sealed = $2 WHERE id = $1', factor.id, factor.older]]],
    ['factor: a removed one put back', [
      [`INSERT INTO second_factor (${columns}) VALUES ($1, $2, $3, $4, $5)`, removed.id,
        removed.account, removed.generation, removed.sealed, removed.created_at]], use],
    ['factor: a removed one in place of another', [
      [`UPDATE second_factor SET (id, sealed, created_at) = ($2, $3, $4) WHERE id = $1`, factor.id,
        removed.id, removed.sealed, removed.created_at]], use],
    ['factor: of other keys', [
      ['UPDATE second_factor SET generation = generation + 1 WHERE id = $1', factor.id]], use],
  ];
}

function journal(k) {
  const last = 'WHERE seq = (SELECT max(seq) FROM journal)';
  const middle = 'WHERE seq = 300';
  return [
    ['journal: entry removed from the middle', [[`DELETE FROM journal ${middle}`]]],
    ['journal: last entry removed', [[`DELETE FROM journal ${last}`]]],
    ['journal: two entries exchanged', [
      ['UPDATE journal SET seq = -7 WHERE seq = 300'],
      ['UPDATE journal SET seq = 300 WHERE seq = 301'],
      ['UPDATE journal SET seq = 301 WHERE seq = -7']]],
    ['journal: another action', [[`UPDATE journal SET action = 'read' ${middle}`]]],
    ['journal: another actor', [[`UPDATE journal SET actor = $1 ${middle}`, k.outsider.id]]],
    ['journal: another time', [[`UPDATE journal SET at = at - 60 ${middle}`]]],
    ['journal: another object', [[`UPDATE journal SET object = $1 ${middle}`, 'c'.repeat(32)]]],
    ['journal: another detail', [["UPDATE journal SET detail = x'00' WHERE seq = 300"]]],
    ['journal: another leaf', [[`UPDATE journal SET leaf = ${other('leaf')} ${middle}`]]],
    ['journal: an entry added', [
      [`INSERT INTO journal SELECT seq + 1, at, space, actor, action, object_kind, object, detail, leaf,
        capacity, signature, seal FROM journal ${last}`]]],
    ['journal: a reading added, well-formed but for the server’s seal', [
      [`INSERT INTO journal (seq, at, space, actor, action, object_kind, object, leaf)
        SELECT seq + 1, at, space, actor, 'read', 'situation', object, leaf FROM journal ${last}`]]],
    ['journal: another capacity', [[`UPDATE journal SET capacity = capacity + 4 ${middle}`]]],
    ['journal: another signature', [
      [`UPDATE journal SET signature = ${other('signature')} ${middle}`]]],
    ['journal: another seal', [[`UPDATE journal SET seal = ${other('seal')} ${middle}`]]],
    ['journal: Merkle node replaced', [
      [`UPDATE journal_node SET hash = ${other('hash')} WHERE level = 3 AND position = 5`]]],
    ['journal: Merkle node removed', [
      ['DELETE FROM journal_node WHERE level = 3 AND position = 5']]],
    ['head: root replaced', [
      [`UPDATE journal_head SET root = ${other('root')} WHERE size = (SELECT max(size)
        FROM journal_head)`]]],
    ['head: signed with another key', [
      ['UPDATE journal_head SET signature = $1 WHERE size = (SELECT max(size) FROM journal_head)',
        k.foreignSignature]]],
    ['head: another time', [
      ['UPDATE journal_head SET at = at + 1 WHERE size = (SELECT max(size) FROM journal_head)']]],
    ['head: one in the middle removed', [
      [`DELETE FROM journal_head WHERE size = (SELECT size FROM journal_head ORDER BY size DESC
        LIMIT 1 OFFSET 3)`]]],
    ['head: the newest removed', [
      ['DELETE FROM journal_head WHERE size = (SELECT max(size) FROM journal_head)']]],
    ['head: as if none had been before', [
      ['UPDATE journal_head SET previous = NULL WHERE size = (SELECT max(size) FROM journal_head)']]],
    ['head: over more entries', [
      ['UPDATE journal_head SET size = size + 5 WHERE size = (SELECT max(size) FROM journal_head)']]],
  ];
}

function withdrawals(k) {
  const revived = ['UPDATE membership SET until = NULL WHERE account = $1', k.gone.id];
  const active = ["UPDATE account SET state = 'active' WHERE id = $1", k.gone.id];
  const page = { who: k.gone, path: '/structures' };
  return [
    ['withdrawn: membership revived', [revived], page],
    ['withdrawn: membership and account revived', [revived, active], page],
    ['withdrawn: revived, and the revocation removed', [
      revived, active, ['DELETE FROM revocation WHERE account = $1', k.gone.id]]],
    ['revocation: removed', [['DELETE FROM revocation WHERE account = $1', k.gone.id]]],
    ['revocation: of somebody else', [
      ['UPDATE revocation SET account = $2 WHERE account = $1', k.gone.id, k.reader.id]],
    { who: k.reader, path: '/charte' }],
    ['revocation: forged signature', [
      [`UPDATE revocation SET signature = ${other('signature')} WHERE account = $1`, k.gone.id]]],
    ['revocation: later', [['UPDATE revocation SET at = at + 9 WHERE account = $1', k.gone.id]]],
  ];
}

/* An access that was closed, a role that was taken away, a structure that left. */
function changes(k) {
  const lifted = ['UPDATE membership SET suspended_at = NULL WHERE account = $1', k.shut.id];
  const active = ["UPDATE account SET state = 'active' WHERE id = $1", k.shut.id];
  const page = { who: k.shut, path: '/structures' };
  const newest = 'AND number = (SELECT max(number) FROM certificate WHERE account = $1)';
  const was = { who: k.former, path: '/acces' };
  const coordinates = ['UPDATE membership SET coordination = 1 WHERE account = $1', k.former.id];
  return [
    ['suspended: lifted by rows', [lifted, active], page],
    ['suspended: lifted, and the statement removed', [
      lifted, active, ['DELETE FROM revocation WHERE account = $1', k.shut.id]], page],
    ['suspension: removed', [['DELETE FROM revocation WHERE account = $1', k.shut.id]]],
    ['suspension: made the platform’s', [
      ['UPDATE revocation SET by = NULL WHERE account = $1', k.shut.id]]],
    ['suspension: later', [['UPDATE revocation SET at = at + 9 WHERE account = $1', k.shut.id]]],
    ['suspension: of somebody else', [
      ['UPDATE membership SET suspended_at = since WHERE account = $1', k.reader.id]],
    { who: k.reader, path: '/charte' }],
    ['role: certificate of an earlier one put back', [
      coordinates, [`DELETE FROM certificate WHERE account = $1 ${newest}`, k.former.id]], was],
    ['role: earlier one put back, and its end removed', [
      coordinates, [`DELETE FROM certificate WHERE account = $1 ${newest}`, k.former.id],
      ['DELETE FROM revocation WHERE account = $1 AND at = (SELECT max(at) FROM revocation'
        + ' WHERE account = $1)', k.former.id]], was],
    ['role: newest certificate removed', [
      [`DELETE FROM certificate WHERE account = $1 ${newest}`, k.former.id]],
    { who: k.former, path: '/charte' }],
    ['departure: removed', [['DELETE FROM departure WHERE structure = $1', k.left]],
      { who: k.parted, path: '/structures' }],
    ['departure: earlier', [
      ['UPDATE departure SET at = at - 999999999 WHERE structure = $1', k.left]]],
    ['departure: forged', [
      [`UPDATE departure SET signature = ${other('signature')} WHERE structure = $1`, k.left]]],
    ['departure: of another structure', [
      ['UPDATE departure SET structure = $2 WHERE structure = $1', k.left, k.stays]],
    { who: k.reader, path: '/structures' }],
  ];
}

/** [what, statements, use] of each. */
export function edits(k) {
  return [envelopes, recovery, accounts, certificates, withdrawals, changes, seances, documents, charter, doors,
    factors, journal]
    .flatMap((kind) => kind(k));
}

/** What is neither refused nor reported, and why that is so. */
export const NOT_COVERED = [
  ['the whole folder as it was some time ago, journal.head and all',
    'consistent in itself; only a head noted elsewhere tells: audit verify --head, serve --head'],
  ['a login that waits for its second factor: removed, or put back to fewer tries',
    'its keys open with the cookie and the server’s key only; the process counts by account besides'],
  ['login: removed', 'ends a login: denial of service is not prevented'],
];
