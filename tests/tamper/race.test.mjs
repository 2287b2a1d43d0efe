// Somebody's access ends while their acts are under way: what comes after the end is refused, for
// every act that there is.  The order is made, not waited for: the lock that a writing process holds
// keeps all of them in the writer's queue until the last one is there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, Visitor, source } from '../flow/cocon.mjs';
import { ORIGIN, acts, base, build, k, pathOf, stages, who } from './acts.mjs';

const ROUTES = [...readFileSync(join(source, 'src/site/routes.c'), 'utf8')
  .matchAll(/ROW\(HTTP_POST,\s*"([^"]+)"/g)].map(([, path]) => path);

// What ends an access, and the entry that says so.
const ENDINGS = {
  withdrawal: { action: 'withdraw', path: (id) => `/acces/${id}/retrait`, fields: () => ({ sure: true }) },
  suspension: { action: 'suspend', path: (id) => `/acces/${id}/suspension`, fields: () => ({ sure: true }) },
  // of a structure that never signed, for which they do not sign, and coordinating no more
  change: { action: 'change', path: (id) => `/acces/${id}`,
    fields: ({ profession }) => ({ structure: k.free, profession, sure: true }) },
};
const ORDERS = {
  'acts first': ['act', 'act', 'end', 'act'],
  'end first': ['end', 'act', 'act', 'act'],
};
const LANES = 4; // a race is mostly waiting
const TURNS = 6; // round trips in which a request reaches the writer, unless it runs Argon2 first
const TRIES = 8; // if the order was another one all the same: twice as many each time

const problems = [];
const results = new Map();
const lanes = [];

before(build);
after(async () => {
  for (const lane of lanes) await lane.close();
  await base.close();
});

function newLane() {
  const lane = new Place();
  lane.url = ORIGIN;
  cpSync(base.policies, lane.policies, { recursive: true, force: true });
  lanes.push(lane);
  return lane;
}

/** The same browser at another copy of the platform. */
function at(lane, visitor) {
  const copy = new Visitor(lane);
  if (!visitor) return copy;
  copy.cookies = new Map(visitor.cookies);
  copy.csrf = visitor.csrf;
  return copy;
}

/** Nobody writes until it is let go: {release}. */
async function hold(lane) {
  const held = spawn('flock', ['-x', join(lane.data, 'cocon.db-lock'), 'sh', '-c', 'echo held; cat'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { held.on('close', resolve); });
  await new Promise((resolve, reject) => {
    held.stdout.once('data', resolve);
    held.once('error', reject);
  });
  return { release: () => { held.stdin.end(); return ended; } };
}

async function turns(lane, count) {
  const stranger = lane.visitor(); // for whom nothing is written
  for (let i = 0; i < count; i++) assert.equal((await stranger.get('/connexion')).status, 200);
}

/** Fires everything in its order, and lets it go: the answers of the acts, that of the end. */
async function fire(lane, order, count, end, does) {
  const answers = [];
  let ended;
  const lock = await hold(lane);
  try {
    let last;
    for (const [i, kind] of order.entries()) {
      if (last && kind !== last) await turns(lane, count);
      last = kind;
      if (kind === 'end') ended = end();
      else answers.push(does(i));
    }
    await turns(lane, count);
  } finally {
    await lock.release();
  }
  return { answers: await Promise.all(answers), ended: await ended };
}

/** One race on a copy of its own: the answers, and what the journal has of it. */
async function run(lane, route, ending, order, count) {
  const spec = acts[route];
  const person = who[spec.who];
  rmSync(lane.data, { recursive: true, force: true });
  cpSync(stages[spec.stage], lane.data, { recursive: true });
  await lane.start();
  const coordination = at(lane, who.coordination.visitor);
  const theirs = at(lane, spec.out ? undefined : person.visitor);
  // a visit is noted once a minute, in a write of its own: not before the one that counts
  await coordination.get('/compte');
  if (!spec.out) await theirs.get('/compte');
  const ready = await spec.ready?.(theirs);
  const [{ size }] = await lane.rows('SELECT max(seq) + 1 AS size FROM journal');
  const { action, path, fields } = ENDINGS[ending];
  const { answers, ended } = await fire(lane, ORDERS[order], count,
    () => at(lane, coordination).post(path(person.id), fields(person)),
    (copy) => at(lane, theirs).post(pathOf(route), spec.fields?.(copy) ?? ready ?? {},
      spec.bare ? { 'X-CSRF-Token': undefined } : {}));
  const rows = await lane.rows('SELECT seq, actor, action, object FROM journal WHERE seq >= ? ORDER BY seq', size);
  await lane.crash();
  const end = rows.find((row) => row.action === action && row.object === person.id
    && row.actor === who.coordination.id);
  const own = rows.filter(({ actor }) => actor === person.id);
  return { answers, ended, end, early: own.filter(({ seq }) => seq < end?.seq),
    late: own.filter(({ seq }) => seq > end?.seq).map((row) => row.action),
    accepted: answers.filter(({ status }) => status === 200).length };
}

/** Whether the order was the one that was meant: behind the end, some passed the door before it. */
function inOrder(order, { silent, out }, { end, early, accepted, answers }) {
  if (!end) return true; // told as it is
  if (order === 'end first')
    return early.length === 0 && (out || answers.some(({ status }) => status !== 401));
  return silent ? accepted > 0 : early.length > 0;
}

async function race(lane, route, ending, order) {
  const spec = acts[route];
  const where = `${route} × ${ending}, ${order}`;
  let done;
  for (let tries = 0; tries < TRIES; tries++) {
    done = await run(lane, route, ending, order, TURNS << tries);
    if (inOrder(order, spec, done)) break;
  }
  const { answers, ended, end, early, late, accepted } = done;
  if (ended.status !== 200 || !end) {
    problems.push(`${where}: it does not end: ${ended.status} ${ended.text}`);
    return;
  }
  if (!inOrder(order, spec, done))
    problems.push(`${where}: never in this order: ${answers[0].status} ${answers[0].text}`);
  for (const { status, text } of answers)
    if (status >= 500) problems.push(`${where}: ${status} ${text}`);
  const kept = ending === 'change' && spec.keeps ? late : late.filter((each) => each === spec.legitimate?.[0]);
  const wrong = late.filter((each) => !kept.includes(each));
  if (wrong.length > 0) problems.push(`${where}: after the end: ${wrong.join(', ')}`);
  const key = `${route}\t${ending}`;
  const sum = results.get(key) ?? { before: 0, refused: 0, after: 0, theirs: 0 };
  results.set(key, { before: sum.before + early.length, refused: sum.refused + answers.length - accepted,
    after: sum.after + wrong.length, theirs: sum.theirs + kept.length });
}

test('there is a request for every act', () => {
  assert.ok(ROUTES.length > 40);
  assert.deepEqual(Object.keys(acts).sort(), [...ROUTES].sort());
});

test('what comes after an end is refused', async (t) => {
  const queue = Object.keys(acts).flatMap((route) => Object.keys(ENDINGS)
    .filter((ending) => !acts[route].never?.[ending])
    .flatMap((ending) => Object.keys(ORDERS).map((order) => [route, ending, order])));
  const work = async (lane) => {
    for (let next = queue.shift(); next; next = queue.shift()) await race(lane, ...next);
  };
  await Promise.all(Array.from({ length: LANES }, () => work(newLane())));
  t.diagnostic('entries of theirs before the end / requests refused / entries AFTER it (those that stay theirs)');
  for (const route of Object.keys(acts)) {
    const cells = Object.keys(ENDINGS).map((ending) => {
      const cell = results.get(`${route}\t${ending}`);
      return `${ending} ${cell ? `${cell.before}/${cell.refused}/${cell.after}${cell.theirs ? ` (${cell.theirs})` : ''}` : '–'}`;
    });
    t.diagnostic(`${route}: ${cells.join(', ')}`);
  }
  assert.deepEqual(problems, []);
});
