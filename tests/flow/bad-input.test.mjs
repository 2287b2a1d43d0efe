// What nobody should send: each gets its status and a French sentence, and nothing is half done.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Place, act, model, pageSays, refused, reviewAgain, source } from './cocon.mjs';

const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));
const SITUATION = demo('situations/2022-03-07.json');
const place = new Place();
let coordination, narrator, seance, path, base;

before(async () => {
  place.demo();
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  [seance] = await place.rows(`SELECT seance.* FROM seance JOIN role ON role.seance = seance.id
    WHERE state = 'proposed' AND role = 'narrator'`);
  await act(narrator, `/seances/${seance.id}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  path = `/seances/${seance.id}/situation`;
  base = { version: (await act(narrator, path, { context: 'Le début.', version: 0 })).version };
});
after(() => place.close());

/** Nothing at all is written meanwhile, whatever was sent. */
async function unchanged(body) {
  const counts = await place.counts();
  await body();
  assert.deepEqual(await place.counts(), counts);
}

const raw = (visitor, path, type, body, more = {}) =>
  visitor.post(path, body, { 'Content-Type': type, ...more });
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

test('fields that are not there, and answers of another kind', () =>
  unchanged(async () => {
    const cases = [
      [{ nonsense: 'x' }, { nonsense: 'field.unknown' }],
      [{ __proto__x: 1, 'a.b': 2 }, { __proto__x: 'field.unknown', 'a.b': 'field.unknown' }],
      [{ course: [{ when: 'J0', what: 'x', who: 'y' }] }, { 'course.0.who': 'field.unknown' }],
      [{ context: 5 }, { context: 'field.type' }],
      [{ context: ['a', 'b'] }, { context: 'field.type' }],
      [{ context: { a: 1 } }, { context: 'field.type' }],
      [{ context: true }, { context: 'field.type' }],
      [{ course: 'J0' }, { course: 'field.type' }],
      [{ course: ['J0'] }, { 'course.0': 'field.type' }],
      [{ violence: {} }, { violence: 'field.type' }],
      [{ violence: [['physical']] }, { violence: 'field.type' }],
      [{ violence: ['physical', 'verbal'] }, { violence: 'field.not_an_option' }],
      [{ anonymised: 'peut-être' }, { anonymised: 'field.not_yesno' }],
      [{ anonymised: 1 }, { anonymised: 'field.type' }],
      [{ context: 'x'.repeat(4001) }, { context: 'field.too_long' }],
      [{ actors: [{ kind: 'a\nb' }] }, { 'actors.0.kind': 'field.one_line' }],
      [{ course: Array(31).fill({ when: 'J0', what: 'x' }) }, { course: 'field.too_many' }],
    ];
    for (const [fields, errors] of cases)
      refused(await narrator.post(path, { ...base, ...fields }), 400, 'error.invalid', errors);
  }));

test('months and moments that do not exist, numbers without measure', () =>
  unchanged(async () => {
    for (const closed_on of ['2022-13', '2022-00', '2022', '13/2022', 'avril-mars 2022', '2022-1', '0000-00'])
      refused(await narrator.post(path, { ...base, closed_on }), 400, 'error.invalid',
        { closed_on: 'field.not_a_month' });
    const { cycle } = await model(coordination, '/calendrier');
    const plan = { cycle: cycle.id, kind: 'concertation', starts: '2031-03-03T14:00', duration: 150,
      venue: 'Reseda' };
    const plans = async (fields, errors) =>
      refused(await coordination.post('/calendrier', { ...plan, ...fields }), 400, 'error.invalid',
        errors);
    for (const starts of ['2031-02-29T14:00', '2031-02-30T14:00', '2031-13-01T14:00', 'demain',
      '2031-04-31T14:00', '2031-03-03T24:00', '2031-03-03T14:60', '31/02/2031 14:00',
      '2031-03-03', '99999-01-01T00:00'])
      await plans({ starts }, { starts: 'field.not_a_moment' });
    for (const duration of [14, 601, -150, 0, 1.5, 1e5, '12abc', '0x10', '1e2', '9'.repeat(30)])
      await plans({ duration }, { duration: 'field.not_a_number' });
    await plans({ duration: [150] }, { duration: 'field.type' });
    await plans({ kind: 'congress' }, { kind: 'field.not_an_option' });
    for (const host of ['x', 'g'.repeat(32), 'f'.repeat(32)])
      await plans({ host }, { host: 'field.not_an_id' });
    await plans({ cycle: 'f'.repeat(32) }, { cycle: 'field.not_an_id' });
    refused(await coordination.post('/calendrier/cycles', { name: ' \t ', year: 2031 }), 400,
      'error.invalid', { name: 'field.required' });
  }));

test('bodies that cannot be read', () =>
  unchanged(async () => {
    const deep = (levels) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
    const malformed = ['{', '', '[]', '"x"', 'null', '{"a":1,"a":2}', '{"context":"\\u0000"}',
      '{"context":"\\ud800"}', deep(8), deep(20000), '{"version":99999999999999999999}',
      '{"duration":1e999}', JSON.stringify(Object.fromEntries(Array.from({ length: 2100 },
        (_, i) => [`f${i}`, 'x']))), `{"course":[${Array(2100).fill('{"when":"J0"}')}]}`];
    for (const body of malformed)
      refused(await raw(narrator, path, JSON_TYPE, body), 400, 'error.malformed');
    const forms = ['.=x', 'a..b=x', 'a.b.c.d.e.f.g=x', 'course.01.when=x', 'course.99999.when=x',
      'context=a&context.b=c', 'course.0.when=a&course=b', Array(2001).fill('x=1').join('&')];
    for (const body of forms)
      refused(await raw(narrator, path, FORM_TYPE, body), 400, 'error.malformed');
    for (const version of [-1, 1.5, 'x', '1 ', true, [], {}, 1e10])
      refused(await narrator.post(path, { version, context: 'x' }), 400, 'error.malformed');
    for (const key of ['x', 5, 'g'.repeat(32), []])
      refused(await coordination.post('/structures', { key, name: 'X', short_name: 'X',
        kind: 'association' }), 400, 'error.malformed');
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'json', ''])
      refused(await raw(narrator, path, type, '{"context":"x"}'), 415, 'error.unknown_type');
  }));

test('bytes that are no text', () =>
  unchanged(async () => {
    const broken = Buffer.concat([Buffer.from('{"context":"caf'), Buffer.from([0xe9]),
      Buffer.from('"}')]);
    refused(await raw(narrator, path, JSON_TYPE, broken), 400, 'error.not_utf8');
    for (const value of ['caf%E9', 'a%00b', '%ED%A0%80', '%F5%80%80%80', '%C0%AF'])
      refused(await raw(narrator, path, FORM_TYPE, `context=${value}`), 400, 'error.not_utf8');
    for (const where of ['/%00', '/%ff', '/charte%00', `${path}%00`, `${path}%c3`])
      assert.ok([400, 404].includes((await narrator.get(where)).status), where);
  }));

test('bodies beyond all measure', () =>
  unchanged(async () => {
    const long = `{"context":"${'x'.repeat(10 * 1024 * 1024)}"}`;
    const answer = await raw(narrator, path, JSON_TYPE, long);
    refused(answer, 413, 'error.too_large');
    assert.match(answer.json.message, /1\s?Mio/u);
    refused(await raw(narrator, path, FORM_TYPE, `context=${'x'.repeat(10 << 20)}`), 413,
      'error.too_large');
    const streamed = await narrator.send('POST', path, { chunked: true, body: '{}', headers: {
      Accept: JSON_TYPE, 'Content-Type': JSON_TYPE, 'X-CSRF-Token': narrator.csrf } });
    refused(streamed, 411, 'error.no_length');
    const adheres = await raw(narrator, '/charte/adhesion', JSON_TYPE,
      `{"read":"${'x'.repeat(65 * 1024)}"}`);
    refused(adheres, 413, 'error.too_large');
    assert.match(adheres.json.message, /64\s?Kio/u);
    refused(await raw(place.visitor(), '/connexion', JSON_TYPE, long), 413, 'error.too_large');
    refused(await raw(narrator, '/nulle-part', JSON_TYPE, long), 404, 'error.not_found');
  }));

test('a body that is cut off is no save', async () => {
  await unchanged(async () => {
    const body = JSON.stringify({ ...base, context: 'Coupé net.' });
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${JSON_TYPE}\r\n` +
      `X-CSRF-Token: ${narrator.csrf}\r\nContent-Length: ${Buffer.byteLength(body) + 1}\r\n` +
      `Cookie: __Host-cocon=${narrator.cookies.get('__Host-cocon')}\r\n\r\n`;
    const talk = (text) => new Promise((resolve) => {
      const options = { port: place.port, host: '127.0.0.1', ca: place.certificate };
      const socket = tls.connect(options, () => socket.end(text));
      let answer = '';
      socket.on('data', (data) => (answer += data));
      socket.on('error', () => {}).on('close', () => resolve(answer));
    });
    assert.equal(await talk(head + body), '');
    for (const noise of ['\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', 'POST / HTTP/9.9\r\n\r\n'])
      assert.match(await talk(noise), /^(HTTP\/1\.1 (400|505) .*)?$/m);
  });
  assert.equal((await model(narrator, path)).values.context, 'Le début.');
});

