// Files that everybody may have come compressed to whoever takes it; pages never do.
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, before, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { Place } from './cocon.mjs';

const place = new Place();

before(async () => {
  place.init('--no-recovery');
  await place.start();
});

after(() => place.close());

function get(path, headers) {
  const { port, agent } = place;
  return new Promise((resolve, reject) => {
    https.request({ path, headers, host: '127.0.0.1', port, agent }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part)).on('error', reject);
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

const encoding = (value) => ({ 'Accept-Encoding': value });

test('a style comes compressed to whoever takes it, and is the same', async () => {
  const plain = await get('/fichiers/base.css', {});
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(plain.headers.vary, 'Accept-Encoding');
  for (const wanted of ['br', 'gzip, deflate, br', 'gzip;q=1, BR;q=0.5']) {
    const small = await get('/fichiers/base.css', encoding(wanted));
    assert.equal(small.headers['content-encoding'], 'br', wanted);
    assert.equal(small.headers.vary, 'Accept-Encoding');
    assert.ok(small.body.length * 4 < plain.body.length, `${small.body.length} of ${plain.body.length}`);
    assert.ok(brotliDecompressSync(small.body).equals(plain.body));
    assert.notEqual(small.headers.etag, plain.headers.etag, 'another body, another name');
  }
  for (const wanted of ['gzip', 'br;q=0', 'br; q=0.0, gzip', 'brotli', '*', ''])
    assert.ok((await get('/fichiers/base.css', encoding(wanted))).body.equals(plain.body), wanted);
});

test('each form has an ETag of its own', async () => {
  const small = await get('/fichiers/css/cocon.css', encoding('br'));
  assert.equal(small.headers['content-encoding'], 'br');
  const again = { ...encoding('br'), 'If-None-Match': small.headers.etag };
  const unchanged = await get('/fichiers/css/cocon.css', again);
  assert.equal(unchanged.status, 304);
  assert.equal(unchanged.headers.vary, 'Accept-Encoding');
  assert.equal((await get('/fichiers/css/cocon.css', { 'If-None-Match': small.headers.etag })).status, 200);
});

test('what is compressed already, and every page, comes as it is', async () => {
  for (const path of ['/fichiers/fonts/latin-400-normal.woff2', '/connexion', '/aide']) {
    const { status, headers } = await get(path, { ...encoding('br'), Accept: 'text/html' });
    assert.ok(status < 400, path);
    assert.equal(headers['content-encoding'], undefined, path);
    assert.equal(headers.vary, undefined, path);
  }
});
