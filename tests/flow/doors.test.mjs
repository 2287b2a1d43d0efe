// Those who try doors: slowed where they are, in nobody's way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, refused, says, unescaped } from './cocon.mjs';

const place = new Place();
let accounts;

before(async () => {
  place.demo();
  await place.start();
  accounts = place.accounts;
});
after(() => place.close());

const from = (address, cookie) => {
  const visitor = Object.assign(place.visitor(), { address });
  if (cookie) visitor.cookies.set('__Host-connu', cookie);
  return visitor;
};
const guess = (visitor, email, passphrase = 'autre chose') =>
  visitor.post('/connexion', { email, passphrase }, { 'X-CSRF-Token': undefined });

/** The statuses of several tries by strangers at one place. */
async function tries(address, count, email) {
  const answers = [];
  for (let i = 0; i < count; i++) answers.push(await guess(from(address), email(i), `essai ${i}`));
  return answers;
}

/** What a browser keeps of a good sign-in, once signed out. */
async function known(account, visitor = place.visitor()) {
  await visitor.signIn(account.email, account.passphrase);
  const cookie = visitor.cookies.get('__Host-connu');
  await act(visitor, '/deconnexion');
  assert.equal(visitor.cookies.get('__Host-connu'), cookie, 'signing out keeps it');
  return cookie;
}

test('a browser that signed in before passes where strangers are slowed', async () => {
  const [owner, other] = accounts;
  const cookie = await known(owner);
  const others = await known(other);
  const answers = await tries('127.0.5.1', 6, () => owner.email);
  assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 401, 401, 429]);
  refused(answers[5], 429, 'sign_in.too_many');
  assert.ok(Number(answers[5].headers['retry-after']) >= 1);
  // the right passphrase too, of course: nobody learns by the limit that it was right
  refused(await guess(from('127.0.5.1'), owner.email, owner.passphrase), 429, 'sign_in.too_many');
  // of another account, changed, cut, made up: no help
  const changed = cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const younger = cookie.replace(/^.{8}/, (time) => (Number.parseInt(time, 16) + 1).toString(16).padStart(8, '0'));
  const bad = [others, changed, younger, cookie.slice(1), `${cookie}0`, 'x', '0'.repeat(72), '.'];
  const all = await Promise.all(bad.map((one) => guess(from('127.0.5.1', one), owner.email, owner.passphrase)));
  for (const answer of all) refused(answer, 429, 'sign_in.too_many');
  await from('127.0.5.1', cookie).signIn(owner.email, owner.passphrase);
  await from('127.0.5.2').signIn(owner.email, owner.passphrase);
  const shared = `${others}.${cookie}`;
  await from('127.0.5.1', shared).signIn(owner.email, owner.passphrase);
});

test('a known browser guesses no more than others, and in nobody else’s way', async () => {
  const owner = accounts[2];
  const cookie = await known(owner);
  const thief = from('127.0.6.1', cookie);
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await guess(thief, owner.email, `essai ${i}`)).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  await from('127.0.6.1').signIn(owner.email, owner.passphrase);
});

test('who knows their own passphrase does not keep others waiting with it', async () => {
  const owner = accounts[9];
  let cookie = await known(owner);
  const statuses = [];
  for (let i = 0; i < 70 && !statuses.includes(429); i++) {
    const looper = from('127.0.8.1', cookie);
    statuses.push((await guess(looper, owner.email, owner.passphrase)).status);
    cookie = looper.cookies.get('__Host-connu') ?? cookie;
  }
  assert.equal(statuses.at(-1), 429, String(statuses));
  assert.ok(statuses.length > 40, 'nobody signs in as often');
});

test('a browser that several people share knows them all', async () => {
  const visitor = place.visitor();
  const people = accounts.slice(3, 8);
  for (const account of people) await known(account, visitor);
  const cookie = visitor.cookies.get('__Host-connu');
  assert.match(cookie, /^[0-9a-f]{72}(\.[0-9a-f]{72}){3}$/);
  const address = '127.0.7.1';
  await tries(address, 10, (i) => `x${i}@exemple.invalid`);
  const { status } = await guess(from(address, cookie), people[0].email, people[0].passphrase);
  assert.equal(status, 429, 'four at most');
  for (const account of people.slice(1)) {
    await from(address, cookie).signIn(account.email, account.passphrase);
    await known(account, Object.assign(visitor, { address }));
  }
  assert.equal(visitor.cookies.get('__Host-connu').length, cookie.length, 'each is there once');
});

test('nobody learns by the limits whether there is an account', async () => {
  const about = ({ status, text, headers }) =>
    [status, text.replace(/\d+/g, ''), Object.keys(headers).sort()];
  const real = await tries('127.0.8.1', 7, () => accounts[9].email);
  const none = await tries('127.0.8.2', 7, () => 'personne@exemple.invalid');
  assert.deepEqual(real.map(about), none.map(about));
});

