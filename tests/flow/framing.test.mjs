// Heads that two readers could read in two ways, each as raw bytes: refused, and the connection closed,
// so that nothing behind it is taken for a request of its own.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Place, says } from './cocon.mjs';

const place = new Place();
before(async () => {
  place.init();
  await place.start();
});
after(() => place.close());

/** What comes back for these bytes: the codes of all replies, and whether the server closed. */
function talk(text, patience = 5000) {
  return new Promise((resolve) => {
    const options = { port: place.port, host: '127.0.0.1', ca: place.certificate };
    const socket = tls.connect(options, () => socket.write(Buffer.from(text, 'latin1')));
    let answer = '';
    const tell = (closed) => {
      const [head, body = ''] = answer.split(/\r\n\r\n([^]*)/);
      const codes = [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, code]) => Number(code));
      resolve({ codes, closed, head, body });
    };
    const timer = setTimeout(() => {
      tell(false);
      socket.destroy();
    }, patience);
    socket.on('data', (data) => (answer += data.toString('utf8')));
    socket.on('error', () => {}).on('close', () => {
      clearTimeout(timer);
      tell(true);
    });
  });
}

const HOST = 'Host: 127.0.0.1\r\n';
const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n';
const get = (more, line = 'GET /aide HTTP/1.1') => `${line}\r\n${more}\r\n`;
const post = (more, body, version = '1.1') =>
  `POST /connexion HTTP/${version}\r\n${HOST}${FORM}${more}\r\n${body}`;
const CHUNKS = '3\r\na=b\r\n0\r\n\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';

