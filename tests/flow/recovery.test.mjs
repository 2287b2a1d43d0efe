// The coordination is gone: two of three sheets name another, who opens every text; fewer do not.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, refused } from './cocon.mjs';

const place = new Place();
after(() => place.close());

/** The sheets of a document: {number, word, text, qr}. */
function sheetsOf(path) {
  const [, ...pages] = readFileSync(path, 'utf8').split('<section class="page sheet" aria-labelledby="sheet-');
  return pages.map((page) => {
    const rows = [...page.matchAll(/<tr><th scope="row">(\d)<\/th>(.*?)<\/tr>/g)];
    const cells = (row) => [...row.matchAll(/<td>([^<]+)<\/td>/g)].map(([, text]) => text);
    assert.deepEqual(rows.map(([, at]) => at), ['1', '2', '3', '4', '5']);
    return {
      number: Number(/^(\d+)"/.exec(page)[1]),
      word: /<small>mot de contrôle<\/small><strong>([^<]+)</.exec(page)[1],
      text: `${rows.map(([, , row]) => cells(row).join(' ')).join('\n')}\n`,
      page,
    };
  });
}

const folder = () => join(place.data, 'recovery');
const document = () => join(folder(), readdirSync(folder())[0]);
const recover = (input, ...more) => place.fed(input, 'recover', '--json', ...more);
const files = () => Object.fromEntries(readdirSync(place.data)
  .filter((name) => !/^cocon\.db|^recovery$|^journal\.head$/.test(name))
  .map((name) => [name, readFileSync(join(place.data, name), 'hex')]));

/** Every row but those of the journal. */
async function everything() {
  const names = await place.rows("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const all = {};
  for (const { name } of names)
    if (!name.startsWith('journal')) all[name] = await place.rows(`SELECT * FROM ${name}`);
  return all;
}

let sheets, anchors, seance;
const ADHERE = { read: true, version: 1 };
const EMAIL = 'releve@exemple.invalid';
const two = () => sheets[0].text + sheets[2].text;

before(async () => {
  place.demo();
  sheets = sheetsOf(document());
  anchors = readFileSync(join(place.data, 'anchors.ini'), 'utf8');
  await place.start();
  const [found] = await place.rows(
    "SELECT id FROM seance WHERE stage = 'published' ORDER BY starts LIMIT 1");
  seance = `/seances/${found.id}`;
});

test('three sheets are on paper, for their owner only', () => {
  assert.equal(statSync(folder()).mode & 0o777, 0o700);
  assert.equal(statSync(document()).mode & 0o777, 0o600);
  assert.deepEqual(sheets.map(({ number }) => number), [1, 2, 3]);
  assert.equal(new Set(sheets.map(({ text }) => text)).size, 3);
  const words = readFileSync(join(place.policies, 'recovery-words.txt'), 'utf8').split('\n');
  assert.equal(new Set(words).size, 257); // and the empty one after the last line
  for (const { word, page } of sheets) {
    assert.ok(words.includes(word), word);
    assert.match(page, /<svg class="qr"/);
  }
  assert.match(place.said, /recovery sheets lie beside the database/);
});

test('every key of every vault is sealed for the trustees', async () => {
  const [{ keys }] = await place.rows('SELECT sum(generation) AS keys FROM vault');
  const [{ sealed }] = await place.rows('SELECT count(*) AS sealed FROM recovery_envelope');
  assert.ok(keys > 5);
  assert.equal(sealed, keys);
});

test('a rehearsal opens them all, and changes nothing but the journal', async () => {
  const [rows, outside] = [await everything(), files()];
  const [{ size }] = await place.rows('SELECT count(*) AS size FROM journal');
  const done = recover(two(), '--rehearse');
  assert.equal(done.status, 0, done.stderr);
  const [{ keys }] = await place.rows('SELECT sum(generation) AS keys FROM vault');
  const said = JSON.parse(done.stdout);
  assert.equal(said.opened, keys);
  assert.equal(said.missing + said.broken, 0);
  assert.match(done.stderr, new RegExp(`sheet 3 of 3, word: ${sheets[2].word}`));
  assert.deepEqual(await everything(), rows);
  assert.deepEqual(files(), outside);
  const added = await place.rows('SELECT * FROM journal WHERE seq >= ?1', size);
  assert.deepEqual(added.map(({ action, object_kind: kind, actor }) => [action, kind, actor]),
    [['recovery_rehearsed', 'space', null]]);
});

test('one sheet, a slip, or another set open nothing', async () => {
  const rows = await everything();
  const refuse = (input, code, pattern, ...more) => {
    const done = recover(input, ...(more.length ? more : ['--email', EMAIL, '--name', 'Relève']));
    assert.equal(done.status, code, done.stderr);
    assert.equal(done.stdout, '');
    assert.match(done.stderr, pattern);
  };
  refuse(sheets[1].text, 77, /more sheets are needed/);
  refuse(sheets[1].text + sheets[1].text, 65, /given twice/);
  refuse('', 65, /no sheet was given/);
  const lines = two().split('\n');
  lines[6] = lines[6].replace(/^./, (c) => (c === '7' ? '8' : '7'));
  refuse(lines.join('\n'), 65, /sheet 2, line 2 \(line 7 of what was given\) has a slip/);
  refuse(lines.slice(0, 8).join('\n').replace(lines[6], sheets[2].text.split('\n')[1]), 65,
    /sheet 2, line 4 .*is missing/);
  refuse(two(), 64, /one of --email/, '--pack', 'vif-cevennes');
  const other = new Place();
  try {
    other.init('--quorum', '2/3');
    const [foreign] = sheetsOf(join(other.data, 'recovery', readdirSync(join(other.data, 'recovery'))[0]));
    refuse(sheets[0].text + foreign.text, 65, /not of one set/);
    const strangers = sheetsOf(join(other.data, 'recovery', readdirSync(join(other.data, 'recovery'))[0]));
    refuse(strangers[0].text + strangers[1].text, 65, /not those in force/);
  } finally {
    await other.close();
  }
  refuse(two(), 64, /is no e-mail address/, '--email', 'Relève');
  refuse(two(), 78, /--name says who/, '--email', EMAIL);
  assert.deepEqual(await everything(), rows);
});

test('two sheets name a new coordinator, who reads what was written before', async () => {
  const member = await place.enter(({ roles }) => !roles.includes('coordinator'));
  const done = recover(sheets[1].text.toLowerCase() + sheets[0].text, '--email', EMAIL, '--name',
    'Relève de la coordination');
  assert.equal(done.status, 0, done.stderr);
  const said = JSON.parse(done.stdout);
  assert.ok(said.opened > 5);
  assert.equal(readFileSync(join(place.data, 'anchors.ini'), 'utf8'), anchors);
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 0, audit.stdout);

  const visitor = place.visitor();
  const { pathname } = new URL(said.invitation);
  const passphrase = randomBytes(15).toString('base64url');
  const asked = await model(visitor, pathname);
  assert.equal(asked.invitation.founding, false);
  assert.equal(asked.invitation.email, EMAIL);
  await act(visitor, pathname, { name: 'Relève de la coordination', passphrase,
    passphrase_again: passphrase });
  await visitor.enrol(EMAIL, passphrase); // coordination has a second factor
  refused(await place.visitor().get(pathname), 404, 'error.invitation');
  const [{ kept }] = await place.rows('SELECT count(*) AS kept FROM invitation WHERE keys IS NOT NULL');
  assert.equal(kept, 0);

  const coordination = place.visitor();
  await coordination.signIn(EMAIL, passphrase);
  const { me } = await model(coordination, '/');
  assert.equal(me.coordination, true);
  await act(coordination, '/charte/adhesion', ADHERE); // as everybody, before anything opens
  const dossier = await model(coordination, `${seance}/synthese`);
  assert.notEqual(dossier.values, undefined);
  const before = await place.enter(({ roles }) => roles.includes('coordinator'));
  assert.deepEqual(dossier.values, (await model(before, `${seance}/synthese`)).values);
  assert.ok(dossier.signatures.every(({ verified }) => verified), 'what was signed before stands');

  const { structures } = await model(coordination, '/structures');
  const guest = { email: 'nouveau@exemple.invalid', name: 'Nouveau', profession: 'cesf',
    structure: structures[0].id };
  const { invitation_path: link } = await act(coordination, '/acces', guest);
  assert.ok(link);

  const { entries } = await model(coordination, '/journal?act=recovery_used');
  assert.equal(entries.length, 1);
  const { recovery } = await model(member, '/');
  assert.ok(recovery.some(({ act: used }) => used === 'recovery_used'));
  assert.match((await member.page('/')).text, /Les fiches de récupération ont servi/);
});

test('the former coordinator can be named again, with new keys', async () => {
  const { email, passphrase, name } = place.accounts.find(({ roles }) => roles.includes('coordinator'));
  const done = recover(two(), '--email', email);
  assert.equal(done.status, 0, done.stderr);
  const old = await place.visitor().post('/connexion', { email, passphrase },
    { 'X-CSRF-Token': undefined });
  assert.equal(old.status, 403, old.text);
  const { pathname } = new URL(JSON.parse(done.stdout).invitation);
  const visitor = place.visitor();
  const other = randomBytes(15).toString('base64url');
  await act(visitor, pathname, { name, passphrase: other, passphrase_again: other });
  await visitor.enrol(email, other);
  const again = place.visitor();
  await again.signIn(email, other);
  const dossier = await model(again, `${seance}/synthese`);
  assert.notEqual(dossier.values, undefined);
  const { versions } = await model(again, '/charte');
  assert.ok(JSON.stringify(versions ?? []).length > 0);
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 0, audit.stdout);
});

