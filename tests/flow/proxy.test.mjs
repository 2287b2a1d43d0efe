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
