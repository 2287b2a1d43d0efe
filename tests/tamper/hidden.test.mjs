// What somebody puts away or beside is told, and stops neither the list of people nor the end of an
// access; numbers in the file's head that somebody edits decide nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model } from '../flow/cocon.mjs';

const place = new Place();
let coordination;
let people;

const named = (word) => people.find(({ name }) => name.includes(word));
const audit = () => place.command('audit', 'verify', '--json');
const faults = () => JSON.parse(audit().stdout).faults.map(({ fault }) => fault);

before(async () => {
  place.demo();
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  ({ people } = await model(coordination, '/acces'));
});
after(() => place.close());

/** Their account as literals, to put it back. */
async function hide(id) {
  const [row] = await place.rows('SELECT * FROM account WHERE id = ?', id);
  const [types] = await place.rows(`SELECT ${Object.keys(row).map((column) =>
    `typeof(${column}) AS ${column}`).join(', ')} FROM account WHERE id = ?`, id);
  const literal = ([column, value]) => ({ null: 'NULL', integer: `${value}`, text: `'${value}'`,
    blob: `x'${value}'` })[types[column]];
  await place.change('DELETE FROM account WHERE id = ?', id);
  return () => place.change(`INSERT INTO account VALUES (${Object.entries(row).map(literal).join(', ')})`);
}

for (const [way, word] of [['suspension', 'Adjudante'], ['retrait', 'Sage-femme']])
  test(`whose account was put away is shown, and ends: ${way}`, async () => {
    const { id } = named(word);
    const them = await place.enter(({ name }) => name === named(word).name);
    const back = await hide(id);
    const list = await model(coordination, '/acces');
    assert.equal(list.people.length, people.length);
    const line = list.people.find((each) => each.id === id);
    assert.equal(line.account_state, 'edited');
    assert.match((await coordination.page('/acces')).text, /modifié hors de la plateforme/);
    assert.match(line.name, /,/); // their function and structure
    const page = await model(coordination, `/acces/${id}`);
    assert.equal(page.edited, true);
    assert.equal(page.form, undefined);
    assert.equal((await coordination.page('/')).status, 200); // nor does home fall with it
    await act(coordination, `/acces/${id}/${way}`, { sure: true });
    await back();
    assert.notEqual((await them.get('/structures')).status, 200);
    assert.ok(faults().includes('state'));
  });

test('nothing is done while something stands beside', async () => {
  await place.change('CREATE TABLE notes (l BLOB REFERENCES login (id))');
  assert.notEqual((await coordination.get('/acces')).status, 200);
  assert.match(place.said, /somebody changed "notes", or put it there/);
  const told = audit();
  assert.notEqual(told.status, 0);
  assert.match(told.stderr, /"notes"/);
  await place.change('DROP TABLE notes');
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  assert.equal((await coordination.get('/acces')).status, 200);
});

test('a number in the head decides nothing, and is told', async () => {
  const [{ user_version: right }] = await place.rows('PRAGMA user_version');
  const wrong = ['user_version = 2', 'user_version = 99', 'application_id = 7'];
  for (const pragma of wrong) {
    await place.change(`PRAGMA ${pragma}`);
    assert.ok(faults().includes('file'), pragma);
    assert.match(audit().stderr, /somebody edited its head/);
    await place.stop();
    await place.start();
    assert.match(place.said, /somebody edited its head/);
    await place.change(`PRAGMA user_version = ${right}`);
    await place.change('PRAGMA application_id = 1131373423');
    assert.ok(!faults().includes('file'));
  }
});