test('many accounts from one place slow that place; hits do not count', async () => {
  const statuses = (await tries('127.0.9.1', 11, (i) => `x${i}@exemple.invalid`)).map(({ status }) => status);
  assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
  const { email, passphrase } = accounts[10];
  refused(await guess(from('127.0.9.1'), email, passphrase), 429, 'sign_in.too_many');
  await from('127.0.9.2').signIn(email, passphrase);
  for (let i = 0; i < 15; i++) await from('127.0.9.3').signIn(email, passphrase);
});

test('a stolen cookie is no licence to guess the passphrase', async () => {
  const account = accounts[11];
  const visitor = from('127.0.10.1');
  await visitor.signIn(account.email, account.passphrase);
  const passphrase = 'un violon moisi sous la véranda d’Anduze';
  const change = (current) =>
    visitor.post('/compte/phrase', { current, passphrase, passphrase_again: passphrase });
  for (let i = 0; i < 5; i++)
    refused(await change(`essai ${i}`), 400, 'error.invalid', { current: 'field.passphrase_wrong' });
  const late = await change(account.passphrase);
  refused(late, 429, 'error.rate');
  assert.ok(Number(late.headers['retry-after']) >= 1);
  await from('127.0.10.1').signIn(account.email, account.passphrase); // it did not change
});

test('wrong links are slowed, right ones never', async () => {
  const coordination = await place.enter((account) => account.roles.includes('coordinator'));
  const structure = (await model(coordination, '/structures')).structures[0].id;
  const { invitation_path: link } = await act(coordination, '/acces',
    { email: 'lien@exemple.invalid', name: 'Nouvelle', profession: 'eje', structure });
  const statuses = [];
  for (let i = 0; i < 31; i++)
    statuses.push((await from('127.0.11.1').get(`/invitation/${'A'.repeat(40)}${100 + i}`)).status);
  assert.deepEqual(statuses, [...Array(30).fill(404), 429]);
  const wrong = await from('127.0.11.1').post(`/invitation/${'A'.repeat(43)}`,
    { name: 'x', passphrase: 'y', passphrase_again: 'y' });
  refused(wrong, 429, 'error.rate');
  assert.equal((await from('127.0.11.2').get(`/invitation/${'A'.repeat(43)}`)).status, 404);
  await model(from('127.0.11.1'), link);
  const passphrase = 'corniche tamis ouragan velours biseau';
  const newcomer = from('127.0.11.1');
  await act(newcomer, link, { name: 'Nouvelle', passphrase, passphrase_again: passphrase });
  assert.ok(newcomer.cookies.has('__Host-connu'), 'this browser is known from now on');
});

test('invitations have a limit of their own', async () => {
  const coordination = await place.enter((account) => account.roles.includes('coordinator'));
  const structure = (await model(coordination, '/structures')).structures[0].id;
  const invite = (i) => coordination.post('/acces',
    { email: `n${i}@exemple.invalid`, name: 'Nouvelle', profession: 'eje', structure });
  refused(await coordination.post('/acces', { email: 'n@exemple.invalid', name: 'N', profession: 'eje' }),
    400, 'error.invalid', { structure: 'field.required' });
  let answer;
  let made = 0;
  for (; made < 70 && (answer = await invite(made)).status === 200; made++);
  assert.ok(made >= 50 && made <= 61, `${made}`);
  refused(answer, 429, 'invitation.invitations');
  const rows = await place.rows("SELECT 1 FROM account WHERE state = 'invited'");
  const again = (await model(coordination, '/acces')).people.find(({ account_state: state }) => state === 'invited');
  refused(await coordination.post(`/acces/${again.id}/invitation`), 429, 'invitation.invitations');
  assert.equal((await place.rows("SELECT 1 FROM account WHERE state = 'invited'")).length, rows.length);
});

test('what a sign-in carries along is what the server sealed, and nothing else', async () => {
  const { email, passphrase } = accounts[12];
  const go = async (resume) => {
    const visitor = place.visitor();
    await visitor.page('/connexion');
    return visitor.form('/connexion', { email, passphrase, next: '/compte/espace', resume });
  };
  const ended = await place.visitor().form('/compte/espace', { space: 'ce que j’ai écrit' });
  const [, sealed] = /name="resume" value="([\w-]+)"/.exec(ended.text);
  const good = await go(sealed);
  assert.equal(good.status, 200, good.text);
  says(unescaped(/<p>(Vous êtes connecté·e\.[^<]+)<\/p>/.exec(good.text)?.[1] ?? ''), 'sign_in.resumed');
  const plain = JSON.stringify({ fields: { space: 'ce que j’ai écrit' }, version: 0 });
  const turned = `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`;
  for (const resume of [plain, Buffer.from(plain).toString('base64url'), turned, sealed.slice(0, -4)]) {
    const answer = await go(resume);
    assert.deepEqual([answer.status, answer.headers.location], [303, '/']);
    assert.ok(answer.headers['set-cookie'].some((line) => line.startsWith('__Host-cocon=')), 'signed in');
  }
});
