// Behind a reverse proxy that the operator named, limits are by visitor; nobody else is believed.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Place } from './cocon.mjs';

const TRIES = 40;

async function started(more) {
  const place = new Place();
  place.init();
  appendFileSync(join(place.data, 'cocon.ini'), more);
  await place.start();
  return place;
}

/** A wrong passphrase, from where the header says: the code. */
async function tryFrom(place, forwarded) {
  const visitor = place.visitor();
  const answer = await visitor.post('/connexion',
    { email: 'personne@exemple.invalid', passphrase: 'aucune phrase de passe' },
    { 'X-Forwarded-For': forwarded });
  return answer.status;
}

async function until429(place, address) {
  for (let tries = 0; tries < TRIES; tries++)
    if (await tryFrom(place, address(tries)) === 429) return true;
  return false;
}

test('the named proxy says who is there', async () => {
  const place = await started('proxy = 127.0.0.1\n');
  try {
    assert.ok(await until429(place, () => '198.51.100.1'), 'one address is limited');
    assert.equal(await tryFrom(place, '203.0.113.9'), 401, 'another is not');
  } finally {
    await place.close();
  }
});

// [lines of the header, in order]: each names 198.51.100.7 as the last, which tried too often
const THERE = [
  ['198.51.100.7'],
  ['203.0.113.1, 198.51.100.7'],
  ['203.0.113.1', '198.51.100.7'],
  ['203.0.113.1, 203.0.113.2', '203.0.113.3,198.51.100.7 '],
  ['198.51.100.7:4711'],
  ['203.0.113.1', '"198.51.100.7:4711"'],
  ['unknown, 198.51.100.7'],
  ['::ffff:198.51.100.7'],
  ['[::ffff:198.51.100.7]:443'],
];
// the same of an IPv6 customer
const THERE_TOO = [['2001:db8:1:2::1'], ['[2001:db8:1:2::1]'], ['[2001:db8:1:2::9]:4711'],
  ['203.0.113.1', '"[2001:db8:1:2::1]:4711"']];
// it is written first, by whoever came from elsewhere
const ELSEWHERE = [['198.51.100.7, 203.0.113.21'], ['198.51.100.7', '203.0.113.22'],
  ['198.51.100.7', '203.0.113.23:4711'], ['198.51.100.7', '[2001:db8:7::1]:4711'],
  ['198.51.100.7:80, 203.0.113.24']];
// no address can be read: the proxy's own, whatever came before
const NOWHERE = [['203.0.113.31, unknown'], ['203.0.113.32', '_hidden'], ['203.0.113.33:http'],
  ['[2001:db8:8::1'], ['203.0.113.34', ''], ['203.0.113.35,'], ['mandataire.example'],
  ['fe80::1%eth0'], [undefined]];

test('the last entry of the last line says it, with or without a port', async (t) => {
  const place = await started('proxy = 127.0.0.1\n');
  // all at once: a refusal takes a second, and after ten somebody may try again
  const codes = async (rows, wanted) => {
    const got = await Promise.all(rows.map((lines) => tryFrom(place, lines[0] === undefined ? undefined : lines)));
    rows.forEach((lines, i) => t.diagnostic(`${lines.join(' / ')}: ${got[i]}`));
    assert.deepEqual(got, rows.map(() => wanted));
  };
  try {
    assert.ok(await until429(place, () => '198.51.100.7'));
    await codes(THERE, 429);
    await codes(ELSEWHERE, 401);
    assert.ok(await until429(place, () => '2001:db8:1:2::1'));
    await codes(THERE_TOO, 429);
    assert.equal(await tryFrom(place, undefined), 401, 'the proxy itself did nothing yet');
    assert.doesNotMatch(place.said, /X-Forwarded-For/);
    const since = Date.now();
    assert.ok(await until429(place, () => 'unknown'));
    await codes(NOWHERE, 429);
    const minutes = (Date.now() - since) / 60000;
    const told = place.said.split('\n').filter((line) => line.includes('X-Forwarded-For'));
    assert.ok(told.length >= 1 && told.length <= 1 + minutes, `once a minute: ${told.length} in ${minutes}`);
    assert.doesNotMatch(place.said, /203\.0\.113\.[1-9]|198\.51\.100\.[1-9]|2001:db8:\w+:\w/,
      'and nobody is named, but by where they are');
  } finally {
    await place.close();
  }
});

test('what a visitor says of itself is not believed', async () => {
  const place = await started('');
  try {
    assert.ok(await until429(place, (n) => `198.51.100.${n}`), 'the header does not help');
  } finally {
    await place.close();
  }
});

test('an address that is none does not start', async () => {
  const place = new Place();
  try {
    place.init();
    appendFileSync(join(place.data, 'cocon.ini'), 'proxy = mandataire.example\n');
    const done = place.command('check');
    assert.equal(done.status, 78, done.stderr);
    assert.match(done.stderr, /proxy is not a numeric address/);
  } finally {
    await place.close();
  }
});
