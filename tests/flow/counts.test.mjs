// What a page costs does not grow with the network: the same page of the demonstration, and of one ten
// times larger, runs the same number of statements, and once it was looked at verifies no signature and
// asks the system for no locked memory.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Counts, tour } from '../bench/tour.mjs';
import { Place } from './cocon.mjs';

// Those that cost what they show: home looks at each meeting that is under way, and shows the next one.
// One that begins to hold is taken off this list: the test says so.
const GROWING = new Set([
  '/ (coordination)',
  '/ (signatory)',
]);
const A_MEETING = 8; // statements at most: the séance, roles, answers, offers, attendance, texts
const THE_NEXT = 10; // its card

const PEOPLE = 420; // and the demonstration's 46: ten times as many
const places = [new Place(), new Place()];
const counted = new Map(); // by page: what it costs here and there
const alive = []; // meetings under way in each place
const sums = []; // of each place, from its start to the end of the tour

before(async () => {
  places[0].demo();
  places[1].demo('--scale', String(PEOPLE));
  for (const [which, place] of places.entries()) {
    const counts = new Counts(place.folder);
    place.environment = counts.environment;
    await place.start();
    for (const page of await tour(place)) {
      const both = counted.get(page.name) ?? counted.set(page.name, []).get(page.name);
      both[which] = await counts.of(page);
    }
    sums.push(counts.read());
    const [{ n }] = await place.rows("SELECT COUNT(*) AS n FROM seance WHERE stage NOT IN ('published', 'expired', 'cancelled')");
    alive.push(n);
  }
});

after(async () => {
  for (const place of places) await place.close();
});

test('what is counted is counted', () => {
  for (const { statements, verified, secrets } of sums)
    assert.ok(statements > 0 && verified > 0 && secrets > 0, 'a server that reads, proves and opens keys');
  for (const name of GROWING) assert.ok(counted.has(name), `${name} is no page of the tour`);
});

test('a page costs the same in a network ten times as large', (t) => {
  const wrong = [];
  for (const [name, [small, large]] of counted) {
    const holds = small.statements === large.statements && small.verified === 0 && large.verified === 0 &&
      small.secrets === 0 && large.secrets === 0; // those of the requests before are had again
    t.diagnostic(`${name}: ${small.statements} and ${large.statements} statements, ` +
      `${small.verified} and ${large.verified} signatures, ${small.secrets} and ${large.secrets} secrets`);
    if (holds && GROWING.has(name)) wrong.push(`${name} holds: take it off the list`);
    if (!holds && !GROWING.has(name)) wrong.push(`${name} grows: ${JSON.stringify([small, large])}`);
  }
  assert.deepEqual(wrong, []);
});

test('home costs the meetings that are under way, and nothing else', () => {
  for (const name of GROWING) {
    const [small, large] = counted.get(name);
    assert.equal(large.verified, 0, name);
    assert.ok(large.statements - small.statements <= A_MEETING * (alive[1] - alive[0]) + THE_NEXT,
      `${name}: ${small.statements} and ${large.statements} statements for ${alive} meetings`);
  }
});
