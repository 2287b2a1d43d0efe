// What the log tells an operator of those who try doors: enough, not too much, and nobody's name.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model } from './cocon.mjs';

const place = new Place();
const ELSEWHERE = 'e'.repeat(32);
const LINK = 'A'.repeat(43);
const TIMED = /^<[346]>security: ([a-z-]+) at=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ from=(\S+) account=(-|~[0-9a-f]{8}|[0-9a-f]{32}) method=(GET|POST|other) route=(\S+) suppressed=(\d+)$/;
const SUMMED = /^<[346]>security: ([a-z-]+) suppressed=(\d+)$/;

before(async () => {
  place.demo();
  await place.start();
});
after(() => place.close());

const from = (address) => Object.assign(place.visitor(), { address });
const guess = (visitor, email, passphrase = 'autre chose') =>
  visitor.post('/connexion', { email, passphrase }, { 'X-CSRF-Token': undefined });

/** Every line about security so far. */
function told() {
  return place.said.split('\n').filter((line) => line.includes('security:')).map((line) => {
    const timed = TIMED.exec(line);
    const [, event, more] = SUMMED.exec(line) ?? [];
    assert.ok(timed || event, `not a line of the log: ${line}`);
    if (!timed) return { event, suppressed: Number(more) };
    const [, word, prefix, account, method, route, suppressed] = timed;
    return { event: word, prefix, account, method, route, suppressed: Number(suppressed) };
  });
}
const lines = (event) => told().filter((line) => line.event === event);
const sum = (all) =>
  all.reduce((count, { prefix, suppressed }) => count + suppressed + (prefix ? 1 : 0), 0);

/** What `does` makes the log say, once it has answered `status`. */
async function says(event, status, does) {
  const before = lines(event).length;
  const answer = await does();
  assert.equal(answer.status, status, answer.text);
  const signal = AbortSignal.timeout(10_000); // a line and a reply come on ways of their own
  while (lines(event).length === before) await once(place.server.stderr, 'data', { signal });
  return lines(event)[before];
}

test('each kind of event is a line of its own', async () => {
  const coordinator = place.accounts.find(({ roles }) => roles.includes('coordinator'));
  const other = place.accounts.find(({ roles }) => !roles.includes('coordinator'));
  const visitor = from('127.0.40.7');
  assert.deepEqual(await says('sign-in-needed', 401, () => visitor.get('/acces')),
    { event: 'sign-in-needed', prefix: '127.0.40.0/24', account: '-', method: 'GET', route: '/acces', suppressed: 0 });
  const missed = await says('sign-in-refused', 401, () => guess(visitor, other.email));
  assert.match(missed.account, /^~/);
  assert.equal(missed.route, '/connexion');
  const unknown = await says('sign-in-refused', 401, () => guess(visitor, 'personne@exemple.invalid'));
  assert.match(unknown.account, /^~/);
  assert.notEqual(unknown.account, missed.account);
  assert.equal((await says('sign-in-refused', 401, () => guess(visitor, ` ${other.email.toUpperCase()}`))).account,
    missed.account, 'one address has one mark');

  const entered = await says('signed-in', 200, () => visitor.signIn(other.email, other.passphrase));
  const me = (await model(visitor, '/')).me.id;
  assert.equal(entered.account, me);
  const mine = { prefix: '127.0.40.0/24', account: me, suppressed: 0 };
  assert.deepEqual(await says('denied', 403, () => visitor.get('/acces')),
    { event: 'denied', method: 'GET', route: '/acces', ...mine });
  assert.deepEqual(await says('not-found', 404, () => visitor.get(`/seances/${ELSEWHERE}`)),
    { event: 'not-found', method: 'GET', route: '/seances/{id}', ...mine });
  assert.equal((await says('not-found', 404, () => visitor.get(`/invitation/${LINK}`))).route,
    '/invitation/{jeton}');
  assert.equal((await says('not-found', 404, () => visitor.get('/secret.txt'))).route, '-');
  assert.deepEqual(await says('forged-form', 403, () =>
    visitor.post('/deconnexion', {}, { 'X-CSRF-Token': '0'.repeat(64) })),
  { event: 'forged-form', method: 'POST', route: '/deconnexion', ...mine });
  assert.deepEqual(await says('foreign-origin', 403, () =>
    visitor.post('/deconnexion', {}, { Origin: 'https://ailleurs.example' })),
  { event: 'foreign-origin', method: 'POST', route: '/deconnexion', ...mine });
  assert.deepEqual(await says('malformed', 400, () => visitor.post('/deconnexion', '{')),
    { event: 'malformed', method: 'POST', route: '/deconnexion', ...mine });
  assert.deepEqual(await says('too-large', 413, () =>
    visitor.post('/compte/phrase', { current: 'x'.repeat(70_000) })),
  { event: 'too-large', method: 'POST', route: '/compte/phrase', ...mine });
  const again = 'corniche tamis ouragan velours biseau';
  assert.deepEqual(await says('passphrase-refused', 400, () =>
    visitor.post('/compte/phrase', { current: 'autre chose', passphrase: again, passphrase_again: again })),
  { event: 'passphrase-refused', method: 'POST', route: '/compte/phrase', ...mine });

  const second = from('127.0.41.7');
  const asked = await says('factor-asked', 200, () =>
    guess(second, coordinator.email, coordinator.passphrase));
  assert.match(asked.account, /^[0-9a-f]{32}$/);
  assert.deepEqual(await says('factor-refused', 400, () =>
    second.post('/connexion/facteur', { code: '000000' }, { 'X-CSRF-Token': undefined })),
  { event: 'factor-refused', prefix: '127.0.41.0/24', account: asked.account, method: 'POST',
    route: '/connexion/facteur', suppressed: 0 });
  await second.signIn(coordinator.email, coordinator.passphrase);
  const conflict = await says('conflict', 409, () =>
    second.post(`/acces/${asked.account}/retrait`, { sure: true }));
  assert.equal(conflict.route, '/acces/{id}/retrait');
  // what people do all day is not told
  const before = told().length;
  assert.equal((await visitor.post('/compte/phrase', {})).status, 400);
  await model(visitor, '/');
  assert.equal((await place.visitor().page('/')).status, 303);
  await says('denied', 403, () => visitor.get('/acces')); // lines come in their order
  assert.equal(told().length, before + 1);
});

