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

const entry = (key) => people.find((person) => person.key === key);
const enter = (key) => place.enter(({ email }) => email === entry(key).email);
const idOf = async (visitor) => (await model(visitor, '/')).me.id;
const passphrase = () => randomBytes(15).toString('base64url');
const SURE = { sure: true };

const meetings = demo('meetings.json').cycles[0].meetings;
const coming = (meeting) => meeting.positions.filter(({ answer }) => answer === 'coming')
  .map(({ person }) => person);
const holding = (meeting) => Object.values(meeting.roles).map(({ person }) => person);

let coordination, leaving, staying, gone, seance, published, writer, copy;

/** The séance of the demonstration at a stage, and its meeting. */
async function at(stage) {
  const { seances } = await model(coordination, '/calendrier');
  const found = seances.find((one) => one.kind === 'concertation' && one.stage === stage);
  assert.ok(found, stage);
  return { id: found.id, meeting: meetings.find(({ date }) => found.starts.startsWith(date)) };
}

before(async () => {
  place.demo();
  await place.start();
  coordination = await enter('coordination');
});
