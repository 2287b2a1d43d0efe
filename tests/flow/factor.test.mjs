// The second factor: added, asked for, missed, replayed, required, lost.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, says, source, unescaped } from './cocon.mjs';
import { code, fresh, present } from './totp.mjs';

const place = new Place();
const BARE = { 'X-CSRF-Token': undefined };
const ROUTES = [...readFileSync(join(source, 'src/site/routes.c'), 'utf8')
  .matchAll(/\{ROW\(HTTP_(\w+), "([^"]+)", ACCESS_(\w+)\)/g)]
  .map(([, method, path, access]) => ({ method, access,
    path: path.replace('{id}', 'e'.repeat(32)).replace('{slug}', 'methode') }))
  .filter(({ path }) => !path.includes('{'));
let person, visitor, secret, coordination;

before(async () => {
  place.demo();
  await place.start();
  person = place.accounts.find(({ name }) => name.startsWith('Avocate'));
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
});
after(() => place.close());

/** Somebody whose passphrase was right. */
async function knock(who = person) {
  const one = place.visitor();
  const answer = await one.post('/connexion', { email: who.email, passphrase: who.passphrase }, BARE);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.second_factor, true);
  assert.equal(answer.json.location, '/connexion/facteur');
  assert.equal(one.cookies.has('__Host-cocon'), false);
  return one;
}

const show = (one, typed) => one.post('/connexion/facteur', { code: typed }, BARE);
const wrong = () => code(secret, present() + 1000);

test('one is added with the passphrase and a code; other logins end', async () => {
  visitor = await place.enter(({ email }) => email === person.email);
  const elsewhere = await place.enter(({ email }) => email === person.email);
  const before = await model(visitor, '/compte/facteurs');
  assert.deepEqual([before.factors, before.required, before.missing], [[], false, false]);
  const begin = (fields) => visitor.post('/compte/facteurs/application', fields);
  refused(await begin({ name: 'T', passphrase: 'autre chose' }), 400, 'error.invalid',
    { passphrase: 'field.passphrase_wrong' });
  refused(await begin({ passphrase: person.passphrase }), 400, 'error.invalid', { name: 'field.required' });
  refused(await visitor.post('/compte/facteurs/application/code', { code: '123456' }), 404, 'error.not_found');
  await act(visitor, '/compte/facteurs/application', { name: 'Téléphone', passphrase: person.passphrase });
  ({ secret } = await model(visitor, '/compte/facteurs/application'));
  const page = await visitor.page('/compte/facteurs/application');
  assert.match(page.text, /<svg[^>]* class="qr"/);
  assert.ok(page.text.includes(secret.match(/.{4}/g).join(' ')), 'to be typed');
  refused(await visitor.post('/compte/facteurs/application/code', { code: wrong() }), 400,
    'error.invalid', { code: 'error.code_wrong' });
  assert.equal((await model(elsewhere, '/compte')).email, person.email, 'it counts from its first code on');
  await act(visitor, '/compte/facteurs/application/code', { code: await fresh(secret, place.used) });
  place.secrets.set(person.email, secret);
  refused(await elsewhere.get('/compte'), 401, 'error.sign_in_first');
  const shown = await visitor.page('/compte/facteurs/application');
  assert.ok(!shown.text.includes(secret) && !shown.text.includes('<svg'), 'shown once');
  const after = await model(visitor, '/compte/facteurs');
  assert.deepEqual(after.factors.map(({ kind, name }) => [kind, name]), [['code', 'Téléphone']]);
});

test('between passphrase and code nothing is open', async () => {
  const one = await knock();
  for (const { method, path, access } of ROUTES) {
    if (access === 'PUBLIC' || access === 'PENDING') continue;
    const answer = method === 'GET' ? await one.get(path) : await one.post(path, {}, BARE);
    assert.equal(answer.status, 401, `${method} ${path}: ${answer.text}`);
  }
  // its cookie is no login's either
  const thief = place.visitor();
  thief.cookies.set('__Host-cocon', one.cookies.get('__Host-facteur'));
  refused(await thief.get('/'), 401, 'error.sign_in_first');
  assert.deepEqual(await place.rows('SELECT 1 FROM login WHERE id IN (SELECT id FROM pending_login)'), []);
  refused(await place.visitor().post('/connexion/facteur', { code: '123456' }, BARE), 401,
    'error.sign_in_needed');
});

test('a code opens once, whatever the login; a late or an early one does', async () => {
  const one = await knock();
  const typed = await fresh(secret, place.used);
  const answer = await show(one, typed);
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await model(one, '/compte')).email, person.email);
  assert.equal(one.cookies.has('__Host-facteur'), false);
  const two = await knock();
  refused(await show(two, typed), 400, 'error.invalid', { code: 'error.code_used' });
  refused(await show(two, wrong()), 400, 'error.invalid', { code: 'error.code_wrong' });
  refused(await show(two, 'abcdef'), 400, 'error.invalid', { code: 'error.code_wrong' });
  const entered = await show(two, await fresh(secret, place.used));
  assert.equal(entered.status, 200, `${entered.text}, ${Date.now() % 30_000} ms into a step`);
  refused(await show(two, code(secret, present())), 401, 'error.sign_in_needed');
});

