// Many people behind one address: colleagues who begin their day at once, and connections that nobody uses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from 'node:net';
import https from 'node:https';
import tls from 'node:tls';
import { Place } from './cocon.mjs';

const place = new Place();
const WARD = 20;
let people;

before(async () => {
  place.demo();
  await place.start();
  place.agent.maxSockets = 64;
  people = place.accounts.filter(({ totp }) => !totp).slice(0, WARD);
  assert.equal(people.length, WARD);
});
after(() => place.close());

const from = (address) => Object.assign(place.visitor(), { address });
const come = (address, { email, passphrase }, said = passphrase) =>
  from(address).post('/connexion', { email, passphrase: said }, { 'X-CSRF-Token': undefined });
const statuses = (answers) => answers.map(({ status }) => status);
const count = (all, status) => all.filter((one) => one === status).length;

test('twenty people behind one address come in at once, at their first try', async () => {
  const answers = await Promise.all(people.map((account) => come('127.0.20.1', account)));
  assert.deepEqual(statuses(answers), Array(WARD).fill(200));
  // and again, as with browsers that keep nothing
  const again = await Promise.all(people.map((account) => come('127.0.20.1', account)));
  assert.deepEqual(statuses(again), Array(WARD).fill(200));
});

test('who guesses from the same address has no more tries than alone, however many come in', async () => {
  const guesses = Array.from({ length: 15 }, (_, i) =>
    come('127.0.20.2', { email: `x${i}@exemple.invalid`, passphrase: `essai ${i}` }));
  const colleagues = people.slice(0, 10).map((account) => come('127.0.20.2', account));
  const [missed, came] = [statuses(await Promise.all(guesses)), statuses(await Promise.all(colleagues))];
  assert.equal(count(missed, 401), 10, String(missed));
  assert.equal(count(missed, 429), 5, String(missed));
  assert.ok(came.every((status) => status === 200 || status === 429), String(came));
  assert.equal((await come('127.0.20.2', people[12])).status, 429, 'that address waits, as before');
});

test('many guesses at one account, all at once, are five', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => come('127.0.20.3', people[0], `essai ${i}`)));
  assert.deepEqual([count(statuses(all), 401), count(statuses(all), 429)], [5, 7], String(statuses(all)));
  assert.equal((await come('127.0.20.4', people[0])).status, 200);
});

test('half of the ward mistypes once, and all come in', async () => {
  const address = '127.0.20.5';
  const wrong = await Promise.all(people.slice(0, 9).map((account) => come(address, account, 'mal tapé')));
  assert.deepEqual(statuses(wrong), Array(9).fill(401));
  const right = await Promise.all(people.map((account) => come(address, account)));
  assert.deepEqual(statuses(right), Array(WARD).fill(200));
});

/** Connections that say nothing, in clear or after a handshake. */
async function idle(address, number, shake = false) {
  const { port, certificate: ca } = place;
  const all = Array.from({ length: number }, () => new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, localAddress: address };
    const socket = shake ? tls.connect({ ...options, ca }) : connect(options);
    socket.on('error', () => {}); // they may be closed
    socket.on(shake ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.on('close', () => { socket.gone = true; resolve(socket); });
    setTimeout(() => reject(new Error(`${address} did not get through`)), 20000).unref();
  }));
  return Promise.all(all);
}

/** A visit by a connection of its own: how long it took, in milliseconds. */
function visit(address, agent) {
  const began = performance.now();
  const { port, certificate: ca } = place;
  const options = { host: '127.0.0.1', port, ca, localAddress: address, path: '/connexion', agent: agent ?? false };
  return new Promise((resolve, reject) => {
    const request = https.get(options, (reply) => {
      reply.resume().on('end', () => resolve({ status: reply.statusCode, took: performance.now() - began }));
    });
    request.on('error', reject).setTimeout(10000, () => request.destroy(new Error('not served')));
  });
}

test('idle connections of others shut nobody out', async () => {
  const reader = new https.Agent({ keepAlive: true, maxSockets: 1 }); // somebody who was there before
  assert.equal((await visit('127.0.21.9', reader)).status, 200);
  const addresses = ['127.0.21.1', '127.0.21.2', '127.0.21.3', '127.0.21.4'];
  const sockets = (await Promise.all(addresses.map((address) => idle(address, 200)))).flat();
  for (let i = 0; i < 5; i++) {
    const { status, took } = await visit('127.0.21.5');
    assert.equal(status, 200);
    assert.ok(took < 3000, `${took} ms`);
  }
  let gone = sockets.filter((socket) => socket.gone).length;
  assert.ok(gone > 0 && gone < 150, `${gone} gave way`);
  assert.equal((await visit('127.0.21.9', reader)).status, 200);
  // who sits behind the address that has its share
  for (let i = 0; i < 3; i++) assert.equal((await visit('127.0.21.1')).status, 200);
  // those that came as far as a handshake, and more than there are places
  const more = (await Promise.all([5, 6, 7].map((n) => idle(`127.0.22.${n}`, 60, true)))).flat();
  assert.equal((await visit('127.0.21.5')).status, 200);
  gone = [...sockets, ...more].filter((socket) => socket.gone).length;
  assert.ok(gone > 100, `${gone} gave way`);
  for (const socket of [...sockets, ...more]) socket.destroy();
  reader.destroy();
});

test('requests that stop half-way shut nobody out', async () => {
  const sockets = await Promise.all(['127.0.23.1', '127.0.23.2', '127.0.23.3', '127.0.23.4'].map(async (address) => {
    const some = await idle(address, 60, true);
    const head = 'POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n';
    for (const socket of some) socket.write(`${head}{`);
    return [...some, ...(await idle(address, 140))];
  }));
  for (let i = 0; i < 3; i++) assert.equal((await visit('127.0.23.5')).status, 200);
  assert.equal((await visit('127.0.23.1')).status, 200);
  for (const socket of sockets.flat()) socket.destroy();
});
