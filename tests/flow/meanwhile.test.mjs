// What somebody changed while a form was filled in: the page says what is true now and shows what was
// typed, in words and never in ids.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, unescaped } from './cocon.mjs';

const place = new Place();
after(() => place.close());

const named = (part) => place.enter(({ email }) => email.startsWith(part));
const leftover = (html) => /<section class="leftover"[^]*?<\/section>/.exec(unescaped(html))?.[0];
const saved = (html) => /<section class="saved"[^]*?<div class="fields">/.exec(unescaped(html))?.[0];
const ID = />[^<]*\b[0-9a-f]{32}\b[^<]*</; // as text, not in an attribute
let coordination, other, member;

before(async () => {
  place.demo();
  await place.start();
  [coordination, other] = [await named('coordinatrice'), await named('coordinatrice')];
  const { people } = await model(coordination, '/acces');
  member = people.find(({ name }) => /Assistante sociale, accueil/.test(name));
});

test('an attendance list that was closed says so, and shows only what it does not have', async () => {
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE kind = 'half-way' AND stage = 'planned' LIMIT 1");
  const path = `/seances/${id}/presence`;
  await coordination.page(path);
  const { people, version } = await model(other, path);
  const status = ['present', 'excused', 'absent'];
  const list = people.map(({ person }, index) => ({ account: person.id, status: status[index % 3] }));
  await act(other, path, { people: list, guests: [{ label: 'Juriste' }], closed: true, version });
  const typed = (index, said) => ({ [`people.${index}.account`]: people[index].person.id, [`people.${index}.status`]: said });
  const late = await coordination.form(path,
    { ...typed(0, 'absent'), ...typed(1, 'excused'), 'guests.0.label': 'Juriste', 'guests.1.label': 'Médiatrice' });
  pageSays(late, 409, 'error.attendance_closed');
  assert.match(unescaped(late.text), /<h2 id="refusal-title">Émargement clos</);
  assert.doesNotMatch(unescaped(late.text), /envoyez de nouveau|Vous aviez noté<|rien<\/td>/);
  const left = leftover(late.text);
  assert.match(left, new RegExp(`${people[0].person.name}.*absent·e \\(la liste dit\u00a0: présent·e\\)`));
  assert.match(left, /Médiatrice/);
  assert.equal(left.match(/<li>/g).length, 2, 'what the list has is not told again');
  assert.doesNotMatch(left, /Juriste/);
  const same = await coordination.form(path, { ...typed(0, 'present'), version });
  assert.match(leftover(same.text), /Tout est dans la liste close/);
  const stranger = await named('travailleuse-sociale.caf');
  refused(await stranger.post(path, { people: [], version }), 409, 'error.conflict_changed');
});

test('a member changed meanwhile: names of structures beside what was chosen', async () => {
  const path = `/acces/${member.id}`;
  await coordination.page(path);
  const { structures } = await model(coordination, '/structures');
  const [here, there] = [structures.find(({ short_name }) => /UTASI/.test(short_name)), structures.find(({ short_name }) => /CAF/.test(short_name))];
  await act(other, path, { profession: 'cesf', structure: there.id });
  const stale = await coordination.form(path, { profession: 'cesf', structure: here.id });
  pageSays(stale, 409, 'error.conflict_changed');
  assert.match(saved(stale.text), new RegExp(there.name.replace(/[()]/g, '.')));
  assert.doesNotMatch(saved(stale.text), ID);
});

test('a form that its page has no more comes back to be read', async () => {
  const path = `/acces/${member.id}`;
  await coordination.page(path);
  const { structures } = await model(coordination, '/structures');
  const there = structures.find(({ short_name }) => /CAF/.test(short_name));
  await act(other, `${path}/suspension`, { sure: true });
  const stale = await coordination.form(path, { profession: 'cesf', structure: there.id, name: 'Conseillère en économie' });
  pageSays(stale, 409, 'error.conflict_gone');
  const left = leftover(stale.text);
  assert.match(left, /value="Conseillère en économie"/);
  assert.match(left, new RegExp(`selected>${there.name.replace(/[()]/g, '.')}`));
  assert.doesNotMatch(left, /name="(represents|coordination|sure)"/, 'nothing that was not said');
});

test('a button pressed too late leaves nothing to copy', async () => {
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE kind = 'concertation' AND stage = 'planned' ORDER BY starts DESC LIMIT 1");
  const path = `/seances/${id}/roles`;
  const { roles } = await model(coordination, path);
  const { role, candidates } = roles.find((one) => one.candidates.length > 2);
  const asked = await place.enter(({ name }) => name === candidates[0].person.name);
  await act(coordination, path, { role, account: candidates[0].person.id });
  await asked.page(path);
  await act(coordination, path, { role, account: candidates[1].person.id });
  const late = await asked.form(`${path}/reponse`, { role, answer: 'accepted' });
  pageSays(late, 409, 'error.conflict_over');
  assert.equal(leftover(late.text), undefined);
});

test('cycles opened meanwhile stand beside what is planned', async () => {
  const year = { name: 'Cycle 2035', year: '2035' };
  const { cycle } = await model(coordination, '/calendrier');
  for (const [path, fields] of [['/calendrier/cycles', year], ['/calendrier',
    { cycle: cycle.id, kind: 'bilan', starts: '2022-12-05T14:00', duration: '60', venue: 'Une salle', past: 'yes' }]]) {
    await coordination.page('/calendrier');
    const name = `Cycle de ${path}`;
    await act(other, '/calendrier/cycles', { name, year: path === '/calendrier' ? 2036 : 2034 });
    const stale = await coordination.form(path, fields);
    pageSays(stale, 409, 'error.conflict_changed');
    assert.match(saved(stale.text), new RegExp(`Cycles ouverts[^]*<li>${name}</li>`));
    assert.doesNotMatch(saved(stale.text), ID);
    assert.match(unescaped(stale.text), /sans rien remplacer/);
    assert.match(unescaped(stale.text), /value="(Cycle 2035|Une salle)"/);
    const again = await coordination.form(path, fields);
    assert.equal(again.status, 303, again.text);
  }
});