test('an altered envelope is told and does not stop the rest', async () => {
  const copy = new Place();
  try {
    cpSync(place.data, copy.data, { recursive: true });
    const [{ vault }] = await copy.rows('SELECT vault FROM recovery_envelope ORDER BY vault LIMIT 1');
    await copy.change("UPDATE recovery_envelope SET box = zeroblob(81) WHERE vault = ?1", vault);
    const done = copy.fed(two(), 'recover', '--rehearse', '--json');
    assert.equal(done.status, 65, done.stderr);
    assert.equal(JSON.parse(done.stdout).broken, 1);
    await copy.change('DELETE FROM recovery_envelope WHERE vault = ?1', vault);
    const less = JSON.parse(copy.fed(two(), 'recover', '--rehearse', '--json').stdout);
    assert.equal(less.missing, 1);
    assert.ok(less.opened > 5);
    assert.match(copy.command('audit', 'verify').stdout, /^vault [0-9a-f]{32}: not as its last entry/m);
  } finally {
    await copy.close();
  }
});

test('an anchor that was replaced opens nothing and is told', async () => {
  const copy = new Place();
  try {
    cpSync(place.data, copy.data, { recursive: true });
    const path = join(copy.data, 'anchors.ini');
    writeFileSync(path, anchors.replace(/^(\w+\.1 = \d+ )(.)/m, (_, head, c) => head + (c === 'a' ? 'b' : 'a')));
    const done = copy.fed(two(), 'recover', '--rehearse');
    assert.equal(done.status, 65);
    assert.match(done.stderr, /not those in force/);
    assert.match(copy.command('audit', 'verify').stdout, /^space [0-9a-f]{32}: its recovery key/m);
  } finally {
    await copy.close();
  }
});

