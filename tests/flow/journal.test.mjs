// The journal: what people read of it, what proves it, and what is seen of any edit.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, source } from './cocon.mjs';
import { verified } from './journal.mjs';

const SCRIPT = join(source, 'deploy/verify-journal.py');
const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));

const messages = readFileSync(join(source, 'web/messages.fr.ini'), 'utf8');
const people = demo('people.json');
const place = new Place();
const who = {}; // those of the prepared séance, coordination, and a signatory without any part

before(async () => {
  place.demo();
  await place.start();
  const { roles } = demo('meetings.json').cycles[0].meetings.find((m) => m.target_state === 'prepared');
  const held = Object.values(roles).map(({ person }) => person);
  const enter = (key) => {
    const { email } = people.find((person) => person.key === key);
    return place.enter((account) => account.email === email);
  };
  who.coordination = await place.enter(({ roles: its }) => its.includes('coordinator'));
  for (const [role, { person }] of Object.entries(roles)) who[role] = await enter(person);
  // somebody who never served anywhere
  const { email } = people.find(({ key, account_roles: its }) => !held.includes(key) && !its?.length);
  who.signatory = await place.enter((account) => account.email === email);
});
after(() => place.close());

const mine = async (name) => (await model(who[name], '/compte')).person.id;

test('everyone reads their own trace, and no more', async () => {
  const page = await model(who.signatory, '/journal');
  const me = await mine('signatory');
  assert.equal(page.scope, 'own');
  assert.ok(page.entries.length >= 3);
  assert.ok(page.entries.every(({ actor }) => actor.id === me));
  assert.deepEqual([page.entries[0].act, page.entries[0].object_kind], ['sign-in', 'account']);
  assert.equal(page.checked, undefined);
  const other = await mine('coordination');
  const asked = await model(who.signatory, `/journal?person=${other}`);
  assert.ok(asked.entries.every(({ actor }) => actor.id === me));
  assert.equal((await place.visitor().get('/journal')).status, 401);
});

test('coordination chooses, page by page', async () => {
  const all = (await place.rows('SELECT count(*) AS n FROM journal'))[0].n;
  let seen = 0;
  for (let path = '/journal'; path;) {
    const page = await model(who.coordination, path);
    assert.equal(page.scope, 'all');
    seen += page.entries.length;
    path = page.next;
  }
  assert.ok(seen >= all, `${seen} of ${all}`);
  const me = await mine('narrator');
  const chosen = await model(who.coordination, `/journal?person=${me}&act=sign-in`);
  assert.ok(chosen.entries.length >= 1);
  assert.ok(chosen.entries.every(({ actor, act: done }) => actor.id === me && done === 'sign-in'));
  const day = await model(who.coordination, '/journal?from=07/03/2022&until=2022-03-07');
  assert.ok(day.entries.length >= 1);
  for (const { at } of day.entries) assert.equal(new Date(at * 1000).toISOString().slice(0, 10), '2022-03-07');
  assert.deepEqual((await model(who.coordination, '/journal?until=2000-01-01')).entries, []);
  refused(await who.coordination.get('/journal?from=hier'), 400, 'error.invalid', { from: 'field.not_a_date' });
  refused(await who.coordination.get('/journal?act=rien'), 400, 'error.invalid', { act: 'field.not_an_option' });
  const again = await who.coordination.page('/journal?from=hier');
  assert.equal(again.status, 400);
  assert.match(again.text, /name="from" value="hier"/);
});

test('the page says it in French, for a keyboard and without scripts', async () => {
  for (const name of ['coordination', 'signatory']) {
    for (const path of ['/journal', '/journal?act=sign-in']) {
      const { status, text } = await who[name].page(path);
      assert.equal(status, 200, text);
      assert.match(text, /<td data-label="Acte">connexion<\/td>/);
      assert.doesNotMatch(text, /<td[^>]*>sign-in/);
    }
  }
  const { text } = await who.coordination.page('/journal');
  assert.match(text, /<form method="get" action="\/journal"/);
  assert.match(text, /<select id="f-journal-person"/);
  // each act and each kind that the demonstration knows has its French word
  const kinds = await place.rows('SELECT DISTINCT action, object_kind FROM journal');
  assert.ok(kinds.length > 20);
  for (const { action, object_kind: kind } of kinds)
    for (const key of [`act.${action}`, `object_kind.${kind}`])
      assert.ok(messages.includes(`\n${key} = `), `no label ${key}`);
});

