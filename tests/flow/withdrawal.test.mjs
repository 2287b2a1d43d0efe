// Somebody's access ends while they read: nothing more opens to them, everything still to the others.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, source } from './cocon.mjs';
import { verified } from './journal.mjs';

const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));
const people = demo('people.json');
const place = new Place();
after(() => place.close());

// Signed the synthesis of April, took part in that of September, which is still being written.
const LEAVING = 'psychologue-psychologue';
const enter = (key) => {
  const { email } = people.find((person) => person.key === key);
  return place.enter((account) => account.email === email);
};
const idOf = async (visitor) => (await model(visitor, '/')).me.id;
const SURE = { sure: true };

let coordination, leaving, secretary, animator, id, drafted, published, copy, invited, bound;

async function seance(day) {
  const [found] = await place.rows("SELECT id FROM seance WHERE starts LIKE ? || 'T%'", day);
  return `/seances/${found.id}`;
}

async function accept(link, name) {
  const visitor = place.visitor();
  const passphrase = randomBytes(15).toString('base64url');
  await act(visitor, link, { name, passphrase, passphrase_again: passphrase });
  return visitor;
}

const withdrawal = (of) => `/acces/${of}/retrait`;
const held = (reader) => place.rows(`SELECT vault.purpose, vault.seance, envelope.generation
  FROM envelope JOIN vault ON vault.id = envelope.vault WHERE reader = ?`, reader);
const vaults = () => place.rows(`SELECT vault.id, vault.generation, vault.purpose, seance.stage
  FROM vault LEFT JOIN seance ON seance.id = vault.seance`);

before(async () => {
  place.demo();
  await place.start();
  coordination = await enter('coordination');
  leaving = await enter(LEAVING);
  secretary = await enter('emeso-educatrice-specialisee');
  animator = await enter('chac-cadre-de-sante');
  id = await idOf(leaving);
  published = `${await seance('2022-04-22')}/synthese`;
  drafted = `${await seance('2022-09-23')}/synthese`;
  const { structures } = await model(coordination, '/structures');
  const guest = { email: 'nouvelle@exemple.invalid', name: 'Nouvelle', profession: 'cesf',
    structure: structures.find(({ short_name }) => /UTASI/.test(short_name)).id };
  invited = (await act(coordination, '/acces', guest)).invitation_path;
});

test('only coordination withdraws, and says that it is sure', async () => {
  const counts = await place.counts();
  refused(await animator.get(withdrawal(id)), 403, 'error.denied');
  refused(await animator.post(withdrawal(id), SURE), 403, 'error.denied');
  refused(await coordination.get(withdrawal('e'.repeat(32))), 404, 'error.not_found');
  refused(await coordination.post(withdrawal('e'.repeat(32)), SURE), 404, 'error.not_found');
  refused(await coordination.post(withdrawal(id), {}), 400, 'error.invalid',
    { sure: 'field.must_yes' });
  const listed = await coordination.page('/acces');
  assert.ok(listed.text.includes(`href="/acces/${id}"`));
  assert.ok((await coordination.page(`/acces/${id}`)).text.includes(`href="${withdrawal(id)}"`));
  const asked = await coordination.page(withdrawal(id));
  assert.equal(asked.status, 200);
  assert.match(asked.text, /Ses connexions se ferment/);
  pageSays(await coordination.form(withdrawal(id), { sure: 'no' }), 400, 'error.invalid');
  const me = await idOf(coordination);
  assert.match((await coordination.page(withdrawal(me))).text, /votre propre accès/);
  refused(await coordination.post(withdrawal(me), SURE), 409, 'error.last_coordinator');
  assert.deepEqual(await place.counts(), counts);
  await model(leaving, drafted);
});

test('while they read, it ends', async () => {
  assert.notEqual((await model(leaving, drafted)).values, undefined);
  copy = await place.rows('SELECT * FROM envelope WHERE reader = ?', id);
  const before = await vaults();
  assert.ok(copy.length > 2);
  bound = (await model(animator, '/charte')).structures;
  assert.ok(bound.some(({ verified: good, signed_by: by }) => good && by?.id === id));
  const done = await coordination.form(withdrawal(id), { sure: 'yes' });
  assert.equal(done.status, 303, done.text);
  assert.equal(done.headers.location, '/acces?fait=withdrawn');
  refused(await leaving.get(drafted), 401, 'error.sign_in_first');
  const { email, passphrase } = leaving.account;
  const asks = (fields) => place.visitor().post('/connexion', fields);
  refused(await asks({ email, passphrase }), 403, 'error.access_ended'); // not called wrong
  const answer = await asks({ email, passphrase: `${passphrase}.` });
  const unknown = await asks({ email: 'personne@exemple.invalid', passphrase });
  assert.equal(answer.status, unknown.status);
  assert.equal(answer.json.message, unknown.json.message);
  assert.ok(!(await model(coordination, '/acces')).people.some((person) => person.id === id));

  const turned = new Map((await vaults()).map((vault) => [vault.id, vault.generation]));
  const open = before.filter(({ stage }) => !['published', 'cancelled'].includes(stage));
  assert.ok(open.length > 2 && open.length < before.length);
  for (const vault of before)
    assert.equal(turned.get(vault.id), open.includes(vault) ? 2 : 1, `${vault.purpose} ${vault.stage}`);
  assert.deepEqual(await held(id), []);
});

