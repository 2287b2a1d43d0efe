// Somebody edits their own rows, and is withdrawn: what is about them is stuck until the operator has looked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, source } from './cocon.mjs';

const place = new Place();
let coordination, id;

before(async () => {
  place.demo();
  await place.start();
  const people = JSON.parse(readFileSync(join(source, 'policies/demo/people.json'), 'utf8'));
  const { email } = people.find(({ key }) => key === 'coordination');
  coordination = await place.enter((account) => account.email === email);
  [{ id }] = await place.rows(`SELECT account AS id FROM membership WHERE coordination = 0 AND represents = 0
    AND account NOT IN (SELECT account FROM role) ORDER BY account LIMIT 1`);
});
after(() => place.close());

const faults = () => JSON.parse(place.command('audit', 'verify', '--json').stdout).faults.map(({ text }) => text);

test('what could be put back is not mended, and nothing without a reason', async () => {
  await place.change('UPDATE membership SET since = since - 60 WHERE account = ?', id);
  const early = place.command('audit', 'mend', 'person', id, 'attack');
  assert.equal(early.status, 73, early.stderr);
  assert.match(early.stderr, /only these can be put back/);
  for (const words of [[], ['person'], ['person', id], ['person', id, 'because'], ['people', id, 'attack'],
    ['person', 'x', 'attack']]) {
    const done = place.command('audit', 'mend', ...words);
    assert.equal(done.status, 64, `${words}: ${done.stderr}`);
  }
});

test('frozen by an edit while they left, they are free when the operator says so', async () => {
  await act(coordination, `/acces/${id}/retrait`, { sure: true });
  assert.equal(faults().length, 1);
  await place.change('UPDATE membership SET since = since + 60 WHERE account = ?', id);
  assert.equal(faults().length, 1);
  const done = place.command('audit', 'mend', 'person', id, 'attack');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, new RegExp(`person ${id}: mended`));
  assert.deepEqual(faults(), []);
});

test('the running server goes on, tells it, and lets nobody back', async () => {
  await act(coordination, '/acces/ouverture', {});
  const { entries } = await model(coordination, '/journal');
  const entry = entries.find((one) => one.act === 'mend');
  assert.ok(entry, JSON.stringify(entries.slice(0, 3)));
  assert.equal(entry.platform, true);
  const { people } = await model(coordination, '/acces');
  assert.ok(!people.some((person) => person.id === id));
  assert.deepEqual(faults(), []);
});