test('a dossier’s readers are for those who answer for it', async () => {
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE stage = 'prepared'");
  await model(who.secretary, `/seances/${id}/situation`);
  for (const name of ['narrator', 'animator']) {
    const page = await model(who[name], `/journal?seance=${id}`);
    assert.equal(page.scope, 'seance');
    assert.equal(page.entries[0].actor.id, await mine('secretary'));
    assert.ok(page.entries.every((entry) => entry.act === 'read' && entry.seance.id === id));
    assert.match((await who[name].page(`/journal?seance=${id}`)).text, /Qui a lu ce dossier/);
    assert.match((await who[name].page(`/seances/${id}`)).text, new RegExp(`href="/journal\\?seance=${id}"`));
  }
  // the secretary answers for the synthesis, once there is one
  for (const name of ['secretary', 'signatory']) {
    refused(await who[name].get(`/journal?seance=${id}`), 403, 'error.denied');
    assert.doesNotMatch((await who[name].page(`/seances/${id}`)).text, /href="\/journal\?seance/);
  }
});

test('what leaves the platform names nobody', async () => {
  const { status, headers, text } = await who.coordination.page('/journal?format=csv');
  assert.equal(status, 200, text);
  assert.match(headers['content-type'], /^text\/csv/);
  assert.equal(headers['content-disposition'], 'attachment; filename="journal.csv"');
  const lines = text.trimEnd().split('\r\n');
  assert.equal(lines.length - 1, (await place.rows('SELECT count(*) AS n FROM journal'))[0].n);
  assert.match(lines[0], /^\uFEFF?Numéro;Date et heure;Profession;Structure;/u);
  for (const { name, email } of place.accounts) {
    assert.ok(!text.includes(email));
    assert.ok(!lines.some((line) => line.split(';').includes(name)), name);
  }
  const few = await who.coordination.page('/journal?format=csv&act=publish');
  assert.equal(few.text.trimEnd().split('\r\n').length - 1,
    (await place.rows("SELECT count(*) AS n FROM journal WHERE action = 'publish'"))[0].n);
});

/** The head at the foot of a page. */
async function foot(visitor, path = '/aide') {
  const { text } = await visitor.page(path);
  const [, size, root] = /\u00a0: (\d+) entrées, empreinte <code>([0-9a-f]{16})<\/code>/.exec(text) ?? [];
  assert.ok(size, `no head at the foot of ${path}`);
  return { size: Number(size), root };
}

test('each page shows the head in force', async () => {
  const heads = new Map((await place.rows('SELECT size, root FROM journal_head'))
    .map(({ size, root }) => [size, root]));
  for (const [name, path] of [['coordination', '/'], ['signatory', '/journal'], [null, '/connexion']]) {
    const { size, root } = await foot(name ? who[name] : place.visitor(), path);
    assert.equal(heads.get(size)?.slice(0, 16), root);
  }
});

/** Lets connections that the server closed meanwhile be noticed. */
const turn = () => new Promise(setImmediate);

/** verify-journal.py over files of this content: its exit code and what it says. */
async function checked(proofs, ...options) {
  const files = proofs.map((proof, index) => {
    const name = join(place.folder, `proof-${index}.json`);
    writeFileSync(name, typeof proof === 'string' ? proof : JSON.stringify(proof));
    return name;
  });
  const done = spawnSync('python3', ['-I', SCRIPT, ...options, ...files], { encoding: 'utf8' });
  assert.equal(done.stderr, '');
  await turn();
  return done;
}

test('proofs hold in the script, and broken ones do not', async () => {
  const noted = await foot(who.signatory);
  const [{ seq }] = (await model(who.signatory, '/journal')).entries;
  const get = async (query) => {
    const answer = await who.signatory.page(`/journal?format=proof&${query}`);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers['content-disposition'], /^attachment; filename="journal-.*\.json"$/);
    return JSON.parse(answer.text);
  };
  const entry = await get(`seq=${seq}`);
  const growth = await get(`size=${noted.size}`);
  const head = `${noted.size}:${noted.root}`;
  const log = entry.log.id;
  for (const options of [[], ['--log', log], ['--head', head], ['--log', log, '--head', head]])
    assert.equal((await checked([entry, growth], ...options)).status, 0, options.join(' '));
  assert.equal(entry.entry.seq, seq);

  // as the command prints them
  const printed = JSON.parse(place.command('audit', 'prove', String(seq)).stdout);
  assert.deepEqual(printed.entry, entry.entry);
  assert.equal((await checked([printed])).status, 0);
  const since = JSON.parse(place.command('audit', 'prove', '--from', '100').stdout);
  assert.equal((await checked([since], '--head', `100:${since.from.root}`)).status, 0);

  const flip = (hex) => (hex[0] === '0' ? '1' : '0') + hex.slice(1);
  const breaks = [
    (p) => { p.entry.at += 1; },
    (p) => { p.entry.seq += 1; },
    (p) => { p.entry.action = 'grant'; },
    (p) => { p.entry.actor = null; },
    (p) => { p.entry.detail = '00'; },
    (p) => { p.entry.object = flip(p.entry.object); },
    (p) => { p.proof[0] = flip(p.proof[0]); },
    (p) => { p.proof.pop(); },
    (p) => { p.proof.push(p.proof[0]); },
    (p) => { p.proof.reverse(); },
    (p) => { p.proof[0] = 'zz'; },
    (p) => { p.head.size += 1; },
    (p) => { p.head.at += 1; },
    (p) => { p.head.root = flip(p.head.root); },
    (p) => { p.head.signature = flip(p.head.signature); },
    (p) => { p.head.size = 'many'; },
    (p) => { p.log.key = flip(p.log.key); },
    (p) => { p.log.id = flip(p.log.id); },
    (p) => { delete p.head; },
    (p) => { p.type = 'other'; },
  ];
  const growths = [
    (p) => { p.from.size -= 1; },
    (p) => { p.from.root = flip(p.from.root); },
    (p) => { p.proof[0] = flip(p.proof[0]); },
    (p) => { p.proof = []; },
    (p) => { p.from.size = p.head.size; },
    (p) => { p.from.size = 0; },
  ];
  const broken = [[entry, breaks], [since, growths]].flatMap(([proof, changes]) => changes.map((change) => {
    const copy = structuredClone(proof);
    change(copy);
    return copy;
  }));
  const done = await checked([...broken, '{', '[]', entry]);
  assert.equal(done.status, 65);
  const lines = done.stdout.trimEnd().split('\n');
  assert.equal(lines.length, broken.length + 3);
  for (const [index, line] of lines.slice(0, -1).entries())
    assert.match(line, /json: BROKEN: /, `${[...breaks, ...growths][index]}`);
  assert.doesNotMatch(lines.at(-1), /BROKEN/);
  assert.equal((await checked([broken[0]])).status, 65);
  for (const options of [
    ['--head', `${noted.size}:${flip(noted.root)}`],
    ['--head', `${noted.size - 1}:${noted.root}`],
    ['--log', flip(log)],
  ]) assert.equal((await checked([entry, growth], ...options)).status, 65, options.join(' '));

  // others do not get it
  const me = await mine('coordination');
  const [theirs] = (await model(who.coordination, `/journal?person=${me}`)).entries;
  refused(await who.signatory.get(`/journal?format=proof&seq=${theirs.seq}`), 404, 'error.not_found');
  refused(await who.signatory.get('/journal?format=proof&seq=x'), 404, 'error.not_found');
  refused(await who.signatory.get('/journal?format=proof&size=999999999'), 404, 'error.not_found');
});

