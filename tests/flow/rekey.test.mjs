// Somebody may have a copy of server.key: another takes its place, and nothing is lost but logins.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place } from './cocon.mjs';

const place = new Place();
after(() => place.close());

const file = (name) => join(place.data, name);
const rekey = () => place.command('rekey', '--json');
// How many passphrases have the pepper of which server key: of the one that made their newest entry.
const peppers = async () => (await place.rows(
  `SELECT number, count(*) AS count FROM (SELECT (SELECT count(*) / 2 FROM journal AS turned
      WHERE turned.action = 'rekey' AND turned.object_kind = 'journal'
      AND turned.seq < (SELECT max(seq) FROM journal WHERE object = account.id
        AND action IN ('accept', 'cost', 'passphrase'))) AS number
    FROM account WHERE state = 'active') GROUP BY number ORDER BY number`))
  .map(({ number, count }) => [number, count]);

let log;

before(async () => {
  place.demo();
  copyFileSync(file('server.key'), file('copied.key'));
});

test('not while a server runs', async () => {
  await place.start();
  const size = (await place.rows('SELECT count(*) AS size FROM journal'))[0].size;
  const done = rekey();
  assert.equal(done.status, 75, done.stderr);
  assert.match(done.stderr, /in use: stop the server first/);
  assert.equal((await place.rows('SELECT count(*) AS size FROM journal'))[0].size, size);
  await place.stop();
});

test('everything that the server seals is sealed anew', async () => {
  const before = await place.rows('SELECT id, email_index, person FROM account ORDER BY id');
  const guests = await place.rows('SELECT id, guest FROM attendance WHERE guest IS NOT NULL ORDER BY id');
  const done = rekey();
  assert.equal(done.status, 0, done.stderr);
  const said = JSON.parse(done.stdout);
  log = said.log;
  assert.equal(said.people, before.length);
  assert.equal(said.edited, 0);
  assert.ok(said.seances > 0 && guests.length > 0);
  const now = await place.rows('SELECT id, email_index, person FROM account ORDER BY id');
  for (const [i, row] of now.entries()) {
    assert.equal(row.id, before[i].id);
    assert.notDeepEqual(row.email_index, before[i].email_index);
    assert.notDeepEqual(row.person, before[i].person);
  }
  const moved = await place.rows('SELECT id, guest FROM attendance WHERE guest IS NOT NULL ORDER BY id');
  for (const [i, row] of moved.entries()) assert.notDeepEqual(row.guest, guests[i].guest);
  assert.deepEqual(await place.rows('SELECT count(*) AS logins FROM login'), [{ logins: 0 }]);
  assert.equal(statSync(file('server.key')).mode & 0o777, 0o600);
  assert.notDeepEqual(readFileSync(file('server.key')), readFileSync(file('copied.key')));
  assert.equal(existsSync(file('server.key.new')), false);
  const audit = place.command('audit', 'verify', '--json');
  assert.equal(audit.status, 0, audit.stdout);
  assert.equal(place.command('check', '--keys').status, 0);
});

test('the journal passes from the one log to the other, under signed heads', async () => {
  const told = await place.rows(
    "SELECT seq, hex(detail) AS detail FROM journal WHERE action = 'rekey' AND object_kind = 'journal' ORDER BY seq");
  assert.equal(told.length, 2); // by the former key, then by the new one
  assert.deepEqual(told.map(({ detail }) => detail.toLowerCase()), [log, log]);
  const proof = JSON.parse(place.command('audit', 'prove', String(told[1].seq)).stdout);
  assert.equal(proof.log.id, log);
  const heads = await place.rows('SELECT size FROM journal_head WHERE size = ?1', told[0].seq + 1);
  assert.equal(heads.length, 1); // the former key's last word is over who comes after it
});

test('a passphrase is bound to the new key when its owner signs in', async () => {
  const [[number, all]] = await peppers();
  assert.equal(number, 0);
  await place.start();
  const person = await place.enter(({ roles }) => !roles.includes('coordinator'));
  assert.deepEqual(await peppers(), [[0, all - 1], [1, 1]]);
  for (const path of ['/', '/structures', '/calendrier', '/qui-voit-quoi'])
    assert.equal((await person.page(path)).status, 200); // nothing of before is in the way
  await place.enter(({ roles }) => roles.includes('coordinator'));
  assert.deepEqual(await peppers(), [[0, all - 2], [1, 2]]);
  await place.stop();
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 0, audit.stdout);
});

test('the copied key opens nothing any more, and believes nothing', () => {
  const key = readFileSync(file('server.key'));
  writeFileSync(file('server.key'), readFileSync(file('copied.key')));
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 65);
  assert.match(audit.stderr + audit.stdout, /entry that this server did not make|not sealed by this server|does not/);
  writeFileSync(file('server.key'), key);
  assert.equal(place.command('audit', 'verify').status, 0);
});

test('a change that was interrupted is finished by the next', async () => {
  copyFileSync(file('server.key'), file('copied.key'));
  assert.equal(rekey().status, 0);
  copyFileSync(file('server.key'), file('server.key.new'));
  writeFileSync(file('server.key'), readFileSync(file('copied.key')));
  const refused = place.command('check', '--keys');
  assert.equal(refused.status, 73, refused.stderr);
  assert.match(refused.stderr, /interrupted: run cocon rekey again/);
  const done = place.command('rekey');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /is finished/);
  await place.start();
  await place.enter(({ roles }) => roles.includes('coordinator'));
  await place.stop();
  assert.equal(place.command('audit', 'verify').status, 0);
});