test('forms that are not ours', () =>
  unchanged(async () => {
    const fields = { ...base, context: 'Volé.' };
    const other = coordination.csrf;
    assert.notEqual(other, narrator.csrf);
    for (const token of [undefined, '', 'x', '0'.repeat(64), other, narrator.csrf.toUpperCase()])
      refused(await narrator.post(path, fields, { 'X-CSRF-Token': token }), 403, 'error.csrf');
    const sent = (csrf) => `context=x&version=1${csrf === undefined ? '' : `&csrf=${csrf}`}`;
    for (const token of [undefined, '', other, `${narrator.csrf}&csrf=${narrator.csrf}`])
      refused(await raw(narrator, path, FORM_TYPE, sent(token), { 'X-CSRF-Token': undefined }), 403,
        'error.csrf');
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://ailleurs.example' }, { Origin: `http://127.0.0.1:${place.port}` },
      { Origin: 'https://127.0.0.1:1' }, { Origin: `https://127.0.0.1:${place.port}.example` },
    ]) {
      refused(await narrator.post(path, fields, headers), 403, 'error.csrf');
      refused(await place.visitor().post('/connexion', place.accounts[0], headers), 403, 'error.csrf');
      const page = await narrator.form(path, { context: 'Volé.', version: 1 }, headers);
      assert.equal(page.status, 403);
      assert.ok(!page.text.includes('Volé.'), 'nothing goes back to a page of another site');
    }
    const foreign = { email: place.accounts[0].email, passphrase: place.accounts[0].passphrase };
    assert.equal((await place.visitor().form('/connexion', foreign)).status, 403);
  }));