test('commands say plainly what they are not told', async () => {
  for (const [code, ...words] of [[64, 'audit'], [64, 'audit', 'other'], [64, 'audit', 'prove'],
    [64, 'audit', 'prove', 'x'], [64, 'audit', 'prove', '1', '--from', '1'], [64, 'audit', 'verify', '--head', '1:abcd'],
    [66, 'audit', 'prove', '99999999'], [66, 'audit', 'prove', '--from', '99999999']]) {
    const done = place.command(...words);
    assert.equal(done.status, code, `${words.join(' ')}: ${done.stderr}`);
    assert.equal(done.stdout, '');
    assert.notEqual(done.stderr, '');
    await turn();
  }
});

/** `audit verify` of the folder: {status, faults, …}. */
function audit(...options) {
  const done = place.command('audit', 'verify', '--json', ...options);
  const told = JSON.parse(done.stdout);
  assert.equal(done.status, told.faults.length === 0 ? 0 : 65, done.stderr);
  return told;
}

test('a stopped server leaves no entry without a signed head', async () => {
  await act(who.signatory, '/deconnexion', {});
  await place.stop();
  place.server = null;
  await verified(place);
  const told = audit();
  assert.deepEqual(told.faults, []);
  assert.equal(told.covered, told.size);
  assert.equal(told.entries, told.size);
  assert.equal((await place.rows('SELECT max(size) AS n FROM journal_head'))[0].n, told.size);
});