test('browsers are led through, with what was typed before', async () => {
  const one = place.visitor();
  await one.page('/connexion');
  const typed = { email: person.email, passphrase: person.passphrase };
  const asked = await one.form('/connexion', { ...typed, next: '/calendrier' });
  assert.deepEqual([asked.status, asked.headers.location], [303, '/connexion/facteur?suite=/calendrier']);
  const page = await one.page('/connexion/facteur?suite=/calendrier');
  assert.match(page.text, /name="next" value="\/calendrier"/);
  const missed = await one.form('/connexion/facteur', { code: wrong(), next: '/calendrier' });
  assert.equal(missed.status, 400);
  assert.match(missed.text, /name="next" value="\/calendrier"/);
  assert.match(missed.text, /Ce code n’est pas le bon/);
  const entered = await one.form('/connexion/facteur',
    { code: await fresh(secret, place.used), next: '/calendrier' });
  assert.deepEqual([entered.status, entered.headers.location],
    [303, '/calendrier?fait=signed_in_missed']);
  // what an ended login could not save comes along in the page itself
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE stage = 'planned' LIMIT 1");
  const two = place.visitor();
  const ended = await two.form(`/seances/${id}/positionnement`, { answer: 'coming', version: 0 });
  assert.equal(ended.status, 401);
  const [, resume] = /name="resume" value="([\w-]+)"/.exec(ended.text);
  const carried = await two.form('/connexion', { ...typed, next: `/seances/${id}/positionnement`, resume });
  assert.equal(carried.status, 200);
  assert.ok(unescaped(carried.text).includes(`name="resume" value="${resume}"`));
  const back = await two.form('/connexion/facteur',
    { code: await fresh(secret, place.used), next: `/seances/${id}/positionnement`, resume });
  assert.equal(back.status, 200, back.text);
  const [, notice] = /class="notice" role="status"><p>([^<]+)/.exec(back.text) ?? [];
  says(unescaped(notice ?? ''), 'sign_in.resumed');
});

test('misses end the wait, then slow down, and lock nobody else out', async () => {
  let one = await knock();
  const answers = [];
  for (let tries = 0; tries < 5; tries++) answers.push(await show(one, wrong()));
  assert.deepEqual(answers.map(({ status }) => status), [400, 400, 400, 400, 400]);
  says(answers[4].json.message, 'error.second_step_over');
  refused(await show(one, wrong()), 401, 'error.sign_in_needed');
  const told = await place.rows("SELECT 1 FROM journal WHERE action = 'factor_miss'");
  assert.ok(told.length >= 5, `${told.length}`);
  const more = [];
  for (let tries = 0; tries < 8; tries++) {
    one = await knock();
    more.push((await show(one, wrong())).status);
  }
  assert.ok(more.includes(429), `${more}`);
  const account = place.accounts.find(({ roles }) => roles.includes('coordinator'));
  const other = Object.assign(place.visitor(), { address: '127.0.0.9' });
  await other.signIn(account.email, account.passphrase);
  assert.equal((await model(other, '/acces')).i_invite, true, 'others are not slowed down');
  const guesser = await knock();
  refused(await show(guesser, wrong()), 429, 'sign_in.too_many_codes');
  // nor is their owner, where they came in before
  const own = place.visitor();
  own.cookies.set('__Host-connu', visitor.cookies.get('__Host-connu'));
  await own.post('/connexion', { email: person.email, passphrase: person.passphrase }, BARE);
  assert.equal((await show(own, await fresh(secret, place.used))).status, 200);
  await place.stop();
  await place.start(); // what slows down is memory only
});

