// Whoever writes into the database changes nothing unseen: each edit on a copy of the demonstration
// is refused where somebody meets it, or reported by `cocon audit verify`.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, reviewAgain } from '../flow/cocon.mjs';
import { record, sha256 } from '../flow/journal.mjs';
import { NOT_COVERED, edits } from './edits.mjs';

const base = new Place();
const k = {}; // what the edits are about
const table = [];
const doors = new Map(); // use: what an untouched copy answers, which is the control

const one = async (sql, ...values) => (await base.rows(sql, ...values))[0];

async function people() {
  const coordination = await base.enter(({ roles }) => roles.includes('coordinator'));
  const { people: listed } = await model(coordination, '/acces');
  const byId = new Map(listed.map(({ id, name }) => {
    const account = base.accounts.find((each) => each.name === name);
    return [id, { id, ...account }];
  }));
  return { coordination, byId };
}

async function invite(coordination, structure, name) {
  const email = `${name.replace(' ', '.').replace('é', 'e')}@exemple.invalid`;
  const fields = { email, name, profession: 'avocat', structure };
  await act(coordination, '/acces', fields);
}

// Somebody with two factors, who removed a third; and their first one as it was some codes ago.
async function guard() {
  const { account } = await one(`SELECT account FROM membership WHERE represents = 0
    AND coordination = 0 AND until IS NULL AND account NOT IN (SELECT account FROM role)
    AND account NOT IN (?1, ?2, ?3, ?4) AND structure <> ?5`,
  k.reader.id, k.outsider.id, k.shut.id, k.former.id, k.left);
  k.guarded = k.people.get(account);
  const { email, passphrase } = k.guarded;
  const visitor = await base.enter((each) => each.email === email);
  const factors = () => base.rows('SELECT * FROM second_factor WHERE account = ?1 ORDER BY created_at, id', account);
  await visitor.enrol(email, passphrase);
  const [first] = await factors();
  k.factor = { id: first.id, older: { hex: first.sealed } };
  await visitor.signIn(email, passphrase);
  for (const name of ['other', 'removed']) {
    await visitor.enrol(email, passphrase);
    const known = Object.values(k.factor).map(({ id }) => id);
    const made = (await factors()).find(({ id }) => id !== k.factor.id && !known.includes(id));
    k.factor[name] = { ...made, sealed: { hex: made.sealed } };
  }
  await act(visitor, `/compte/facteurs/${k.factor.removed.id}/retrait`, { passphrase });
}

// Somebody suspended, somebody who coordinated for a while, a structure that left: none of them those
// whom the other edits are about.
async function close(coordination, byId) {
  const busy = [k.reader, k.outsider, k.animator, k.narrator, k.gone].map(({ id }) => id);
  const free = await base.rows(`SELECT account, structure, profession FROM membership
    WHERE represents = 0 AND coordination = 0 AND until IS NULL AND structure IS NOT NULL
    AND account NOT IN (SELECT account FROM role)
    AND account IN (SELECT subject FROM charter_signature) ORDER BY account`);
  const taken = new Set();
  const next = (fits = () => true) => {
    const found = free.find((row) => !busy.includes(row.account) && !taken.has(row.account) && fits(row));
    taken.add(found.account);
    return found;
  };
  const kept = new Set((await base.rows(`SELECT structure FROM membership WHERE structure IS NOT NULL
    AND (account IN (SELECT account FROM role) OR account IN (${busy.map(() => '?')}))`, ...busy))
    .map((row) => row.structure));
  const parted = next(({ structure }) => !kept.has(structure));
  const shut = next(({ structure }) => structure !== parted.structure);
  const former = next(({ structure }) => structure !== parted.structure);
  k.shut = byId.get(shut.account);
  k.former = byId.get(former.account);
  k.parted = byId.get(parted.account);
  k.left = parted.structure;
  k.stays = (await one('SELECT structure FROM membership WHERE account = ?', k.reader.id)).structure;
  await act(coordination, `/acces/${k.shut.id}/suspension`, { sure: true });
  const as = { structure: former.structure, profession: former.profession, sure: true };
  await act(coordination, `/acces/${k.former.id}`, { ...as, coordination: true });
  await act(coordination, `/acces/${k.former.id}`, as);
  await act(coordination, `/structures/${k.left}/depart`, { sure: true });
}