// What whoever may write into the database could do, and what is told of it.
const EDITS = {
  'an entry edited': [["UPDATE journal SET action = 'grant' WHERE seq = 50"], ['entry']],
  'an entry backdated': [['UPDATE journal SET at = at - 60 WHERE seq = 50'], ['entry']],
  'an entry given to somebody else': [
    ['UPDATE journal SET actor = (SELECT id FROM account WHERE id <> actor) WHERE seq = 50'], ['entry']],
  'an entry made the operator’s': [['UPDATE journal SET actor = NULL WHERE seq = 50'], ['entry']],
  'an entry removed': [['DELETE FROM journal WHERE seq = 50'], ['missing']],
  'two entries swapped': [['UPDATE journal SET seq = -1 WHERE seq = 50', 'UPDATE journal SET seq = 50 WHERE seq = 51',
    'UPDATE journal SET seq = 51 WHERE seq = -1'], ['entry', 'entry', 'node']],
  'an entry removed and the rest moved up': [['DELETE FROM journal WHERE seq = 50',
    'UPDATE journal SET seq = -seq WHERE seq > 50', 'UPDATE journal SET seq = -seq - 1 WHERE seq < 0'], ['entry']],
  'an entry put in between': [['UPDATE journal SET seq = -seq - 1 WHERE seq >= 50', 'UPDATE journal SET seq = -seq WHERE seq < 0',
    'INSERT INTO journal SELECT 50, at, space, actor, action, object_kind, object, detail, leaf, capacity, signature, seal FROM journal WHERE seq = 49'], ['entry']],
  'a leaf replaced': [["UPDATE journal SET leaf = zeroblob(32) WHERE seq = 50"], ['entry', 'node']],
  'a node replaced': [['UPDATE journal_node SET hash = zeroblob(32) WHERE level = 3 AND position = 2'], ['node', 'node']],
  'a node removed': [['DELETE FROM journal_node WHERE level = 3 AND position = 2'], ['node']],
  'a node added': [['INSERT INTO journal_node VALUES (3, 9999, zeroblob(32))'], ['stray']],
  'a head replaced': [['UPDATE journal_head SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM journal_head)'], ['root', 'signature']],
  'a head moved': [['UPDATE journal_head SET size = (SELECT min(size) + 1 FROM journal_head AS a WHERE NOT EXISTS'
    + ' (SELECT 1 FROM journal_head WHERE size = a.size + 1)) WHERE size = (SELECT max(size) FROM journal_head)'], ['behind', 'head', 'head', 'root', 'signature']],
  'a head backdated': [['UPDATE journal_head SET at = at - 60 WHERE size = (SELECT max(size) FROM journal_head)'], ['signature']],
  'a head of more entries than there are': [['UPDATE journal_head SET size = 999999 WHERE size = (SELECT max(size) FROM journal_head)'], ['behind', 'root']],
  // one that completes no subtree: else its nodes are stray too
  'the last entry removed alone': [['DELETE FROM journal_node WHERE (position + 1) << level = (SELECT max(seq) + 1 FROM journal)',
    'DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)'], ['behind', 'root']],
};