test('new text opens for the others and not for them, with all they kept', async () => {
  const old = await model(secretary, drafted);
  assert.notEqual(old.values, undefined, 'what was written before stays readable');
  const values = { ...old.values, context: 'Écrit après un départ.' };
  await act(secretary, drafted, { ...values, version: old.version });
  assert.equal((await model(animator, drafted)).values.context, values.context);
  const [head] = await place.rows(`SELECT generation FROM document_version JOIN document
    ON document.id = document WHERE kind = 'synthesis' AND seance = ?
    ORDER BY version DESC LIMIT 1`, drafted.split('/')[2]);
  assert.equal(head.generation, 2);
  assert.ok(copy.every(({ generation }) => generation === 1), 'no envelope of the new key is theirs');

  // the rows written back, as by somebody who owns the database
  for (const { vault, space, generation, reader, granter, box, signature, at } of copy)
    await place.change(`INSERT INTO envelope VALUES (?, ?, ?, ?, ?, x'${box}', x'${signature}', ?)`,
      vault, space, generation, reader, granter, at);
  const [left] = await place.rows('SELECT until FROM membership WHERE account = ?', id);
  await place.change('UPDATE membership SET until = NULL WHERE account = ?', id);
  await place.change("UPDATE account SET state = 'active' WHERE id = ?", id);
  const { email, passphrase } = leaving.account;
  refused(await place.visitor().post('/connexion', { email, passphrase }), 500,
    'error.account_tampered');
  refused(await coordination.post('/acces/ouverture'), 500, 'error.tampered');
  assert.ok((await held(id)).every(({ generation }) => generation === 1));
  assert.equal((await model(coordination, '/')).edited, true);
  await place.change('DELETE FROM envelope WHERE reader = ?', id);
  await place.change('UPDATE membership SET until = ? WHERE account = ?', left.until, id);
  await place.change("UPDATE account SET state = 'left' WHERE id = ?", id);
});

test('what they signed stands', async () => {
  const read = await model(animator, published);
  assert.notEqual(read.values, undefined);
  assert.deepEqual(read.signatures.map(({ person, verified: good }) => [person.id === id, good])
    .sort(), [[false, true], [true, true]]);
  assert.deepEqual((await model(animator, '/charte')).structures, bound, 'as do their structure’s');
});

test('an invitation under way still leads in, and older texts open to who comes later', async () => {
  const newcomer = await accept(invited, 'Nouvelle');
  const { number } = await model(newcomer, '/charte');
  await act(newcomer, '/charte/adhesion', { read: true, version: number });
  await act(coordination, '/acces/ouverture');
  assert.notEqual((await model(newcomer, published)).values, undefined);
  const generations = (await held(await idOf(newcomer)))
    .filter(({ purpose }) => purpose === 'shared').map(({ generation }) => generation);
  assert.deepEqual(generations.sort(), [1, 2]);
});

test('somebody who comes again has new keys', async () => {
  const { structures } = await model(coordination, '/structures');
  const again = { email: leaving.account.email, name: 'Psychologue', profession: 'psychologue',
    structure: structures.find(({ short_name }) => /sychologue/.test(short_name)).id };
  const { invitation_path: link } = await act(coordination, '/acces', again);
  await act(coordination, '/acces/ouverture'); // their old keys wait for nobody
  assert.deepEqual(await held(id), []);
  const back = await accept(link, 'Psychologue');
  assert.equal(await idOf(back), id);
  refused(await back.get(published), 403, 'error.charter_needed');
  await act(coordination, '/acces/ouverture');
  const read = await model(back, published);
  assert.notEqual(read.values, undefined);
  assert.ok(read.signatures.every(({ verified: good }) => good), 'under their old keys');
  const keys = await place.rows('SELECT DISTINCT box_public FROM certificate WHERE account = ?', id);
  assert.equal(keys.length, 2);
});

test('the journal tells it', async () => {
  const entries = await verified(place);
  const first = entries.findIndex(({ action }) => action === 'withdraw');
  const [told] = entries.slice(first);
  assert.deepEqual([told.object_kind, told.object], ['person', id]);
  assert.equal(told.actor, await idOf(coordination));
  const taken = entries.filter(({ action, detail }) => action === 'ungrant' && detail.startsWith(id));
  assert.equal(taken.length, copy.length);
  const turned = entries.filter(({ action }) => action === 'rotate').map(({ object }) => object);
  const rotated = (await vaults()).filter(({ generation }) => generation === 2);
  assert.deepEqual(turned.sort(), rotated.map((vault) => vault.id).sort());
});