// [what, bytes]: 400 and closed
const BAD = [
  ['Content-Length twice, differing', post('Content-Length: 3\r\nContent-Length: 4\r\n', 'a=bc')],
  ['Content-Length twice, the same', post('Content-Length: 3\r\nContent-Length: 3\r\n', 'a=b')],
  ['Content-Length as a list', post('Content-Length: 3, 3\r\n', 'a=b')],
  ['Content-Length with a sign', post('Content-Length: +3\r\n', 'a=b')],
  ['Content-Length below zero', post('Content-Length: -3\r\n', 'a=b')],
  ['Content-Length in hexadecimal', post('Content-Length: 0x3\r\n', 'a=b')],
  ['Content-Length without a value', post('Content-Length:\r\n', '')],
  ['Content-Length beyond counting', post(`Content-Length: ${'9'.repeat(40)}\r\n`, 'a=b'), 413],
  ['Content-Length, then Transfer-Encoding', post(`Content-Length: 3\r\n${CHUNKED}`, CHUNKS)],
  ['Transfer-Encoding, then Content-Length', post(`${CHUNKED}Content-Length: 3\r\n`, CHUNKS)],
  ['Transfer-Encoding twice', post(`${CHUNKED}Transfer-Encoding: identity\r\n`, CHUNKS)],
  ['Transfer-Encoding of two', post('Transfer-Encoding: gzip, chunked\r\n', CHUNKS)],
  ['Transfer-Encoding that is none', post('Transfer-Encoding: identity\r\n', 'a=b')],
  ['Transfer-Encoding by a tab and more', post('Transfer-Encoding: \tchunked, x\r\n', CHUNKS)],
  ['Transfer-Encoding in HTTP/1.0', post(CHUNKED, CHUNKS, '1.0')],
  ['a body in chunks', post(CHUNKED, CHUNKS), 411],
  ['chunks whose lines end in LF', post(CHUNKED, '3\na=b\n0\n\n'), 411],
  ['chunks with a trailer', post(CHUNKED, '3\r\na=b\r\n0\r\nContent-Length: 7\r\n\r\n'), 411],
  ['a blank before the colon', get(`${HOST}X-A : b\r\n`)],
  ['a tab before the colon', get(`${HOST}X-A\t: b\r\n`)],
  ['a blank before the colon of a length', post('Content-Length : 3\r\n', 'a=b')],
  ['a blank in a name', get(`${HOST}X A: b\r\n`)],
  ['a name with a bracket', get(`${HOST}X(A): b\r\n`)],
  ['no name at all', get(`${HOST}: b\r\n`)],
  ['no colon', get(`${HOST}X-A\r\n`)],
  ['a folded line', get(`${HOST}X-A: b\r\n c\r\n`)],
  ['a line folded by a tab', get(`${HOST}X-A: b\r\n\tc\r\n`)],
  ['a folded line, and one after it', get(`${HOST}X-A: b\r\n c\r\nX-B: d\r\n`)],
  ['a fold of blanks only', get(`${HOST}X-A: b\r\n \r\nX-B: d\r\n`)],
  ['a fold as the first line', get(` X-A: b\r\n${HOST}`)],
  ['a length that is folded away', post('X-A: b\r\n Content-Length: 3\r\n', 'a=b')],
  ['all lines end in LF', 'GET /aide HTTP/1.1\nHost: 127.0.0.1\n\n'],
  ['the request line ends in LF', `GET /aide HTTP/1.1\n${HOST}\r\n`],
  ['a header ends in LF', get('Host: 127.0.0.1\nX-B: c\r\n')],
  ['a LF makes up for a blank', get('Host: 127.0.0.1 \nX-B: c\r\n')],
  ['the head ends in LF', `GET /aide HTTP/1.1\r\n${HOST}\n`],
  ['a CR within a value', get(`${HOST}X-A: b\rX-B: c\r\n`)],
  ['a CR before CR LF', get(`${HOST}X-A: b\r\r\n`)],
  ['a CR before the end', get(`${HOST}\r`)],
  ['a CR in the request target', get(HOST, 'GET /ai\rde HTTP/1.1')],
  ['a CR before the method', `\r${get(HOST)}`],
  ['a NUL in a value', get(`${HOST}X-A: b\0c\r\n`)],
  ['a NUL in a name', get(`${HOST}X\0A: b\r\n`)],
  ['a NUL in the request target', get(HOST, 'GET /ai\0de HTTP/1.1')],
  ['a NUL in the method', get(HOST, 'G\0ET /aide HTTP/1.1')],
  ['a control character in a value', get(`${HOST}X-A: b\x01c\r\n`)],
  ['two hosts', get(`${HOST}Host: ailleurs.example\r\n`)],
  ['the same host twice', get(`${HOST}${HOST}`)],
  ['no host in HTTP/1.1', get('')],
  ['a host with a blank', get('Host: 127.0.0.1 ailleurs.example\r\n')],
  ['a list of hosts', get('Host: 127.0.0.1, ailleurs.example\r\n')],
  ['a host without a name', get('Host:\r\n')],
  ['two blanks before the target', get(HOST, 'GET  /aide HTTP/1.1')],
  ['two blanks after the target', get(HOST, 'GET /aide  HTTP/1.1')],
  ['two blanks after a query', get(HOST, 'GET /aide?a=b  HTTP/1.1')],
  ['a blank in the target', get(HOST, 'GET /ai de HTTP/1.1')],
  ['a fragment in the target', get(HOST, 'GET /aide#x HTTP/1.1')],
  ['a blank after the version', get(HOST, 'GET /aide HTTP/1.1 ')],
  ['no version', get(HOST, 'GET /aide')],
  ['a version in small letters', get(HOST, 'GET /aide http/1.1')],
  ['a version to come', get(HOST, 'GET /aide HTTP/2.0'), 505],
  ['a method with a bracket', get(HOST, 'GE(T /aide HTTP/1.1')],
];

test('heads that can be read in two ways are refused, and the connection closed', async (t) => {
  const rows = [];
  for (const [what, bytes, code = 400] of BAD) {
    // whatever follows is never taken for a request
    const { codes, closed } = await talk(`${bytes}${get(HOST, 'GET /aide HTTP/1.1')}`);
    rows.push(`${what}: ${codes.join(' ')}${closed ? ', closed' : ', OPEN'}`);
    assert.ok(codes.length > 0 && codes.every((one) => one === code) && closed, rows.at(-1));
  }
  for (const row of rows) t.diagnostic(row);
  assert.ok(rows.length >= 20);
});

test('a line of tabs is not answered at all', async () => {
  // the library closes before anybody sees it
  const { codes, closed } = await talk(`GET\t/aide\tHTTP/1.1\r\n${HOST}\r\n`);
  assert.deepEqual({ codes, closed }, { codes: [], closed: true });
});

