// Work is bounded before it is done: what a stranger sends costs no memory, and takes nobody's turn.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { Place, Visitor, act, model, refused, unescaped } from './cocon.mjs';

const place = new Place();
let narrator, path, version, sanitized, crowd;
const MEBI = 1 << 20;
const MOST_RSS = 128; // MiB, of the whole server
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

before(async () => {
  place.demo();
  await place.start();
  narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  const [seance] = await place.rows(`SELECT seance.* FROM seance JOIN role ON role.seance = seance.id
    WHERE state = 'proposed' AND role = 'narrator'`);
  await act(narrator, `/seances/${seance.id}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  path = `/seances/${seance.id}/situation`;
  version = (await act(narrator, path, { context: 'Le début.', version: 0 })).version;
  // connections that nobody else waits for
  crowd = new https.Agent({ keepAlive: true, ca: place.certificate, maxSockets: 64 });
  // a sanitizer's own memory is many times the program's
  sanitized = /lib[at]san/.test(readFileSync(`/proc/${place.server.pid}/maps`, 'utf8'));
});
after(() => {
  crowd.destroy();
  return place.close();
});

/** MiB resident, now and at most so far. */
function memory() {
  const status = readFileSync(`/proc/${place.server.pid}/status`, 'utf8');
  const of = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024);
  return { now: of('VmRSS'), most: of('VmHWM') };
}

/** Somebody at work while `attack` runs: how many pages they got, and the longest wait for one. */
async function meanwhile(attack) {
  let over = false;
  const work = (async () => {
    const seen = { pages: 0, longest: 0 };
    while (!over) {
      const since = Date.now();
      const page = await narrator.page('/');
      assert.equal(page.status, 200);
      seen.pages += 1;
      seen.longest = Math.max(seen.longest, Date.now() - since);
      await pause(5);
    }
    return seen;
  })();
  try {
    await attack();
  } finally {
    over = true;
  }
  return work;
}

const forged = () => randomBytes(32).toString('base64url');

/** Somebody of a crowd. */
const stranger = () => new Visitor({ port: place.port, agent: crowd });

/** The same, with a cookie that anybody can make up. */
function pretender() {
  const visitor = stranger();
  visitor.cookies.set('__Host-cocon', forged());
  return visitor;
}

const filled = (before, part, after) =>
  before + part.repeat(Math.floor((2 * MEBI - before.length - after.length) / part.length)) + after;

const BODIES = [
  ['an array of empty objects', JSON_TYPE, filled('[{}', ',{}', ']')],
  ['the same within an object', JSON_TYPE, filled('{"email":[{}', ',{}', ']}')],
  ['brackets', JSON_TYPE, filled('', '[', '')],
  ['objects in objects', JSON_TYPE, filled('', '{"a":', '')],
  ['a wide object', JSON_TYPE,
    `{${Array.from({ length: 180000 }, (_, i) => `"k${i}":0`).join(',').slice(0, 2 * MEBI - 10)}`],
  ['long keys', JSON_TYPE, `{"${'k'.repeat(MEBI)}":1,"${'l'.repeat(MEBI - 20)}":2}`],
  ['a long text', JSON_TYPE, filled('{"email":"', 'é', '"}').slice(0, MEBI)],
  ['text that is none', JSON_TYPE, Buffer.alloc(2 * MEBI, 0xff)],
  ['100,000 fields', FORM_TYPE, Array.from({ length: 100000 }, (_, i) => `k${i}=${i}`).join('&')],
  ['one field 100,000 times', FORM_TYPE, 'k=1&'.repeat(100000)],
  ['names in names', FORM_TYPE, filled('a', '.a', '=1')],
  ['percents', FORM_TYPE, filled('email=', '%41', '')],
];

const times = (count, body) => Promise.all(Array.from({ length: count }, (_, i) => body(i)));

/** So many at once, by somebody new each time: what they are told. */
async function flood(count, who, where, type, body) {
  const answers = await times(count, () =>
    who().post(where, body, { 'Content-Type': type, 'X-CSRF-Token': undefined }));
  return [...new Set(answers.map(({ status }) => status))].sort();
}

test('ten, then forty large bodies of every kind: small memory, and pages go on', async (t) => {
  const start = memory();
  t.diagnostic(`at rest: ${start.now} MiB`);
  for (const [who, name] of [[stranger, 'strangers'], [pretender, 'forged logins']])
    for (const [what, type, body] of BODIES)
      for (const count of [10, 40]) {
        let codes;
        const { pages, longest } = await meanwhile(async () => {
          codes = await flood(count, who, '/connexion', type, body);
        });
        const { now, most } = memory();
        t.diagnostic(`${name}, ${count} times ${what}: ${codes}; ${now} MiB, at most ${most}; `
          + `${pages} pages, the slowest in ${longest} ms`);
        assert.ok(codes.every((code) => [400, 403, 413, 503].includes(code)), `${what}: ${codes}`);
        assert.ok(pages > 0);
        if (!sanitized) assert.ok(most < MOST_RSS, `${what}: ${most} MiB`);
      }
  await pause(100);
  const end = memory();
  t.diagnostic(`afterwards: ${end.now} MiB`);
  if (!sanitized) assert.ok(end.now - start.now < 32, `${start.now} MiB before, ${end.now} after`);
});

test('wherever they are sent', async () => {
  const large = BODIES[0][2];
  for (const where of ['/nulle-part', '/', '/aide', path, '/examen', '/charte', '/connexion/facteur',
    '/invitation/aaaaaaaa', '/fichiers/css/site.css', `${path}/remise`]) {
    const codes = await flood(10, stranger, where, JSON_TYPE, large);
    assert.ok(codes.every((code) => [400, 401, 403, 404, 405, 413].includes(code)), `${where}: ${codes}`);
  }
  if (!sanitized) assert.ok(memory().most < MOST_RSS, `${memory().most} MiB`);
});

test('what strangers may send is little, and says so', async () => {
  const visitor = place.visitor();
  const sent = (type, body) => visitor.post('/connexion', body, { 'Content-Type': type });
  const large = await sent(FORM_TYPE, `email=${'x'.repeat(64 * 1024)}`);
  refused(large, 413, 'error.too_large');
  assert.match(large.json.message, /64\s?Kio/u);
  const fields = (count) => Array.from({ length: count }, (_, i) => `k${i}=x`).join('&');
  refused(await sent(FORM_TYPE, fields(65)), 400, 'error.malformed');
  refused(await sent(FORM_TYPE, fields(64)), 403, 'error.csrf');
  refused(await sent(JSON_TYPE, '{"a":{"b":{"c":{"d":1}}}}'), 400, 'error.malformed');
  assert.equal((await sent(JSON_TYPE, '{"a":{"b":{"c":1}}}')).json.fields.a.length > 0, true);
});

/** All of a body but its end, on a connection of its own. */
function slowly(where, cookies, length) {
  const head = `POST ${where} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${FORM_TYPE}\r\n` +
    `Content-Length: ${length}\r\n${cookies ? `Cookie: ${cookies}\r\n` : ''}\r\n`;
  return new Promise((resolve, reject) => {
    const options = { port: place.port, host: '127.0.0.1', ca: place.certificate };
    const socket = tls.connect(options, () =>
      socket.write(`${head}context=${'x'.repeat(length - 20)}`, () => resolve(socket)));
    socket.on('error', reject);
  });
}

test('slow bodies of one place beside a long save of somebody at work', async () => {
  const other = await place.enter(({ roles }) => roles.includes('coordinator'));
  const kinds = [
    ['strangers', () => '', 64 * 1024],
    ['forged logins', () => `__Host-cocon=${forged()}`, MEBI],
    ['known browsers made up', () => `__Host-connu=${randomBytes(36).toString('hex')}`, MEBI],
    ['a login of their own', () => `__Host-cocon=${other.cookies.get('__Host-cocon')}`, MEBI],
  ];
  for (const [what, cookies, length] of kinds) {
    const slow = await times(80, () => slowly(path, cookies(), length));
    // a page of the same place, so that all of the above is surely being read
    for (let i = 0; i < 5; i++) await model(narrator, '/');
    const body = 'context=' + 'x'.repeat(200000);
    const answer = await narrator.form(path, `${body}&csrf=${narrator.csrf}&version=${version}`);
    assert.equal(answer.status, 400, what); // too long for its field: read, and given back
    assert.ok(answer.text.includes('x'.repeat(200000)), what);
    const saved = await act(narrator, path, { context: `Pendant ce temps : ${what}.`, version });
    version = saved.version;
    const visitor = place.visitor();
    assert.equal((await visitor.page('/connexion')).status, 200);
    if (!sanitized) assert.ok(memory().most < MOST_RSS, `${what}: ${memory().most} MiB`);
    for (const socket of slow) socket.destroy();
  }
});

test('a large text that an ended login typed is carried through the sign-in', async () => {
  const { id } = (await model(narrator, '/')).me;
  assert.ok(await place.change('DELETE FROM login WHERE account = ?', id) > 0);
  const long = 'Un long récit. '.repeat(12000);
  const ended = await narrator.form(path, { context: long, version: String(version) });
  assert.equal(ended.status, 401);
  assert.equal(narrator.cookies.has('__Host-cocon'), false);
  const carried = (name) => unescaped(new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(ended.text)?.[1] ?? '');
  assert.ok(carried('resume').length > long.length, 'the sign-in page holds it, sealed');
  const { email, passphrase } = narrator.account;
  const back = await narrator.form('/connexion', { email, passphrase, next: carried('next'),
    resume: carried('resume') });
  assert.equal(back.status, 200, back.text.slice(0, 500));
  assert.ok(back.text.includes(long), 'and it is back on its page');
});