test('what is edited and what fails is told too', async () => {
  const [victim] = place.accounts.slice(-1);
  const visitor = await place.enter(({ email }) => email === victim.email);
  const { id } = (await model(visitor, '/')).me;
  const edit = 'UPDATE account SET memory_kib = ? WHERE id = ?';
  assert.equal(await place.change(edit, 8, id), 1);
  const tampered = await says('tampered', 500, () => guess(from('127.0.42.7'), victim.email, victim.passphrase));
  assert.match(tampered.account, /^~/);
  await place.change(edit, 1024, id);
  const [{ pack }] = await place.rows('SELECT pack FROM space');
  await place.change("UPDATE space SET pack = 'ailleurs'");
  assert.equal((await says('failed', 500, () => visitor.get('/'))).route, '/');
  await place.change('UPDATE space SET pack = ?', pack);
});

test('hundreds of tries leave few lines, whose counts add up', async () => {
  const before = sum(lines('sign-in-refused'));
  const written = lines('sign-in-refused').length;
  const emails = [place.accounts[0].email, 'personne@exemple.invalid'];
  for (let i = 0; i < 300; i++) // ten from each address, as many as are free
    assert.equal((await guess(from(`127.0.${50 + Math.floor(i / 100)}.${1 + (i >> 1) % 10}`), emails[i & 1])).status, 401);
  const late = from('127.0.53.1');
  for (let i = 0; i < 5; i++) await guess(late, emails[0]);
  assert.equal((await says('too-often', 429, () => guess(late, emails[0]))).prefix, '127.0.53.0/24');
  await place.stop(); // what was left out is told in the end
  const all = lines('sign-in-refused');
  assert.equal(sum(all) - before, 305);
  for (const prefix of ['127.0.50.0/24', '127.0.51.0/24', '127.0.52.0/24']) {
    const { length } = all.slice(written).filter((line) => line.prefix === prefix);
    assert.ok(length >= 1 && length <= 5 + 1, `${length} lines of ${prefix}`); // a minute may begin
  }
  assert.ok(all.length - written <= 30, `${all.length - written} lines`);
});

test('whoever waits for the processor too long is told', async () => {
  const dear = '\npasses = 4\nmemory_kib = 65536\nlanes = 1\n';
  const cheap = '\npasses = 1\nmemory_kib = 1024\nlanes = 1\n';
  writeFileSync(join(place.policies, 'passphrase.ini'), `[cost]${dear}[floor]${cheap}[meter]\nbits = 55\n`);
  await place.start();
  const tries = await Promise.all(Array.from({ length: 40 }, (_, i) =>
    guess(from(`127.0.60.${1 + i}`), `x${i}@exemple.invalid`)));
  const busy = tries.filter(({ status }) => status === 503).length;
  assert.ok(busy > 0);
  await place.stop();
  assert.equal(sum(lines('busy')), busy);
});

test('the log names nobody', async () => {
  const said = place.said.split('\n').filter((line) => !line.includes('listening on')).join('\n');
  const secrets = place.accounts.flatMap(({ email, name, passphrase, totp }) =>
    [email, name, passphrase, totp].filter(Boolean));
  const typed = ['personne@exemple.invalid', 'autre chose', 'secret.txt', 'ailleurs.example', ELSEWHERE, LINK];
  for (const word of [...secrets, ...typed]) assert.ok(!said.includes(word), `the log has « ${word} »`);
  assert.doesNotMatch(said, /@/);
  assert.doesNotMatch(said, /\d+\.\d+\.\d+\.\d+(?!\d|\/24)/, 'a whole address');
  assert.doesNotMatch(said, /[A-Za-z0-9_-]{43}/, 'a token');
  const told = new Set(said.match(/security: [a-z-]+/g));
  assert.equal(told.size, 17, [...told].join(', '));
});