test('what is right passes, however it is written', async () => {
  const GOOD = [
    [get(HOST), 200],
    [get('host:127.0.0.1\r\nX-A:\r\nX-B:   \r\nX-C:\tb\t \r\n'), 200],
    [get(`${HOST}X-A: caf\xe9\r\n`), 200],
    [get(`X-Long: ${'a'.repeat(9000)}\r\n${HOST}X-B: c\r\n`), 200],
    [get(`${HOST}Cookie: a=b; c=d\r\nX-B: c\r\n`), 200],
    [get(`${HOST}X-A: b\r\nX-A: b\r\n`), 200],
    [get(HOST, 'GET /aide?a=b+c&d=%41&e HTTP/1.1'), 200],
    [get(HOST, 'GET /nulle-part?é HTTP/1.1'.replace('é', '%C3%A9')), 404],
    [`\r\n${get(HOST)}`, 200],
    [get('', 'GET /aide HTTP/1.0'), 200],
    [post('Content-Length: 3\r\n', 'a=b'), 403],
    [post('Content-Length: 003\r\n', 'a=b'), 403],
    [post('Content-Length: 0\r\n', ''), 403],
    [`${get(HOST)}${post('Content-Length: 3\r\n', 'a=b')}${get(HOST)}`, 200, 403, 200],
  ];
  for (const [bytes, ...wanted] of GOOD) {
    const last = bytes.includes('HTTP/1.0') ? bytes : `${bytes}${get(`${HOST}Connection: close\r\n`)}`;
    const { codes } = await talk(last);
    const expected = last === bytes ? wanted : [...wanted, 200];
    assert.deepEqual(codes, expected, bytes.slice(0, 200));
  }
});

test('what we refuse says so in French, armoured like everything else', async () => {
  const bad = await talk(get(`${HOST}${HOST}Accept: application/json\r\n`));
  says(JSON.parse(bad.body).message, 'error.malformed');
  const chunked = await talk(post(`Accept: application/json\r\n${CHUNKED}`, CHUNKS));
  says(JSON.parse(chunked.body).message, 'error.no_length');
  for (const { head } of [bad, chunked])
    for (const name of ['Content-Security-Policy', 'Strict-Transport-Security', 'X-Content-Type-Options'])
      assert.match(head, new RegExp(`^${name}: `, 'm'));
  assert.match(bad.head, /^Strict-Transport-Security: max-age=31536000\r?$/m);
});

/** The cipher of a handshake, or null. */
function shake(more) {
  return new Promise((resolve) => {
    const options = { port: place.port, host: '127.0.0.1', ca: place.certificate, ...more };
    const socket = tls.connect(options, () => {
      resolve(socket.getCipher().name);
      socket.destroy();
    });
    socket.on('error', () => resolve(null));
  });
}

test('TLS 1.2 with AEAD suites only, and nothing older', async () => {
  const old = (ciphers) => shake({ maxVersion: 'TLSv1.2', ciphers });
  for (const suite of ['AES256-GCM-SHA384', 'AES128-GCM-SHA256', 'CHACHA20-POLY1305']) {
    const name = `ECDHE-ECDSA-${suite}`;
    const rsa = `ECDHE-RSA-${suite}`;
    assert.match(await old(`${name}:${rsa}`) ?? 'nothing', new RegExp(`^ECDHE-(ECDSA|RSA)-${suite}$`));
  }
  for (const suite of ['AES256-SHA', 'AES128-SHA', 'AES256-SHA384', 'AES128-SHA256'])
    assert.equal(await old(`ECDHE-ECDSA-${suite}:ECDHE-RSA-${suite}`), null, suite);
  for (const suite of ['AES256-GCM-SHA384', 'AES128-SHA', 'DHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CAMELLIA256-SHA384', 'ECDHE-ECDSA-AES256-CCM'])
    assert.equal(await old(suite), null, suite);
  assert.equal(await shake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }), null);
  for (const suite of ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'])
    assert.equal(await shake({ minVersion: 'TLSv1.3', ciphers: suite }), suite);
});

test('subdomains are the operator’s choice', async () => {
  const file = join(place.data, 'cocon.ini');
  const written = readFileSync(file, 'utf8');
  assert.match(written, /^hsts_subdomains = no$/m);
  await place.stop();
  writeFileSync(file, written.replace('subdomains = no', 'subdomains = oui'));
  const wrong = place.command('check');
  assert.equal(wrong.status, 78, wrong.stderr);
  assert.match(wrong.stderr, /hsts_subdomains is neither yes nor no/);
  writeFileSync(file, written.replace('subdomains = no', 'subdomains = yes'));
  await place.start();
  const { head } = await talk(get(HOST), 500);
  assert.match(head, /^Strict-Transport-Security: max-age=31536000; includeSubDomains\r?$/m);
});
