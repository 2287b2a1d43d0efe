// Lists of more than fifty lines are shown by pages, in one order, and narrowed: what was chosen stays in
// the addresses of the other pages, and nothing of it needs a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, model } from './cocon.mjs';

const PAGE = 50;
const place = new Place();
let coordination;

before(async () => {
  place.demo('--scale', '120');
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
});

after(() => place.close());

// Follows the pages of a list by the addresses that it gives, as somebody who clicks.
async function all(path, list) {
  const found = [];
  for (let next = path; next !== null; ) {
    const answer = await model(coordination, next.replace(/#.*/, ''));
    const page = answer[`${list}_page`];
    assert.ok(answer[list].length <= PAGE);
    if (page.count > 0) assert.equal(page.first, found.length + 1);
    assert.equal(page.last, found.length + answer[list].length);
    found.push(...answer[list]);
    ({ next } = page);
    if (next === null) assert.equal(found.length, page.count);
  }
  return found;
}

test('the people of a space come by pages, each once, by name', async () => {
  const people = await all('/acces', 'people');
  assert.equal(people.length, 166);
  assert.equal(new Set(people.map(({ id }) => id)).size, people.length);
  const french = new Intl.Collator('fr', { ignorePunctuation: false });
  const words = people.map(({ name }) => name.split(/[^\p{L}\d]+/u)[0]);
  for (let i = 1; i < words.length; i++) assert.ok(french.compare(words[i - 1], words[i]) <= 0, words[i]);
});

test('what is chosen narrows a list, and stays in its pages', async () => {
  const people = await all('/acces', 'people');
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const begins = (text, word) => plain(text).split(/[^a-z\d]+/).some((each) => each.startsWith(word));
  for (const word of ['sage', 'utas', 'ecoutante', 'femme', '0001']) {
    const wanted = people.filter(({ name, structure, profession_label: profession }) =>
      [name, structure?.short_name ?? '', profession].some((text) => begins(text, word)));
    assert.ok(wanted.length > 0, word);
    const found = await all(`/acces?q=${word}`, 'people');
    const names = (list) => list.map(({ id }) => id);
    assert.deepEqual(names(wanted).filter((id) => !names(found).includes(id)), [], word);
  }
  const { people: both } = await model(coordination, `/acces?q=${encodeURIComponent('alès SAGE')}`);
  assert.deepEqual(both.map(({ name }) => name), ['Sage-femme, maternité, CH Alès']);
  const { people: none } = await model(coordination, '/acces?q=nulle-part');
  assert.deepEqual(none, []);
  const chosen = await all('/acces?profession=avocat', 'people');
  assert.deepEqual(chosen, people.filter(({ profession }) => profession === 'avocat'));
  const { people_page: page } = await model(coordination, '/acces?state=active&q=utas');
  assert.match(page.next, /state=active/);
  assert.match(page.next, /q=utas/);
});

test('a state is one to choose', async () => {
  const [{ id }] = (await model(coordination, '/acces?q=avocate')).people;
  const done = await coordination.post(`/acces/${id}/suspension`, { sure: true });
  assert.equal(done.status, 200, JSON.stringify(done.json));
  const { people } = await model(coordination, '/acces?state=suspended');
  assert.deepEqual(people.map((person) => person.id), [id]);
  assert.ok((await all('/acces', 'people')).some((person) => person.id === id && person.account_state === 'suspended'));
  assert.ok(!(await all('/charte', 'people')).some(({ person }) => person.id === id), 'the charter binds nobody then');
});

test('a renamed person changes place at once', async () => {
  const sooner = await all('/acces', 'people');
  const { email } = place.accounts.find(({ roles }) => !roles.includes('coordinator'));
  const signatory = await place.enter((account) => account.email === email);
  const answer = await signatory.post('/compte/nom', { name: 'Zzyzx, CH Alès', email });
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  const then = await all('/acces', 'people');
  assert.equal(then.at(-1).name, 'Zzyzx, CH Alès');
  assert.equal(then.length, sooner.length);
  assert.deepEqual((await model(coordination, '/acces?q=zzy')).people.map(({ name }) => name), ['Zzyzx, CH Alès']);
});

test('the charter tells who signed by pages, and who has not', async () => {
  const { people_count: count, people_signed: signed } = await model(coordination, '/charte');
  const people = await all('/charte', 'people');
  assert.equal(people.length, count);
  assert.equal((await all('/charte?signed=yes', 'people')).length, signed);
  assert.equal((await all('/charte?signed=no', 'people')).length, count - signed);
});

test('the journal looks for a person by name among many', async () => {
  const { status, text } = await coordination.page('/journal?name=sage');
  assert.equal(status, 200);
  assert.match(text, /de qui s’agit-il/);
  const [, address] = text.match(/href="(\/journal\?person=[0-9a-f]{32})"/);
  const one = await model(coordination, address);
  const id = address.slice(-32);
  assert.ok(one.entries.length > 0);
  assert.ok(one.entries.every(({ actor }) => actor.id === id));
  const page = await coordination.page('/journal?name=zzyzx');
  assert.match(page.text, /<option value="[0-9a-f]{32}" selected>Zzyzx/, 'one alone is chosen');
  assert.match((await coordination.page('/journal?name=personne-ainsi')).text, /Personne de l’espace/);
});

test('pages and their forms need no script', async () => {
  const { text } = await coordination.page('/acces?q=utas');
  assert.match(text, /<form method="get" action="\/acces"/);
  assert.match(text, /value="utas"/);
  assert.match(text, /rel="next"/);
  const last = await coordination.page('/acces?page=999');
  assert.match(last.text, /rel="prev"/);
  assert.doesNotMatch(last.text, /rel="next"/);
  assert.equal((await coordination.get('/acces?profession=inconnue')).status, 400);
});
