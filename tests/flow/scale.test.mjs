// cocon demo --scale: the demonstration made large holds together, and its people do what they may.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { model, Place } from './cocon.mjs';

const PEOPLE = 60;
const place = new Place();
let visitor;

before(() => place.demo('--scale', String(PEOPLE)));

after(() => place.close());

test('the journal answers for every row that was laid down', async () => {
  const done = place.command('audit', 'verify', '--json');
  assert.equal(done.status, 0, done.stdout);
  const keys = place.command('check', '--keys');
  assert.equal(keys.status, 0, keys.stdout);
  const [{ people }] = await place.rows('SELECT count(*) AS people FROM account');
  assert.equal(people, 46 + PEOPLE);
  const [{ dossiers }] = await place.rows(
    `SELECT count(*) AS dossiers FROM seance s WHERE stage = 'published'
     AND (SELECT count(*) FROM document WHERE seance = s.id) = 3`);
  assert.ok(dossiers >= PEOPLE, `${dossiers} dossiers`);
});

test('each has a function and a structure, and signs in', async () => {
  const added = place.accounts.slice(-PEOPLE);
  for (const { name, email } of added) {
    assert.match(name, /^[^,]+, UTAS \d{4}$/);
    assert.match(email, /@exemple\.invalid$/);
  }
  assert.equal(new Set(added.map(({ email }) => email)).size, PEOPLE);
  await place.start();
  visitor = await place.enter(({ email }) => email === added[PEOPLE - 1].email);
  const home = await model(visitor, '/');
  assert.equal(home.me.name, added[PEOPLE - 1].name);
  const charter = await model(visitor, '/charte');
  const { pages } = charter.people_page;
  const signed = charter.people;
  for (let page = 2; page <= pages; page++) signed.push(...(await model(visitor, `/charte?people=${page}`)).people);
  assert.equal(signed.length, 46 + PEOPLE);
  assert.ok(signed.every(({ verified }) => verified), 'every signature verifies');
  assert.ok(charter.i_adhered);
});

test('they read what was published, and what they came for', async () => {
  const [{ id }] = await place.rows(
    "SELECT seance AS id FROM attendance a JOIN account c ON c.id = a.account ORDER BY c.created_at DESC LIMIT 1");
  const synthesis = await model(visitor, `/seances/${id}/synthese`);
  assert.ok(synthesis.values, 'the published text opens');
  assert.equal(synthesis.signatures.length, 2);
  assert.ok(synthesis.signatures.every(({ verified }) => verified));
  const mine = await place.rows(
    `SELECT seance AS id FROM attendance WHERE account IN
     (SELECT account FROM membership WHERE structure = (SELECT id FROM structure WHERE short_name GLOB 'UTAS 0*' ORDER BY short_name DESC LIMIT 1))`);
  let told = 0;
  for (const { id: seance } of mine) {
    const answer = await visitor.get(`/seances/${seance}/situation`);
    if (answer.status === 200) {
      assert.ok(answer.json.values, 'the situation opens to who came');
      told++;
    } else assert.equal(answer.status, 404, 'and to nobody else');
  }
  assert.ok(told > 0);
});

test('it is made in an empty folder, and in full structures', () => {
  assert.equal(place.command('demo', '--scale', '60').status, 73, 'nothing is laid over what is there');
  assert.equal(place.command('demo', '--scale', '61').status, 64);
  assert.equal(place.command('demo', '--scale', '20').status, 64);
});
