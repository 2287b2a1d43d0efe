// Access that is suspended, changed, or ends with a structure: nothing more opens to those it was
// taken from, while they read; everything still to the others; and no row brings it back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, source } from './cocon.mjs';
import { verified } from './journal.mjs';

const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));
const people = demo('people.json');
const place = new Place();
after(() => place.close());

const SUSPENDED = 'psychologue-psychologue';
const SURE = { sure: true };
const enter = (key) => {
  const { email } = people.find((person) => person.key === key);
  return place.enter((account) => account.email === email);
};
const me = async (visitor) => (await model(visitor, '/')).me;
const envelopes = (reader) => place.rows('SELECT * FROM envelope WHERE reader = ?', reader);
const head = async (seance) => (await place.rows(`SELECT generation FROM document_version JOIN document
  ON document.id = document WHERE kind = 'synthesis' AND seance = ?
  ORDER BY version DESC LIMIT 1`, seance))[0].generation;

let coordination, suspended, secretary, animator, id, drafted, seance;

/* Somebody writes on: the others read it, under a key that came after. */
async function writesOn(text) {
  const old = await model(secretary, drafted);
  await act(secretary, drafted, { ...old.values, context: text, version: old.version });
  assert.equal((await model(animator, drafted)).values.context, text);
}

async function putBack(rows) {
  for (const { vault, space, generation, reader, granter, box, signature, at } of rows)
    await place.change(`INSERT OR IGNORE INTO envelope VALUES (?, ?, ?, ?, ?, x'${box}',
      x'${signature}', ?)`, vault, space, generation, reader, granter, at);
}

before(async () => {
  place.demo();
  await place.start();
  coordination = await enter('coordination');
  suspended = await enter(SUSPENDED);
  secretary = await enter('emeso-educatrice-specialisee');
  animator = await enter('chac-cadre-de-sante');
  id = (await me(suspended)).id;
  [{ id: seance }] = await place.rows("SELECT id FROM seance WHERE starts LIKE '2022-09-23T%'");
  drafted = `/seances/${seance}/synthese`;
});

test('only coordination suspends, opens again and changes', async () => {
  const counts = await place.counts();
  for (const path of [`/acces/${id}/suspension`, `/acces/${id}/reouverture`, `/acces/${id}`])
    refused(await animator.post(path, { ...SURE, profession: 'cesf' }), 403, 'error.denied');
  refused(await animator.get(`/acces/${id}`), 403, 'error.denied');
  refused(await coordination.post(`/acces/${id}/suspension`, {}), 400, 'error.invalid',
    { sure: 'field.must_yes' });
  refused(await coordination.post(`/acces/${id}/reouverture`, {}), 409, 'error.not_suspended');
  const mine = (await me(coordination)).id;
  refused(await coordination.post(`/acces/${mine}/suspension`, SURE), 409, 'error.last_coordinator');
  assert.deepEqual(await place.counts(), counts);
});

test('while they read, it is suspended; new text is not for them, with all they kept', async () => {
  assert.notEqual((await model(suspended, drafted)).values, undefined);
  const kept = await envelopes(id);
  assert.ok(kept.length > 2);
  const asked = await coordination.page(`/acces/${id}/suspension`);
  assert.match(asked.text, /Ses connexions se ferment/);
  const done = await coordination.form(`/acces/${id}/suspension`, { sure: 'yes' });
  assert.equal(done.headers.location, '/acces?fait=suspended', done.text);
  refused(await suspended.get(drafted), 401, 'error.sign_in_first');
  const { email, passphrase } = suspended.account;
  // their own passphrase is not called wrong; whoever has another learns nothing
  refused(await place.visitor().post('/connexion', { email, passphrase }), 403, 'error.access_suspended');
  const answer = await place.visitor().post('/connexion', { email, passphrase: `${passphrase}.` });
  const unknown = await place.visitor().post('/connexion',
    { email: 'personne@exemple.invalid', passphrase });
  assert.deepEqual([answer.status, answer.json.message], [unknown.status, unknown.json.message]);
  const listed = (await model(coordination, '/acces')).people.find((person) => person.id === id);
  assert.equal(listed.account_state, 'suspended');
  assert.deepEqual(await envelopes(id), []);

  await writesOn('Écrit pendant une suspension.');
  assert.equal(await head(seance), 2);
  await putBack(kept);
  await place.change('UPDATE membership SET suspended_at = NULL WHERE account = ?', id);
  await place.change("UPDATE account SET state = 'active' WHERE id = ?", id);
  const tries = async () => {
    refused(await place.visitor().post('/connexion', { email, passphrase }), 500,
      'error.account_tampered');
    refused(await coordination.post('/acces/ouverture'), 500, 'error.tampered');
    assert.ok((await envelopes(id)).every(({ generation }) => generation === 1));
  };
  await tries();
  // without the statement they would be certified again, if the journal did not tell of it
  const [row] = await place.rows('SELECT * FROM revocation WHERE account = ?', id);
  await place.change('DELETE FROM revocation WHERE account = ?', id);
  await tries();
  await place.change(`INSERT INTO revocation VALUES (?, ?, ?, ?, x'${row.signature}')`,
    row.space, row.account, row.at, row.by);
  await place.change('UPDATE membership SET suspended_at = ? WHERE account = ?', row.at, id);
  await place.change("UPDATE account SET state = 'suspended' WHERE id = ?", id);
  await place.change('DELETE FROM envelope WHERE reader = ?', id);
});

