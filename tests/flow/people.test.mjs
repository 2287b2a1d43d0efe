// People come in, come back and are called by their name: what they are told on the way.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, source } from './cocon.mjs';
import { verified } from './journal.mjs';

const people = JSON.parse(readFileSync(join(source, 'policies/demo/people.json'), 'utf8'));
const place = new Place();
after(() => place.close());

const emailOf = (key) => people.find((person) => person.key === key).email;
const enter = (key) => place.enter((account) => account.email === emailOf(key));
const idOf = async (visitor) => (await model(visitor, '/compte')).me.id;
const passphrase = () => randomBytes(15).toString('base64url');
const twice = (secret) => ({ passphrase: secret, passphrase_again: secret });
const key = () => randomBytes(16).toString('hex');
const linkIn = ({ text }) => /(\/invitation\/[\w-]{43})"/.exec(text)?.[1];

let coordination, structure, represented;

const guest = (email, more = {}) => ({ email, name: 'Conseillère, UTASI', profession: 'cesf', structure, ...more });

before(async () => {
  place.demo();
  await place.start();
  coordination = await enter('coordination');
  const { structures } = await model(coordination, '/structures');
  structure = structures.find(({ short_name }) => /UTASI/.test(short_name)).id;
  represented = (await model(coordination, '/acces')).people
    .find((each) => each.represents && each.structure?.id === structure).name;
});

test('a newcomer reads what is awaited from whom, and is in without a click of coordination', async () => {
  const { invitation_path: link } = await act(coordination, '/acces', guest('nouvelle@exemple.invalid'));
  const newcomer = place.visitor();
  await act(newcomer, link, { name: 'Conseillère, UTASI', ...twice(passphrase()) });
  for (const path of ['/structures', '/calendrier', '/outils']) {
    const page = await newcomer.page(path);
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.text, /Acte refusé|class="refusal"/);
    assert.match(page.text, /href="\/charte">lisez la charte et adhérez-y/);
  }
  refused(await newcomer.get('/structures'), 403, 'error.charter_needed');
  const { number } = await model(newcomer, '/charte');
  await act(newcomer, '/charte/adhesion', { read: true, version: number });
  for (const path of ['/', '/structures']) {
    const page = await newcomer.page(path);
    assert.doesNotMatch(page.text, /Acte refusé|Rien n’est attendu de vous pour le moment/);
    assert.match(page.text, /Vous avez fait votre part/);
    assert.match(page.text, /dès qu’une personne de la coordination/);
  }
  await model(coordination, '/outils'); // any page
  await model(newcomer, '/structures');
  assert.doesNotMatch((await newcomer.page('/')).text, /Vous avez fait votre part/);
});

test('loading the page of a link again kills no link', async () => {
  await coordination.page('/acces');
  const fields = { ...guest('rechargee@exemple.invalid'), key: key() };
  const first = linkIn(await coordination.form('/acces', fields));
  assert.ok(first);
  assert.equal(linkIn(await coordination.form('/acces', fields)), first);
  await model(place.visitor(), first);
  // another page, other values: what is said now counts, and the link of before is over
  const second = linkIn(await coordination.form('/acces', { ...fields, key: key(), profession: 'avocat' }));
  assert.notEqual(second, first);
  refused(await place.visitor().get(first), 404, 'error.invitation');
  assert.equal((await model(place.visitor(), second)).invitation.person.profession, 'avocat');
});

test('one person represents a structure', async () => {
  const refusal = await coordination.post('/acces', guest('aussi@exemple.invalid', { represents: true }));
  assert.equal(refusal.status, 400);
  assert.ok(refusal.json.fields.represents.includes(represented), refusal.text);
});

test('a forgotten passphrase: one act, the same place', async () => {
  const lost = await enter('emeso-educatrice-specialisee');
  const email = emailOf('emeso-educatrice-specialisee');
  const id = await idOf(lost);
  const before = await model(lost, '/compte');
  refused(await lost.post(`/acces/${id}/cles`, { sure: true }), 403, 'error.denied');
  const page = await coordination.page(`/acces/${id}/cles`);
  for (const said of [/Ce qui reste/, /Ce qui se passe aussitôt/, /Ce qui attend/]) assert.match(page.text, said);
  refused(await coordination.post(`/acces/${id}/cles`, {}), 400, 'error.invalid', { sure: 'field.must_yes' });
  const fields = { sure: true, key: key() };
  const { invitation_path: link } = await act(coordination, `/acces/${id}/cles`, fields);
  assert.equal((await act(coordination, `/acces/${id}/cles`, fields)).invitation_path, link);
  assert.equal((await lost.get('/')).status, 401);
  const door = place.visitor();
  await door.page('/connexion');
  pageSays(await door.form('/connexion', { email, passphrase: lost.account.passphrase }), 403,
    'error.access_renewing');
  refused(await place.visitor().post('/connexion', { email, passphrase: 'autre' }), 401, 'sign_in.wrong');

  const asked = await place.visitor().page(link);
  assert.match(asked.text, /Retrouver votre accès/);
  assert.doesNotMatch(asked.text, /Décliner/);
  refused(await place.visitor().post(`${link}/refus`), 404, 'error.invitation');
  const back = place.visitor();
  const secret = passphrase();
  await act(back, link, { name: before.person.name, ...twice(secret) });
  assert.match((await back.page('/')).text, /Vos nouvelles clés sont faites/);
  await model(coordination, '/');
  assert.equal(await idOf(back), id);
  await model(back, '/structures');
  assert.deepEqual((await model(back, '/compte')).person, before.person);
  await place.visitor().signIn(email, secret);
  refused(await coordination.post(`/acces/${id}/cles`, fields), 409, 'error.conflict_replayed');
  // the texts of séances that they could read wait for coordination, as it was told
  await act(coordination, '/acces/ouverture');
});