test('each edit of a copy is reported', async () => {
  const kept = join(place.folder, 'kept');
  cpSync(place.data, kept, { recursive: true });
  const again = () => {
    rmSync(place.data, { recursive: true });
    cpSync(kept, place.data, { recursive: true });
  };
  const { size, root } = audit();
  const others = [];
  for (const [name, [statements, expected]] of Object.entries(EDITS)) {
    let changed = 0;
    for (const sql of statements) changed += await place.change(sql);
    assert.ok(changed >= 1, name);
    const { faults } = audit();
    for (const kind of expected) assert.ok(faults.some(({ fault }) => fault === kind), `${name}: ${JSON.stringify(faults).slice(0, 300)}`);
    const told = faults.map(({ fault }) => fault).sort();
    if ((statements.length === 1 || name.startsWith('the last')) && `${told}` !== `${[...expected].sort()}`)
      others.push(`${name}: ${told}`);
    const plain = place.command('audit', 'verify');
    assert.equal(plain.status, 65, name);
    assert.match(plain.stdout, new RegExp(`^${faults.length} faults$`, 'm'));
    again();
  }
  assert.deepEqual(others, []);

  // the tail cut off with all that told of it: a head noted outside knows, and rows that it told of
  const cut = (await place.rows('SELECT size FROM journal_head ORDER BY size DESC LIMIT 1 OFFSET 3'))[0].size;
  const before = (await place.rows('SELECT root FROM journal_head WHERE size = ?', cut))[0].root;
  await place.change('DELETE FROM journal WHERE seq >= ?', cut);
  await place.change('DELETE FROM journal_head WHERE size > ?', cut);
  await place.change('DELETE FROM journal_node WHERE (position + 1) << level > ?', cut);
  const ofTree = (...more) => audit(...more).faults
    .filter(({ fault }) => !['state', 'untold', 'login', 'behind'].includes(fault));
  assert.deepEqual(ofTree(), []);
  assert.ok(audit().faults.length > 0, 'rows younger than the journal');
  assert.deepEqual(ofTree('--head', `${cut}:${before}`), []);
  for (const noted of [root, root.slice(0, 16)]) {
    const faults = ofTree('--head', `${size}:${noted}`);
    assert.deepEqual(faults.map(({ fault, at }) => [fault, at]), [['noted', size]]);
  }
  again();
  assert.deepEqual(audit('--head', `${size}:${root}`).faults, []);
  assert.deepEqual(audit('--head', `${size}:${root.slice(0, 15)}${root[15] === '0' ? '1' : '0'}`).faults.map(({ fault }) => fault), ['noted']);
});

test('a backup that was put back is taken for all only if everything else is in order', async () => {
  const head = join(place.data, 'journal.head');
  const kept = readFileSync(head, 'utf8');
  const later = kept.replace(/^size = (\d+)$/m, (_, size) => `size = ${Number(size) + 7}`);
  writeFileSync(head, later);
  assert.deepEqual(audit().faults.map(({ fault }) => fault), ['behind']);
  const since = (step) => place.change(`UPDATE membership SET since = since ${step}`
    + ' WHERE account = (SELECT min(account) FROM membership)');
  await since('- 60');
  const answer = place.command('audit', 'accept');
  assert.equal(answer.status, 65);
  assert.match(answer.stderr, /nothing is taken for good/);
  assert.doesNotMatch(answer.stdout, /behind|are taken/);
  assert.equal(readFileSync(head, 'utf8'), later); // and so it is
  await since('+ 60');
  const done = place.command('audit', 'accept');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /entries are taken for all that there is/);
  assert.equal(readFileSync(head, 'utf8'), kept);
  assert.deepEqual(audit().faults, []);
});

test('a fault is logged at the start; nothing opens, and everybody is told whom to call', async () => {
  await place.change('UPDATE journal SET at = at - 60 WHERE seq = 50');
  place.said = '';
  await place.start();
  assert.match(place.said, /^<3>journal: an entry that this server did not make, here \(entry 50\)/m);
  const { email, passphrase } = who.coordination.account;
  refused(await place.visitor().post('/connexion', { email, passphrase }), 500,
    'error.journal_broken');
  refused(await who.coordination.get('/'), 500, 'error.journal_broken');
  assert.match((await place.visitor().page('/connexion')).text, /Se connecter/);
});

test('while it runs, coordination is told at home', async () => {
  await place.stop();
  await place.change('UPDATE journal SET at = at + 60 WHERE seq = 50');
  await place.start();
  const { account } = who.coordination;
  who.coordination = place.visitor();
  await who.coordination.signIn(account.email, account.passphrase);
  await place.change("UPDATE seance SET venue = venue || '!' WHERE stage = 'planned'");
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE stage = 'planned' LIMIT 1");
  const refusedAct = await who.coordination.post(`/seances/${id}/positionnement`, { answer: 'coming' });
  assert.equal(refusedAct.status, 500, refusedAct.text);
  assert.equal((await model(who.coordination, '/')).edited, true);
  const told = (await who.coordination.page('/')).text;
  assert.match(told, /rencontré pour la dernière fois le \p{L}+ \d+ \p{L}+ \d{4} à \d+/u);
  assert.match(told, /<li>Ne recommencez pas l’acte/);
  await who.coordination.page(`/seances/${id}/positionnement`);
  const over = await who.coordination.form(`/seances/${id}/positionnement`, { answer: 'coming' });
  pageSays(over, 500, 'error.tampered_home');
  assert.match((await who.coordination.page('/')).text, /modifiées hors de la plateforme/);
  assert.equal((await model(who.narrator, '/')).edited, undefined);
});