// A demonstration that goes on: a draft of three versions, people invited, somebody signed in.
before(async () => {
  base.demo();
  await base.start();
  await reviewAgain(base);
  const { coordination, byId } = await people();
  k.people = byId;
  const structure = (await one('SELECT id FROM structure LIMIT 1')).id;
  await invite(coordination, structure, 'Une Invitée');
  await invite(coordination, structure, 'Un Invité');
  k.invited = (await base.rows('SELECT account FROM invitation WHERE used_at IS NULL'))
    .map(({ account }) => account);
  const offered = await one("SELECT seance, account FROM role WHERE state = 'proposed'");
  k.planned = offered.seance;
  k.narrator = byId.get(offered.account);
  const narrator = await base.enter(({ email }) => email === k.narrator.email);
  const seance = `/seances/${k.planned}`;
  await act(narrator, `${seance}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  for (let version = 0; version < 3; version++)
    await act(narrator, `${seance}/situation`, { context: `Texte ${version}`, version });
  k.draft = await one("SELECT id FROM document WHERE seance = ?1 AND kind = 'situation'", k.planned);
  const published = await base.rows(`SELECT d.id, d.seance, d.vault FROM document d
    WHERE kind = 'synthesis' AND state = 'published' ORDER BY id`);
  [k.synthesis, k.elsewhere] = published;
  k.published = k.synthesis.seance;
  k.situation = await one(
    "SELECT id, vault FROM document WHERE kind = 'situation' AND seance = ?1", k.published);
  k.drafted = (await one("SELECT id FROM seance WHERE stage = 'drafted'")).id;
  k.far = (await one('SELECT id FROM seance ORDER BY starts DESC')).id;
  const reader = await one(`SELECT reader FROM envelope JOIN membership ON account = reader
    WHERE vault = ?1 AND reader IN (SELECT reader FROM envelope WHERE vault = ?2)
    AND represents = 0 AND coordination = 0 AND NOT EXISTS (SELECT 1 FROM role WHERE account = reader)
    AND reader IN (SELECT account FROM attendance WHERE seance = ?3 AND status = 'present')`,
  k.situation.vault, k.synthesis.vault, k.published);
  k.reader = byId.get(reader.reader);
  const outsider = await one(`SELECT account FROM membership WHERE represents = 0
    AND account IN (SELECT subject FROM charter_signature)
    AND account NOT IN (SELECT reader FROM envelope WHERE vault IN (?1, ?2))
    AND account NOT IN (SELECT account FROM role WHERE seance IN (?3, ?4))
    AND account NOT IN (SELECT account FROM attendance WHERE seance IN (?3, ?5)
      AND account IS NOT NULL)`,
  k.situation.vault, k.synthesis.vault, k.drafted, k.planned, k.published);
  k.outsider = byId.get(outsider.account);
  k.animator = byId.get((await one(
    "SELECT account FROM role WHERE seance = ?1 AND role = 'animator'", k.drafted)).account);
  const twins = await one(`SELECT a.id AS a, b.id AS b FROM document a JOIN document b
    ON a.author = b.author AND a.kind = 'comment' AND b.kind = 'comment' AND a.id < b.id`);
  k.twins = [twins.a, twins.b];
  k.text = 'Une autre charte.';
  k.textHash = { hex: createHash('sha256').update(k.text).digest('hex') };
  const { privateKey } = generateKeyPairSync('ed25519');
  k.foreignSignature = { hex: sign(null, Buffer.from('cocon/tree-head'), privateKey).toString('hex') };
  k.gone = byId.get((await one(`SELECT account FROM membership WHERE represents = 0
    AND coordination = 0 AND account NOT IN (SELECT account FROM role)
    AND account NOT IN (?1, ?2)`, k.reader.id, k.outsider.id)).account);
  await act(coordination, `/acces/${k.gone.id}/retrait`, { sure: true });
  await close(coordination, byId);
  await guard();
  await base.stop();
  const clean = base.command('audit', 'verify');
  assert.equal(clean.status, 0, clean.stdout + clean.stderr);
});
after(() => base.close());

/** Parameters by number; bytes as literals. */
async function apply(place, statements) {
  for (const [sql, ...values] of statements) {
    const literal = (text, number) => {
      const value = values[number - 1];
      return value?.hex ? `x'${value.hex}'` : `?${number}`;
    };
    const text = sql.replace(/\$(\d)/g, literal);
    const plain = values.map((value) => (value?.hex ? null : value));
    const used = Math.max(0, ...[...text.matchAll(/\?(\d)/g)].map(([, number]) => Number(number)));
    const changed = await place.change(text, ...plain.slice(0, used));
    assert.ok(changed > 0, `nothing edited by ${text}`);
  }
}

function copy() {
  const place = new Place();
  cpSync(base.data, place.data, { recursive: true });
  place.accounts = base.accounts;
  return place;
}

/** What a page says of an edit, or nothing. */
function shown({ status, text }) {
  if (status >= 400) return `refused (${status})`;
  const marks = { tampered: /"tampered": ?true/, 'not verified': /"verified": ?false/,
    locked: /"locked": ?true/ };
  const [mark] = Object.entries(marks).find(([, pattern]) => pattern.test(text)) ?? [];
  return mark && `shown as ${mark}`;
}

/** Goes where somebody meets the edit: what they see, the answer's text besides. */
async function meet(place, use, edit = async () => {}) {
  const visitor = place.visitor();
  const who = use.who ?? use.enter ?? use.cookie;
  const enter = () => visitor.post('/connexion', { email: who.email, passphrase: who.passphrase },
    { 'X-CSRF-Token': undefined });
  await place.start();
  try {
    const entered = await enter();
    if (use.enter || entered.status !== 200) return { said: shown(entered) };
    await edit();
    const page = await visitor.get(use.path);
    const said = shown(page);
    if (said || !use.post) return { said, text: page.text, broken: page.status === 500 };
    return { said: shown(await visitor.post(...use.post)) };
  } finally {
    await place.stop();
  }
}

/** Texts that only somebody entitled sees: a page that an edit opened shows them. */
const texts = (text) => JSON.stringify(JSON.parse(text ?? '{}').values ?? null);

/** As on an untouched copy?  Then the page did not see the edit.  Where the page is already closed to
 * somebody, it is the journal that has to tell. */
async function control(use) {
  const key = JSON.stringify([use.who?.id, use.enter?.id, use.cookie?.id, use.path, use.post]);
  if (!doors.has(key)) {
    const place = copy();
    try {
      doors.set(key, await meet(place, use));
    } finally {
      await place.close();
    }
  }
  return doors.get(key);
}

function audit(place) {
  const done = place.command('audit', 'verify', '--json');
  assert.ok([0, 65, 70, 77].includes(done.status) || done.stdout !== '', done.stderr);
  if (done.status === 0) return '';
  const faults = done.stdout === '' ? ['unreadable'] : JSON.parse(done.stdout).faults
    .map(({ fault, text }) => `${fault}: ${text.replace(/ [0-9a-f]{32}/, '')}`);
  assert.ok(faults.length > 0, done.stderr);
  return `${faults[0]}${faults.length > 1 ? ` (+${faults.length - 1})` : ''}`;
}

let brokenPages = 0;

async function attempt(what, edit, use) {
  const place = copy();
  try {
    if (!use?.cookie) await edit(place);
    const told = use?.cookie ? '' : audit(place);
    const met = use && await meet(place, use, use.cookie ? () => edit(place) : undefined);
    const before = use && await control(use);
    if (met?.broken) {
      const [{ told: times }] = await place.rows(
        "SELECT count(*) AS told FROM journal WHERE action = 'tampered' AND actor = ?1", use.who.id);
      assert.equal(times, 1, `${what}: the journal does not tell of it`);
      brokenPages += 1;
      if (told) assert.ok(audit(place), `${what}: telling of it made it good`);
    }
    const opened = before?.said && !met.said;
    assert.ok(!opened, `${what}: opens ${use?.path} to somebody: ${texts(met?.text)}`);
    const refused = met?.said && !before.said;
    const said = refused ? met.said : met && (met.said ? `stays closed: ${met.said}` : 'not seen');
    table.push([what, told || '–', said ?? '']);
    assert.ok(told || refused, `silently accepted: ${what}`);
  } finally {
    await place.close();
  }
}

/** An entry after the last one, with its leaf and nodes right: what needs no key. */
async function append(place, entry) {
  const [{ size }] = await place.rows('SELECT max(seq) + 1 AS size FROM journal');
  const row = { ...entry, seq: size };
  let node = sha256(Buffer.from([0]), record(row));
  const hex = node.toString('hex');
  const bytes = (text) => `x'${text}'`;
  await place.change(`INSERT INTO journal (seq, at, space, actor, action, object_kind, object,
    detail, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
    ${bytes(row.detail)}, ${bytes(hex)})`, size, row.at, row.space, row.actor, row.action,
  row.object_kind, row.object);
  for (let level = 0; (size >> level) & 1; level++) {
    const position = (size >> level) - 1;
    const [left] = level === 0
      ? await place.rows('SELECT leaf AS hash FROM journal WHERE seq = ?1', position)
      : await place.rows('SELECT hash FROM journal_node WHERE level = ?1 AND position = ?2',
        level, position);
    node = sha256(Buffer.from([1]), Buffer.from(left.hash, 'hex'), node);
    await place.change(`INSERT INTO journal_node VALUES (?1, ?2, ${bytes(node.toString('hex'))})`,
      level + 1, size >> (level + 1));
  }
}

test('no edit passes unseen', async (t) => {
  for (const [what, statements, use] of edits(k))
    await t.test(what, () => attempt(what, (place) => apply(place, statements), use));
  assert.ok(brokenPages > 5, `${brokenPages} pages met something that does not verify`);
});

test('nor one with an entry that answers for it', async () => {
  await attempt('role: given to another, with a forged entry', async (place) => {
    await place.change("UPDATE role SET account = ?2 WHERE seance = ?1 AND role = 'secretary'",
      k.drafted, k.outsider.id);
    const [last] = await place.rows(
      "SELECT * FROM journal WHERE object = ?1 AND action <> 'read' ORDER BY seq DESC LIMIT 1", k.drafted);
    await append(place, { ...last, action: 'give_role',
      detail: k.outsider.id + last.detail.slice(-64) });
  });
  await attempt('factor: removed, with a forged entry', async (place) => {
    const [factor] = await place.rows('SELECT id, account FROM second_factor LIMIT 1');
    const [last] = await place.rows(
      "SELECT * FROM journal WHERE action = 'factor_add' AND actor = ?1 ORDER BY seq DESC LIMIT 1", factor.account);
    await place.change('DELETE FROM second_factor WHERE id = ?1', factor.id);
    await append(place, { ...last, action: 'factor_remove' });
  });
  await attempt('envelope: removed, with a forged entry', async (place) => {
    await place.change('DELETE FROM envelope WHERE vault = ?1 AND reader = ?2',
      k.situation.vault, k.reader.id);
    const [last] = await place.rows(
      'SELECT * FROM journal WHERE object = ?1 ORDER BY seq DESC LIMIT 1', k.situation.vault);
    await append(place, { ...last, action: 'ungrant', detail: k.reader.id });
  });
  await attempt('vault: removed whole, with a forged entry', async (place) => {
    await place.change('DELETE FROM envelope WHERE vault = ?1', k.situation.vault);
    await place.change('DELETE FROM vault WHERE id = ?1', k.situation.vault);
    const [last] = await place.rows(
      'SELECT * FROM journal WHERE object = ?1 ORDER BY seq DESC LIMIT 1', k.situation.vault);
    await append(place, { ...last, action: 'ungrant', detail: k.reader.id });
  });
});

test('nor an anchor that is replaced beside the database', async () => {
  const edit = (pattern, by) => (place) => {
    const path = join(place.data, 'anchors.ini');
    const text = readFileSync(path, 'utf8');
    assert.notEqual(text.replace(pattern, by), text);
    writeFileSync(path, text.replace(pattern, by));
  };
  const line = /^(\w+)\.1 = (\d+) \w{64} (\w{64})$/m;
  const other = createHash('sha256').update('another').digest('hex');
  await attempt('anchor: another recovery key', edit(line, `$1.1 = $2 ${other} $3`));
  await attempt('anchor: a later recovery key', edit(line, `$&\n$1.2 = 1999999999 ${other} ${other}`));
  await attempt('anchor: recovery key removed', edit(line, ''));
});

test('an act stops at what somebody edited before, and tells of it', async () => {
  const place = copy();
  try {
    await place.change("UPDATE seance SET venue = venue || '!' WHERE id = ?1", k.planned);
    await place.start();
    const narrator = await place.enter(({ email }) => email === k.narrator.email);
    const path = `/seances/${k.planned}/situation`;
    for (const context of ['Encore un texte.', 'Et un autre.']) {
      const { csrf } = await model(narrator, path);
      const { status, json } = await narrator.post(path, { context, version: 3, csrf });
      assert.equal(status, 500);
      assert.equal(json.status, 'tampered');
    }
    assert.match(place.said, /its rows are not those of its last entry/);
    const [{ told }] = await place.rows(
      "SELECT count(*) AS told FROM journal WHERE action = 'tampered' AND object = ?1", k.planned);
    assert.equal(told, 1);
    // mended, it goes on
    await place.stop();
    assert.match(audit(place), /^state: seance/);
    await place.change('UPDATE seance SET venue = substr(venue, 1, length(venue) - 1) WHERE id = ?1',
      k.planned);
    await place.start();
    const again = await place.enter(({ email }) => email === k.narrator.email);
    await act(again, path, { context: 'Encore un texte.', version: 3 });
    await place.stop();
    assert.equal(audit(place), '');
  } finally {
    await place.close();
  }
});

test('the table', () => {
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column].length)));
  const line = ([what, told, said]) =>
    `${what.padEnd(widths[0])} | ${told.padEnd(widths[1])} | ${said}`;
  console.log(line(['edit', 'cocon audit verify', 'at use']));
  for (const row of table) console.log(line(row));
  console.log('\nnot covered:');
  for (const [what, why] of NOT_COVERED) console.log(`${what.padEnd(widths[0])} | ${why}`);
  console.log(`\n${table.length} kinds of edit, none silently accepted`);
  assert.ok(table.length >= 40);
  assert.equal(new Set(table.map(([what]) => what)).size, table.length);
});