test('who coordinates without one can do nothing of it', async () => {
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  const fields = { email: 'seconde@exemple.invalid', name: 'Seconde', profession: 'coordinateur',
    coordination: true };
  const { invitation_path: link } = await act(coordination, '/acces', fields);
  const second = place.visitor();
  const passphrase = randomBytes(15).toString('base64url');
  await act(second, link, { name: 'Seconde', passphrase, passphrase_again: passphrase });
  await act(coordination, '/acces/ouverture');
  const before = await place.counts();
  for (const { method, path, access } of ROUTES) {
    if (access === 'PUBLIC' || access === 'PENDING' || access === 'PERSON') continue;
    refused(method === 'GET' ? await second.get(path) : await second.post(path, {}), 403,
      'error.factor_needed');
    if (method === 'POST') continue;
    const page = await second.page(path);
    assert.deepEqual([page.status, page.headers.location], [303, '/compte/facteurs']);
  }
  assert.deepEqual(await place.counts(), before);
  pageSays(await second.form('/acces', { email: 'x@x.invalid' }), 403, 'error.factor_needed');
  const mine = await model(second, '/compte/facteurs');
  assert.deepEqual([mine.required, mine.missing], [true, true]);
  await second.enrol(fields.email, passphrase);
  assert.equal((await model(second, '/acces')).i_invite, true);
  const [only] = (await model(second, '/compte/facteurs')).factors;
  refused(await second.post(`/compte/facteurs/${only.id}/retrait`, { passphrase }), 409, 'error.factor_last');
});

test('one is named and removed; never somebody else’s', async () => {
  const mine = await place.enter(({ email }) => email === person.email);
  const [factor] = (await model(mine, '/compte/facteurs')).factors;
  const at = `/compte/facteurs/${factor.id}`;
  refused(await coordination.post(`${at}/nom`, { name: 'À moi' }), 404, 'error.not_found');
  await act(mine, `${at}/nom`, { name: 'Téléphone du travail' });
  assert.equal((await model(mine, '/compte/facteurs')).factors[0].name, 'Téléphone du travail');
  refused(await mine.post(`${at}/retrait`, { passphrase: 'autre' }), 400, 'error.invalid',
    { passphrase: 'field.passphrase_wrong' });
  await act(mine, `${at}/retrait`, { passphrase: person.passphrase });
  const alone = place.visitor();
  await alone.signIn(person.email, person.passphrase);
  assert.deepEqual((await model(alone, '/compte/facteurs')).factors, []);
});

test('a space may require it of everyone', async () => {
  await place.stop();
  const ini = join(place.policies, 'spaces/vif-cevennes/space.ini');
  const was = readFileSync(ini, 'utf8');
  writeFileSync(ini, was.replace('second_factor = coordination', 'second_factor = everyone'));
  await place.start();
  const mine = await place.enter(({ email }) => email === person.email);
  for (const path of ['/', '/calendrier', '/charte', '/structures'])
    refused(await mine.get(path), 403, 'error.factor_needed');
  secret = await mine.enrol(person.email, person.passphrase);
  assert.equal((await model(mine, '/calendrier')).path, '/calendrier');
});

test('a lost factor takes a new admission, and nothing else', async () => {
  const lost = await knock();
  refused(await lost.get('/'), 401, 'error.sign_in_first');
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  const { people } = await model(coordination, '/acces');
  const { id } = people.find(({ name }) => name === person.name);
  const { structure, profession } = people.find(({ name }) => name === person.name);
  await act(coordination, `/acces/${id}/retrait`, { sure: true });
  refused(await show(lost, await fresh(secret, place.used)), 401, 'error.sign_in_needed');
  const { invitation_path: link } = await act(coordination, '/acces',
    { email: person.email, name: person.name, profession, structure: structure.id });
  const back = place.visitor();
  const passphrase = randomBytes(15).toString('base64url');
  await act(back, link, { name: person.name, passphrase, passphrase_again: passphrase });
  assert.equal((await model(back, '/compte')).me.id, id);
  assert.deepEqual((await model(back, '/compte/facteurs')).factors, []);
  assert.deepEqual(await place.rows('SELECT 1 FROM second_factor WHERE account = ?', id), []);
});

test('no secret is in the log, the journal or the database', async () => {
  await place.stop();
  const raw = ['cocon.db', 'cocon.db-wal'].map((name) => {
    try { return readFileSync(join(place.data, name)); } catch { return Buffer.alloc(0); }
  });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  for (const form of [Buffer.from(secret), key, Buffer.from(key.toString('hex'))])
    for (const part of [...raw, Buffer.from(place.said)]) assert.equal(part.includes(form), false);
  const check = place.command('audit', 'verify');
  assert.equal(check.status, 0, check.stdout);
  assert.match(check.stdout, /^0 faults$/m);
});