test('our own forms pass, whatever the browser says of them', async () => {
  for (const [i, headers] of [{ 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' },
    { Origin: 'null' }, { Origin: `https://127.0.0.1:${place.port}` }].entries()) {
    const saved = await narrator.post(path, { ...base, context: `Texte ${i}.` }, headers);
    assert.equal(saved.status, 200, saved.text);
    base.version = saved.json.version;
  }
});

test('a stale version changes nothing', () =>
  unchanged(async () => {
    for (const version of [0, base.version - 1, base.version + 1])
      for (const where of [path, `${path}/remise`])
        refused(await narrator.post(where, { ...SITUATION, version }), 409, 'error.conflict_stale');
  }));

test('a form that is sent again is not taken twice', async () => {
  const key = () => randomBytes(16).toString('hex');
  const cycle = (await model(coordination, '/calendrier')).cycle.id;
  await reviewAgain(place);
  const [drafted] = await place.rows("SELECT id FROM seance WHERE stage = 'drafted'");
  const secretary = await place.enter(({ email }) => email.startsWith('educatrice-specialisee.emeso'));
  for (const [visitor, where, fields] of [
    [coordination, '/structures', { name: 'Une de plus', short_name: 'Une', kind: 'association' }],
    [coordination, '/calendrier/cycles', { name: 'Cycle 2032', year: 2032 }],
    [coordination, '/calendrier', { cycle, kind: 'bilan', starts: '2032-03-01T14:00', far: true, duration: 60,
      venue: 'Reseda' }],
    [secretary, `/seances/${drafted.id}/synthese/commentaires`, { text: 'Une fois.' }],
    [coordination, '/charte', { text: '# Charte\n\nUne autre.' }],
  ]) {
    const once = { ...fields, key: key() };
    await act(visitor, where, once);
    const again = { ...once };
    if (where === '/charte') again.text += ' Encore.';
    await unchanged(async () => {
      refused(await visitor.post(where, again), 409, 'error.conflict_replayed');
    });
  }
});

test('paths and methods that are not there', () =>
  unchanged(async () => {
    for (const where of ['/nulle-part', '/seances', '/seances/', `${path}/`, '/seances/X/situation',
      `/seances/${seance.id.toUpperCase()}`, `/seances/${seance.id}0`, '//', '/charte/',
      '/index.php', '/structures/nouvelle', '/outils/inconnue', '/fichiers/css/absent.css']) {
      refused(await narrator.get(where), 404, 'error.not_found');
      const page = await narrator.page(where);
      assert.equal(page.status, 404, where);
      assert.match(page.text, /<h2[^>]*>Page introuvable/);
    }
    for (const where of ['/../etc/passwd', '/fichiers/../../server.key', '/%2e%2e/x',
      '/fichiers/%2e%2e/%2e%2e/messages.fr.ini', '/fichiers/css/%2e%2e/messages.fr.ini'])
      refused(await narrator.get(where), 400, 'error.malformed');
    for (const [method, where] of [['GET', '/charte/adhesion'], ['GET', `${path}/remise`],
      ['POST', '/aide'], ['POST', '/'], ['PUT', path], ['DELETE', path], ['PATCH', '/'],
      ['OPTIONS', '/connexion'], ['QUERY', '/']]) {
      const headers = { Accept: JSON_TYPE, 'Content-Type': JSON_TYPE, 'X-CSRF-Token': narrator.csrf };
      const body = method === 'GET' ? undefined : '{}';
      const answer = await narrator.send(method, where, { headers, body });
      refused(answer, 405, 'error.method');
      assert.match(answer.headers.allow, /^(GET, HEAD(, POST)?|POST)$/, `${method} ${where}`);
    }
    const head = await narrator.send('HEAD', '/');
    assert.deepEqual([head.status, head.text], [200, '']);
    for (const query of ['?ajout=<script>', '?%00', '?cycle=x&cycle=y', '?mois=2023-13', '?%ff=%ff'])
      assert.ok([200, 404].includes((await narrator.get(`/calendrier${query}`)).status), query);
  }));

test('a full stop or a bracket behind a link is not part of it', () =>
  unchanged(async () => {
    for (const tail of ['.', ')', ').', ',', ';', '%C2%BB', '%E2%80%A6', '%C2%A0!']) {
      const answer = await narrator.page(`${path}${tail}`);
      assert.deepEqual([answer.status, answer.headers.location], [303, path], tail);
    }
    const answer = await narrator.page('/calendrier)?mois=2031-02');
    assert.deepEqual([answer.status, answer.headers.location], [303, '/calendrier?mois=2031-02']);
    assert.equal((await narrator.page('/nulle-part.')).status, 404);
  }));

test('from a link in another site: asked once more, then with its cookies', async () => {
  const from = (site) => ({ Accept: 'text/html', 'Sec-Fetch-Site': site, 'Sec-Fetch-Dest': 'document' });
  const bare = place.visitor(); // what a browser sends then: no same-site cookie
  const first = await bare.send('GET', '/calendrier?mois=2031-02', { headers: from('cross-site') });
  assert.equal(first.status, 200);
  assert.match(first.text, /http-equiv="refresh" content="0; url=\/calendrier\?mois=2031-02"/);
  assert.equal(first.headers['set-cookie'], undefined, 'it would take the place of one that stayed at home');
  const again = await narrator.send('GET', '/calendrier?mois=2031-02', { headers: from('same-origin') });
  assert.equal(again.status, 200);
  assert.doesNotMatch(again.text, /http-equiv="refresh" content="0/);
  const stranger = await bare.send('GET', '/calendrier?mois=2031-02', { headers: from('same-origin') });
  assert.equal(stranger.status, 303);
  assert.equal(new URL(stranger.headers.location, 'https://x').searchParams.get('suite'), '/calendrier?mois=2031-02');
});

test('a browser that keeps no cookies is told so', async () => {
  const visitor = place.visitor();
  const page = await visitor.page('/connexion');
  visitor.cookies.clear();
  const answer = await visitor.form('/connexion', { email: 'x@exemple.invalid', passphrase: 'x' });
  pageSays(answer, 403, 'error.no_cookies');
  assert.ok(page.text.includes('name="csrf"'));
});

test('a login whose row was edited is over', async () => {
  const visitor = await place.enter(({ email }) => email.startsWith('cesf.sep'));
  const { id } = (await model(visitor, '/')).me;
  const back = (column, seconds) => place.change(`UPDATE login SET ${column} = ${column} - ?
    WHERE account = ?`, seconds, id);
  const ended = async () => {
    const cookie = visitor.cookies.get('__Host-cocon');
    for (const [ask, key] of [
      [() => visitor.post(path, { context: 'x' }), 'error.sign_in_needed'],
      [() => visitor.post('/compte/phrase', {}), 'error.sign_in_needed'],
      [() => visitor.get('/'), 'error.sign_in_first'],
    ]) {
      visitor.cookies.set('__Host-cocon', cookie);
      refused(await ask(), 401, key);
      assert.equal(visitor.cookies.has('__Host-cocon'), false, 'the browser is told to forget it');
    }
  };
  // how long one lasts is tried with a clock that can be set, in test_sign_in.c
  for (const column of ['seen_at', 'expires_at', 'created_at']) {
    const cookie = visitor.cookies.get('__Host-cocon');
    await model(visitor, '/');
    assert.equal(await back(column, 60), 1);
    await ended();
    assert.equal(await back(column, -60), 1);
    visitor.cookies.set('__Host-cocon', cookie); // it goes on when the row is mended
  }
});