test('new sheets end the old ones', async () => {
  const path = join(place.folder, 'new-sheets.html');
  const done = recover(two(), '--renew', '--quorum', '3/4', '--sheets', path);
  assert.equal(done.status, 0, done.stderr);
  const fresh = sheetsOf(path);
  assert.equal(fresh.length, 4);
  const three = fresh[3].text + fresh[1].text + fresh[0].text;
  assert.equal(recover(two(), '--rehearse').status, 65);
  assert.equal(recover(fresh[0].text + fresh[1].text, '--rehearse').status, 77);
  const rehearsed = recover(three, '--rehearse');
  assert.equal(rehearsed.status, 0, rehearsed.stderr);
  // the server that runs meanwhile seals for the new key, and believes what the old one certified
  const reader = place.visitor();
  await reader.signIn(EMAIL, await secondPassphrase(three));
  assert.notEqual((await model(reader, `${seance}/synthese`)).values, undefined);
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 0, audit.stdout);
});

/** The new key names somebody too: the same person once more. */
async function secondPassphrase(text) {
  const done = recover(text, '--email', EMAIL);
  assert.equal(done.status, 0, done.stderr);
  const passphrase = randomBytes(15).toString('base64url');
  const { pathname } = new URL(JSON.parse(done.stdout).invitation);
  const visitor = place.visitor();
  await act(visitor, pathname, { name: 'Relève', passphrase, passphrase_again: passphrase });
  await visitor.enrol(EMAIL, passphrase);
  return passphrase;
}

test('sheets can be declined, and that is said', async () => {
  const bare = new Place();
  try {
    const done = bare.command('init', '--no-recovery', '--json');
    assert.equal(done.status, 0, done.stderr);
    assert.equal(JSON.parse(done.stdout).sheets, null);
    assert.match(done.stderr, /no recovery sheets: if all who can open a text/);
    assert.equal(bare.fed(two(), 'recover', '--rehearse').status, 66);
    for (const quorum of ['1/3', '3/3', '4/3', '3', 'x/y', '2/16'])
      assert.equal(bare.command('init', '--quorum', quorum).status, 64, quorum);
    const later = bare.command('init', '--json'); // nobody founded it yet
    assert.equal(sheetsOf(JSON.parse(later.stdout).sheets).length, 5);
    const again = bare.command('init', '--json');
    assert.equal(JSON.parse(again.stdout).sheets, null);
    assert.match(again.stderr, /has recovery sheets already/);
  } finally {
    await bare.close();
  }
});