test('a coordinator opens it again: the same passphrase, and what they can hand on', async () => {
  const listed = await coordination.page(`/acces/${id}`);
  assert.match(listed.text, /Rouvrir l’accès/);
  const done = await coordination.form(`/acces/${id}/reouverture`, {});
  assert.equal(done.headers.location, '/acces?fait=lifted', done.text);
  const back = await enter(SUSPENDED);
  assert.equal((await model(back, drafted)).values.context, 'Écrit pendant une suspension.');
  suspended = back;
});

test('coordination is given on a second look, and is theirs at once', async () => {
  const { structure } = await me(suspended);
  const fields = { structure: structure.id, profession: 'psychologue', coordination: true };
  refused(await coordination.post(`/acces/${id}`, fields), 400, 'error.invalid',
    { sure: 'field.second_look' });
  pageSays(await coordination.form(`/acces/${id}`, { ...fields, coordination: 'yes' }), 400,
    'error.invalid');
  refused(await suspended.get('/acces'), 403, 'error.denied');
  assert.equal((await model(coordination, '/acces')).one_coordinator, true);
  await act(coordination, `/acces/${id}`, { ...fields, ...SURE });
  refused(await suspended.get('/acces'), 403, 'error.factor_needed');
  await suspended.enrol(suspended.account.email, suspended.account.passphrase);
  assert.equal((await model(suspended, '/acces')).one_coordinator, false);
  refused(await suspended.post(`/acces/${id}`, { ...fields, coordination: false }), 409,
    'error.not_oneself');
  await act(coordination, `/acces/${id}`, { ...fields, coordination: false });
  refused(await suspended.get('/acces'), 403, 'error.denied');
});

test('a structure leaves while its people read, and no row brings it back', async () => {
  const { structure } = await me(suspended);
  const page = `/structures/${structure.id}/depart`;
  refused(await animator.get(page), 403, 'error.denied');
  refused(await animator.post(page, SURE), 403, 'error.denied');
  const shown = await model(coordination, page);
  assert.ok(shown.people.some((person) => person.id === id));
  assert.ok(shown.dossiers.some((dossier) => dossier.seance.id === seance));
  assert.match((await coordination.page(page)).text, /Dossiers qui leur sont fermés/);
  const kept = await envelopes(id);
  assert.notEqual((await model(suspended, drafted)).values, undefined);
  const before = await head(seance);
  const done = await coordination.form(page, { sure: 'yes' });
  assert.equal(done.headers.location, '/charte?fait=structure_left', done.text);
  refused(await suspended.get(drafted), 403, 'error.charter_needed');
  assert.deepEqual(await envelopes(id), []);
  await writesOn('Écrit après un départ de structure.');
  assert.ok(await head(seance) > before);
  await putBack(kept);
  await place.change('DELETE FROM departure');
  refused(await suspended.get(drafted), 403, 'error.charter_needed');
  refused(await coordination.post('/acces/ouverture'), 500, 'error.tampered');
  refused(await suspended.get(drafted), 403, 'error.charter_needed');
  refused(await coordination.get(page), 409, 'error.not_signed');
});

test('the journal tells it all', async () => {
  const entries = await verified(place);
  const acts = entries.filter(({ object }) => object === id).map(({ action }) => action);
  for (const told of ['suspend', 'lift', 'change', 'admit']) assert.ok(acts.includes(told), told);
  assert.ok(entries.some(({ action, object_kind: kind }) => action === 'leave' && kind === 'structure'));
});
