// One's own logins: seen, ended, and told apart from everybody else's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, refused } from './cocon.mjs';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15'
  + ' (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

const place = new Place();
let account;
let other;

before(async () => {
  place.demo();
  await place.start();
  [account, other] = place.accounts;
});
after(() => place.close());

async function enter(agent, who = account, visitor = place.visitor()) {
  const { email, passphrase } = who;
  await act(visitor, '/connexion', { email, passphrase }, { 'X-CSRF-Token': undefined, 'User-Agent': agent });
  return visitor;
}

const list = async (visitor) => (await model(visitor, '/compte/connexions')).logins;
const journal = async () => (await place.rows(
  "SELECT action, object_kind, object, length(detail) AS detail FROM journal WHERE action = 'end-login'"));

test('the list is one’s own, this login first, and says what one recognises', async () => {
  const here = await enter(FIREFOX);
  await enter(IPHONE);
  const stranger = await enter('curl/8', other);
  const logins = await list(here);
  assert.deepEqual(logins.map(({ browser, system, current }) => [browser, system, current]),
    [['firefox', 'linux', true], ['safari', 'iphone', false]]);
  for (const { created_at: created, seen_at: seen, expires_at: expires } of logins) {
    assert.ok(created <= seen && seen < expires);
    assert.equal(expires - created, 8 * 3600);
  }
  assert.deepEqual((await list(stranger)).map(({ browser, system }) => [browser, system]),
    [['other', 'other']]);
  const rows = await place.rows('SELECT browser FROM login');
  const lengths = new Set(rows.map(({ browser }) => browser.length));
  assert.equal(lengths.size, 1, 'sealed, and the length tells nothing');
  for (const { browser } of rows)
    assert.ok(!Buffer.from(browser, 'hex').toString('latin1').toLowerCase().includes('firefox'));
  const page = await here.page('/compte/connexions');
  assert.match(page.text, /Firefox, Linux/);
  assert.match(page.text, /Safari, iPhone/);
  // the words of one account's row mean nothing in another's
  await place.change('UPDATE login SET browser = (SELECT browser FROM login WHERE account = $1 LIMIT 1) WHERE account = $2',
    (await model(here, '/')).me.id, (await model(stranger, '/')).me.id);
  assert.deepEqual((await list(stranger)).map(({ browser }) => browser), [null]);
  await act(here, '/compte/connexions/autres');
});

test('one login is ended, and no other', async () => {
  const here = await enter(FIREFOX);
  const phone = await enter(IPHONE);
  const third = await enter(FIREFOX);
  const stranger = await enter(FIREFOX, other);
  const before = (await journal()).length;
  const its = (await list(phone)).find(({ current }) => current).id;
  await act(here, `/compte/connexions/${its}/fin`);
  refused(await phone.get('/'), 401, 'error.sign_in_first');
  assert.equal((await third.get('/')).status, 200);
  const entries = (await journal()).slice(before);
  const me = (await model(here, '/')).me.id;
  assert.deepEqual(entries.map(({ action, object_kind: kind, object }) => [action, kind, object]),
    [['end-login', 'account', me]]);
  // over already, this one, somebody else's: none of them is another login of mine
  const mine = (await list(here)).find(({ current }) => current).id;
  const theirs = (await list(stranger)).find(({ current }) => current).id;
  for (const id of [its, mine, theirs, 'e'.repeat(32)])
    refused(await here.post(`/compte/connexions/${id}/fin`), 404, 'error.not_found');
  assert.equal((await stranger.get('/')).status, 200);
  assert.equal((await here.get('/')).status, 200);
  assert.equal((await journal()).length, before + 1);
});

test('all others are ended at once, with a browser’s form too', async () => {
  const here = await enter(FIREFOX);
  const phone = await enter(IPHONE);
  const stranger = await enter(FIREFOX, other);
  await here.page('/compte/connexions');
  const answer = await here.form('/compte/connexions/autres');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/compte/connexions?fait=logins_ended');
  assert.equal((await list(here)).length, 1);
  refused(await phone.get('/'), 401, 'error.sign_in_first');
  assert.equal((await stranger.get('/')).status, 200);
  const before = (await journal()).length;
  await act(here, '/compte/connexions/autres');
  assert.equal((await journal()).length, before, 'nothing ended, nothing noted');
  assert.equal(place.command('audit', 'verify').status, 0);
});

test('who signs in again at the same browser leaves no login behind', async () => {
  const visitor = await enter(FIREFOX);
  const old = visitor.cookies.get('__Host-cocon');
  const had = (await list(visitor)).length;
  await enter(FIREFOX, account, visitor);
  assert.notEqual(visitor.cookies.get('__Host-cocon'), old);
  assert.equal((await list(visitor)).length, had);
  const thief = place.visitor();
  thief.cookies.set('__Host-cocon', old);
  refused(await thief.get('/'), 401, 'error.sign_in_first');
  // a wrong passphrase ends nothing
  const kept = visitor.cookies.get('__Host-cocon');
  refused(await visitor.post('/connexion', { email: account.email, passphrase: 'faux' }), 401, 'sign_in.wrong');
  visitor.cookies.set('__Host-cocon', kept);
  assert.equal((await visitor.get('/')).status, 200);
});
