// Ten thousand guesses in a loop, from many addresses, at what a guess really costs: the owner signs
// in meanwhile and afterwards, nobody else does, and people go on reading.  Timings are printed.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Place, act, model, source } from '../flow/cocon.mjs';

const ATTEMPTS = 10_000;
const ADDRESSES = 400;
const LOUD = 3000; // milliseconds of guesses, and of a pause: the machine may have other work too
const QUIET = 1500;

const place = new Place();
const threads = [];

before(async () => {
  place.demo(); // whose accounts cost little, until they sign in: then as much as in real life
  const real = readFileSync(join(source, 'policies/passphrase.ini'), 'utf8');
  const floor = '[floor]\npasses = 1\nmemory_kib = 1024\nlanes = 1\n';
  writeFileSync(join(place.policies, 'passphrase.ini'), real.replace(/^\[floor\][^[#]*/m, floor));
  await place.start();
});
after(async () => {
  await Promise.all(threads.map((thread) => thread.terminate()));
  await place.close();
});

function start(job, data) {
  const thread = new Worker(new URL('readers.mjs', import.meta.url), {
    workerData: { job, port: place.port, certificate: place.certificate, ...data },
  });
  threads.push(thread);
  return thread;
}

const answer = (thread) => new Promise((resolve, reject) => {
  thread.removeAllListeners('error');
  thread.once('message', resolve);
  thread.once('error', reject);
});

function look(readers) {
  readers.postMessage('count');
  return answer(readers);
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/* Pages in a while: {pages, ms, slowest}. */
async function reading(readers, until) {
  const first = await look(readers);
  await until;
  const last = await look(readers);
  assert.deepEqual(last.wrong, [], 'a page was refused');
  return { pages: last.count - first.count, ms: last.at - first.at, slowest: last.slowest };
}

const rate = (phases) => (1000 * phases.reduce((sum, { pages }) => sum + pages, 0))
  / phases.reduce((sum, { ms }) => sum + ms, 0);
const slowest = (phases) => Math.max(...phases.map((phase) => phase.slowest));

function memory() {
  const status = readFileSync(`/proc/${place.server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

/* One way in: how often the server was too busy before, and how long it all took. */
async function enter(visitor, { email, passphrase }) {
  const began = performance.now();
  for (let busy = 0; ; busy++) {
    const { status, headers, text } = await visitor.post('/connexion', { email, passphrase },
      { 'X-CSRF-Token': undefined });
    if (status === 200) return { busy, seconds: (performance.now() - began) / 1000 };
    assert.equal(status, 503, text); // never "too many", never "wrong"
    assert.ok(busy < 30, 'the owner does not get in');
    await pause(Number(headers['retry-after']) * 1000);
  }
}

const from = (address) => Object.assign(place.visitor(), { address });

test('ten thousand guesses neither lock the owner out nor stop the readers', async (t) => {
  const [owner, ...others] = place.accounts.slice(0, 4);
  const people = [owner, ...others];
  const visitors = [];
  for (const account of people) {
    visitors.push(place.visitor());
    await enter(visitors.at(-1), account);
  }
  const known = place.visitor(); // as after signing out
  known.cookies.set('__Host-connu', visitors[0].cookies.get('__Host-connu'));
  const rows = await place.rows('SELECT DISTINCT passes, memory_kib FROM account WHERE passes > 1');
  assert.deepEqual(rows, [{ passes: 16, memory_kib: 131072 }]);
  const entries = async () => (await place.rows(
    "SELECT count(*) AS count FROM journal WHERE action = 'sign-in'"))[0].count;
  const entered = await entries();
  const memoryBefore = memory();

  const readers = start('read', {
    cookies: visitors.map(({ cookies }) => `__Host-cocon=${cookies.get('__Host-cocon')}`),
    paths: ['/', '/calendrier', '/structures', '/compte', '/aide'],
    at_once: 8,
  });
  await pause(1000); // until everything is warm
  const quiet = [await reading(readers, pause(QUIET))];
  const guessers = start('guess', {
    attempts: ATTEMPTS,
    addresses: Array.from({ length: ADDRESSES }, (_, i) => `127.${1 + (i % 7)}.${i >> 5}.${1 + (i % 250)}`),
    emails: [...people.map(({ email }) => email), 'personne@exemple.invalid', 'nul@exemple.invalid'],
  });
  let result;
  const end = answer(guessers).then((told) => { result = told; });
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, memory()); }, 200);
  await pause(1000); // the first of all, which prove nothing yet
  const owners = Promise.all([enter(known, owner), enter(from('127.99.0.1'), owner)]);
  const loud = [];
  while (!result) {
    loud.push(await reading(readers, Promise.race([end, pause(LOUD)])));
    guessers.postMessage('pause');
    await pause(100); // what is on its way
    quiet.push(await reading(readers, pause(QUIET)));
    guessers.postMessage('go');
  }
  clearInterval(watch);
  const [old, fresh] = await owners;
  const late = await enter(from('127.99.0.2'), owner);
  readers.postMessage('stop');

  const { seen, patient } = result;
  t.diagnostic(`readers: ${rate(quiet).toFixed(0)} pages a second, ${rate(loud).toFixed(0)} while guesses`
    + ` came: ${(rate(loud) / rate(quiet)).toFixed(2)} of their rate; slowest page`
    + ` ${slowest(quiet).toFixed(0)} and ${slowest(loud).toFixed(0)} ms`);
  t.diagnostic(`answers to the guesses: ${JSON.stringify(seen)}`);
  for (const [name, { busy, seconds }] of Object.entries({ known: old, fresh, late }))
    t.diagnostic(`owner, ${name} browser: in after ${seconds.toFixed(1)} s, busy ${busy} times`);
  t.diagnostic(`memory: ${memoryBefore.toFixed(0)} MiB before, ${most.toFixed(0)} at most`);

  const answers = Object.values(seen).reduce((sum, count) => sum + count, 0);
  assert.equal(answers, ATTEMPTS);
  assert.deepEqual(Object.keys(seen).filter((code) => !['401', '429', '503'].includes(code)), []);
  assert.ok(seen[401] > 0, 'no guess was looked at: the test shows nothing');
  assert.equal(patient, (seen[429] ?? 0) + (seen[503] ?? 0), 'a refusal does not say how long to wait');
  assert.equal(await entries(), entered + 3, 'somebody else than the owner came in');
  assert.equal(old.busy, 0, 'a known browser goes first');
  assert.ok(most < memoryBefore + 2 * 128 + 64, `${most} MiB`);
  assert.equal((await model(known, '/')).me.id, (await model(visitors[0], '/')).me.id);
  await act(known, '/deconnexion');
  assert.equal(place.command('audit', 'verify').status, 0);
});
