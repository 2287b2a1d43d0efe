// What the folder of the demonstration shows to whoever copies it, and that the year is whole.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, reviewAgain, source } from './cocon.mjs';

const folder = join(source, 'policies/demo');
const demo = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const place = new Place();
const NEW = {
  draft: 'Une phrase qui n’est écrite nulle part ailleurs que dans ce brouillon.',
  comment: 'Une remarque que seules les personnes présentes doivent pouvoir lire.',
};
const secrets = new Map(); // text: what it is

function texts(value) {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}

function sentences(value) {
  return texts(value).flatMap((text) => text.split(/(?<=[.!?…])\s+/u))
    .filter((sentence) => sentence.length >= 25);
}

before(async () => {
  place.demo();
  for (const { name, email, passphrase } of place.accounts) {
    secrets.set(name, 'a name').set(email, 'an address').set(passphrase, 'a passphrase');
    secrets.set(email.split('@')[0], 'an address');
  }
  for (const kind of ['situations', 'syntheses', 'comments'])
    for (const file of readdirSync(join(folder, kind)))
      for (const sentence of sentences(demo(`${kind}/${file}`))) secrets.set(sentence, kind);
  for (const { meetings } of demo('meetings.json').cycles)
    for (const { attendance } of meetings)
      for (const guest of attendance?.guests ?? []) secrets.set(guest, 'a guest');
  for (const text of Object.values(NEW)) secrets.set(text, 'written just now');
  await place.start();
});
after(() => place.close());

/** All bytes of the database: the file, its log, its index. */
function database() {
  const names = readdirSync(place.data).filter((name) => name.startsWith('cocon.db'));
  return { names, bytes: Buffer.concat(names.map((name) => readFileSync(join(place.data, name)))) };
}

/** As it is, as JSON escapes it, and in other encodings of old. */
function* spellings(text) {
  yield Buffer.from(text, 'utf8');
  yield Buffer.from(text, 'utf16le');
  yield Buffer.from(text, 'latin1');
  yield Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
  yield Buffer.from(text.replace(/[^\x20-\x7e]/g, (sign) =>
    `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`), 'latin1');
  yield Buffer.from(Buffer.from(text).toString('base64').slice(4, -4), 'latin1');
  yield Buffer.from(Buffer.from(text).toString('hex'), 'latin1');
}

function nothingShows(bytes) {
  for (const { name } of demo('structures.json'))
    assert.ok(bytes.includes(Buffer.from(name)), `the search would have found ${name}`);
  for (const [text, kind] of secrets)
    for (const spelt of spellings(text))
      assert.ok(!bytes.includes(spelt), `${kind} in the clear: ${text}`);
}

test('the year is whole', async () => {
  const one = async (sql) => Object.values((await place.rows(sql))[0])[0];
  assert.equal(await one('SELECT count(*) FROM structure'), 16);
  assert.equal(await one("SELECT count(*) FROM account WHERE state = 'active'"), 46);
  const of2022 = "FROM seance WHERE starts LIKE '2022-%'";
  assert.equal(await one(`SELECT count(*) ${of2022}`), 8);
  const present = `FROM attendance JOIN membership USING (account)
    WHERE status = 'present' AND seance IN (SELECT id ${of2022})`;
  assert.equal(await one(`SELECT count(*) ${present}`), 94);
  assert.equal(await one(`SELECT count(DISTINCT account) ${present}`), 46);
  assert.equal(await one(`SELECT count(DISTINCT profession) ${present}`), 20);
  assert.equal(await one(`SELECT count(DISTINCT structure) ${present}`), 16);
  const stages = await place.rows(`SELECT stage, count(*) AS n ${of2022}
    AND kind = 'concertation' GROUP BY stage ORDER BY stage`);
  assert.deepEqual(stages.map(({ stage, n }) => [stage, n]),
    [['drafted', 1], ['prepared', 1], ['published', 3]]);
  assert.ok((await one("SELECT count(*) FROM seance WHERE starts LIKE '2023-%'")) >= 7);

  // the same by the front door
  const coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  const { cycles, seances } = await model(coordination, '/calendrier');
  assert.deepEqual(cycles.map(({ year }) => year), [2023, 2022]);
  assert.ok(seances.every(({ stage }) => stage === 'planned'));
  const past = cycles.find(({ year }) => year === 2022);
  const year = await model(coordination, `/calendrier?cycle=${past.id}`);
  assert.equal(year.seances.length, 8);
  let participations = 0;
  for (const { id } of year.seances)
    participations += (await model(coordination, `/seances/${id}`)).seance.attendance?.present ?? 0;
  assert.equal(participations, 94);
  assert.equal((await model(coordination, '/structures')).structures.length, 16);
  for (const role of ['narrator', 'animator', 'secretary', 'coordinator'])
    assert.ok(place.accounts.some(({ roles }) => roles.includes(role)), role);
});

test('files are their owner’s alone', () => {
  assert.equal(statSync(place.data).mode & 0o777, 0o700);
  const names = readdirSync(place.data);
  for (const name of ['server.key', 'cocon.db', 'accounts.json', 'certificate.key'])
    assert.ok(names.includes(name), name);
  for (const name of names)
    assert.equal(statSync(join(place.data, name)).mode & 0o077, 0, `${name} is open to others`);
  assert.equal(statSync(join(place.data, 'server.key')).mode & 0o777, 0o600);
});

test('nothing shows in the database, while it runs and after', async () => {
  const narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  const secretary = await place.enter(({ email }) => email.startsWith('educatrice-specialisee.emeso'));
  const [offered] = await place.rows("SELECT seance FROM role WHERE state = 'proposed'");
  await reviewAgain(place);
  const [drafted] = await place.rows("SELECT id FROM seance WHERE stage = 'drafted'");
  await act(narrator, `/seances/${offered.seance}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  await act(narrator, `/seances/${offered.seance}/situation`, { context: NEW.draft, version: 0 });
  const comments = `/seances/${drafted.id}/synthese/commentaires`;
  await act(secretary, comments, { text: NEW.comment });
  const read = await model(secretary, `/seances/${drafted.id}/synthese`);
  assert.ok(read.comments.some(({ text }) => text === NEW.comment));
  for (const visitor of [narrator, secretary])
    secrets.set(visitor.cookies.get('__Host-cocon'), 'a cookie').set(visitor.csrf, 'a token');

  assert.ok(secrets.size > 500, `${secrets.size} texts to look for`);
  const running = database();
  assert.deepEqual(running.names.sort(), ['cocon.db', 'cocon.db-lock', 'cocon.db-shm', 'cocon.db-wal']);
  nothingShows(running.bytes);
  const key = readFileSync(join(place.data, 'server.key'));
  assert.ok(key.length >= 32 && !running.bytes.includes(key.subarray(0, 32)));

  await place.stop();
  const stopped = database();
  nothingShows(stopped.bytes);
  assert.equal(place.said.includes(NEW.draft), false, 'nor in what the server says');
});