test('a withdrawn person is not told that their passphrase is wrong; nobody else learns of it', async () => {
  const leaving = await enter('psychologue-psychologue');
  const { email, passphrase: right } = leaving.account;
  await act(coordination, `/acces/${await idOf(leaving)}/retrait`, { sure: true });
  refused(await place.visitor().post('/connexion', { email, passphrase: right }), 403, 'error.access_ended');
  refused(await place.visitor().post('/connexion', { email, passphrase: `${right}.` }), 401, 'sign_in.wrong');
});

test('a page in two tabs: the first is taken too', async () => {
  const { email, passphrase: right } = place.accounts.find((each) => each.email === emailOf('chac-cadre-de-sante'));
  const browser = place.visitor();
  await browser.page('/connexion');
  const first = browser.csrf;
  browser.cookies.clear(); // the second tab's request began before the first's cookie came
  await browser.page('/connexion');
  assert.notEqual(browser.csrf, first);
  browser.csrf = first;
  assert.equal((await browser.form('/connexion', { email, passphrase: right })).status, 303);
  browser.csrf = first; // and once more, from the tab that stayed open
  assert.equal((await browser.form('/connexion', { email, passphrase: right })).status, 303);
  // not so for a browser that does not say where the form stands
  const old = place.visitor();
  await old.page('/connexion');
  old.csrf = first;
  assert.equal((await old.form('/connexion', { email, passphrase: right }, { 'Sec-Fetch-Site': undefined })).status, 403);
});

test('titles say what is the matter', async () => {
  const door = place.visitor();
  await door.page('/connexion');
  const wrong = await door.form('/connexion', { email: 'x@exemple.invalid', passphrase: 'non' });
  assert.match(wrong.text, /id="refusal-title">Cela ne s’ouvre pas/);
  const me = await idOf(coordination);
  const conflict = await coordination.page(`/acces/${me}/cles`);
  assert.equal(conflict.status, 409);
  assert.match(conflict.text, /id="refusal-title">Impossible en l’état/);
});

test('names and addresses are corrected', async () => {
  const person = await enter('chac-cadre-de-sante');
  const { person: was, email } = await model(person, '/compte');
  await act(person, '/compte/nom', { name: `${was.name} (jour)`, email });
  assert.equal((await model(person, '/compte')).person.name, `${was.name} (jour)`);
  refused(await person.post('/compte/nom', { name: was.name, email: 'neuve@exemple.invalid' }), 400,
    'error.invalid', { proof: 'field.required' });
  const { version, name } = await model(coordination, `/structures/${structure}`);
  await act(coordination, `/structures/${structure}/nom`,
    { name: `${name}, corrigé`, short_name: 'UTASI', kind: 'institution', version });
  refused(await coordination.post(`/structures/${structure}/nom`,
    { name, short_name: 'UTASI', kind: 'institution', version }), 409, 'error.conflict_stale');
  refused(await person.post(`/structures/${structure}/nom`,
    { name, short_name: 'UTASI', kind: 'institution', version: version + 1 }), 403, 'error.denied');
});

test('a new structure is not called confirmed', async () => {
  const { id } = await act(coordination, '/structures',
    { name: 'Maison neuve', short_name: 'Neuve', kind: 'association' });
  const page = await coordination.page(`/structures/${id}`);
  assert.match(page.text, /fiche à remplir/);
  assert.doesNotMatch(page.text, /fiche confirmée|Toujours exact/);
  refused(await coordination.post(`/structures/${id}/exact`), 409, 'error.sheet_empty');
});

test('the journal tells it all', async () => {
  const actions = (await verified(place)).map(({ action }) => action);
  for (const action of ['renew', 'rename', 'edit', 'admit']) assert.ok(actions.includes(action), action);
  await place.stop();
  const audit = place.command('audit', 'verify');
  assert.equal(audit.status, 0, audit.stdout + audit.stderr);
  const keys = place.command('check', '--keys');
  assert.equal(keys.status, 0, keys.stdout + keys.stderr);
});
