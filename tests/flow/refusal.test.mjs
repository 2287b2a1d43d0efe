// Who is outside stays outside: of a dossier, of the charter, of the platform.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, source } from './cocon.mjs';

const read = (name) => readFileSync(join(source, name), 'utf8');
const demo = (name) => JSON.parse(read(`policies/demo/${name}`));

/** The map of the site as the server has it: every row, or the test does not begin. */
function routes() {
  const text = read('src/site/routes.c');
  const rows = [...text.matchAll(/\{ROW\(HTTP_(\w+), "([^"]+)", ACCESS_(\w+)\)/g)]
    .map(([, method, path, access]) => ({ method, path, access }));
  assert.equal(rows.length, text.match(/\bROW\(/g).length - 1, 'a row that is written otherwise');
  assert.equal(rows.length, text.match(/"\/[^"]*", ACCESS_/g).length);
  return rows;
}

const ROUTES = routes();

// Fields that pass the form of each act of a dossier, below /situation and /synthese.
const SITUATION = demo('situations/2022-03-07.json');
const SYNTHESIS = demo('syntheses/2022-03-07.json');
const DOSSIER = {
  '/situation': SITUATION,
  '/situation/remise': SITUATION,
  '/situation/approbation': {},
  '/situation/renvoi': { word: 'À revoir.' },
  '/situation/acces': {},
  '/synthese': SYNTHESIS,
  '/synthese/remise': SYNTHESIS,
  '/synthese/commentaires': { text: 'Un oubli.' },
  '/synthese/correction': { comment: 'e'.repeat(32), text: 'Un oubli.' },
  '/synthese/renvoi': { word: 'À revoir.' },
  '/synthese/accord': {},
  '/synthese/signature': {},
  '/synthese/acces': {},
};

const place = new Place();
const meetings = demo('meetings.json').cycles[0].meetings;
const people = demo('people.json');
const UNKNOWN = 'e'.repeat(32);

before(async () => {
  place.demo();
  await place.start();
});
after(() => place.close());

const enter = (key) => {
  const { email } = people.find((person) => person.key === key);
  return place.enter((account) => account.email === email);
};

/** A signatory who has no part in this meeting. */
function outsider(meeting) {
  const inside = new Set(['coordination', ...Object.values(meeting.roles).map((role) => role.person)]);
  for (const { person, answer } of meeting.positions) if (answer === 'coming') inside.add(person);
  for (const { person, status } of meeting.attendance.people)
    if (status === 'present') inside.add(person);
  const found = people.find(({ key }) => !inside.has(key));
  assert.ok(found, `everybody takes part in ${meeting.key}`);
  return found.key;
}

const seanceOf = async (meeting) =>
  (await place.rows('SELECT * FROM seance WHERE starts = ?', meeting.starts))[0];

const fill = (path, id = UNKNOWN) =>
  path.replace('{id}', id).replace('{slug}', 'methode').replace('{jeton}', 'A'.repeat(43))
    .replace('{chemin}', 'css/cocon.css');

/** Every route below a dossier; the list of fields must know each. */
function dossierRoutes(folders) {
  const rows = ROUTES.filter(({ path }) =>
    folders.some((folder) => path.startsWith(`/seances/{id}/${folder}`)));
  const posts = rows.filter(({ method }) => method === 'POST');
  for (const { path } of posts)
    assert.ok(path.slice('/seances/{id}'.length) in DOSSIER, `no fields for ${path}`);
  return rows;
}

function ask(visitor, { method, path }, id, fields) {
  const where = fill(path, id);
  if (method === 'GET') return visitor.get(where);
  return visitor.post(where, fields ?? DOSSIER[path.slice('/seances/{id}'.length)] ?? {});
}

test('the list of paths is whole', () => {
  const rows = dossierRoutes(['situation', 'synthese']);
  assert.equal(rows.filter(({ method }) => method === 'POST').length, Object.keys(DOSSIER).length);
  assert.equal(rows.filter(({ method }) => method === 'GET').length, 3);
  assert.ok(ROUTES.length > 45);
  for (const { access } of ROUTES)
    assert.ok(['PUBLIC', 'PENDING', 'PERSON', 'MEMBER', 'SIGNATORY', 'COORDINATION'].includes(access), access);
});

for (const [key, folders] of [
  ['2022-11-14', ['situation', 'synthese']], // prepared
  ['2022-09-23', ['situation', 'synthese']], // drafted
  ['2022-06-13', ['situation']], // published: everyone reads the synthesis
]) {
  test(`a signatory outside the dossier of ${key} has its ids and nothing else`, async () => {
    const meeting = meetings.find((one) => one.key === key);
    const visitor = await enter(outsider(meeting));
    const me = (await model(visitor, '/')).me.id;
    const seance = await seanceOf(meeting);
    assert.equal(seance.stage, meeting.target_state);
    const vaults = await place.rows('SELECT * FROM vault WHERE seance = ?', seance.id);
    const documents = await place.rows('SELECT * FROM document WHERE seance = ?', seance.id);
    assert.ok(vaults.length > 0 && documents.length > 0);

    const ids = [seance.id, ...vaults.map(({ id }) => id), ...documents.map(({ id }) => id)];
    const before = await place.counts();
    for (const row of dossierRoutes(folders)) {
      for (const id of ids)
        refused(await ask(visitor, row, id), 404, 'error.not_found');
      // nothing tells a dossier that is hidden from one that is not there, whatever is sent
      const bad = { nonsense: 'x' };
      const hidden = await ask(visitor, row, seance.id, bad);
      const missing = await ask(visitor, row, UNKNOWN, bad);
      assert.deepEqual([hidden.status, hidden.text], [missing.status, missing.text], row.path);
      if (row.method === 'GET')
        pageSays(await visitor.page(fill(row.path, seance.id)), 404, 'error.not_found');
      else
        pageSays(await visitor.form(fill(row.path, seance.id), bad), 400, 'error.invalid');
    }
    assert.deepEqual(await place.counts(), before);

    const envelopes = await place.rows(`SELECT vault, reader FROM envelope WHERE vault IN
      (SELECT id FROM vault WHERE seance = ?)`, seance.id);
    assert.ok(envelopes.length > 0);
    const purposes = folders.map((folder) => (folder === 'synthese' ? 'synthesis' : folder));
    const closed = vaults.filter(({ purpose }) => purposes.includes(purpose)).map(({ id }) => id);
    assert.ok(closed.length > 0);
    assert.ok(!envelopes.some(({ vault, reader }) => closed.includes(vault) && reader === me));
  });
}

test('who has signed no charter sees the charter and nothing else', async () => {
  const coordination = await enter('coordination');
  const structure = (await model(coordination, '/structures')).structures[0].id;
  const { invitation_path: link } = await act(coordination, '/acces',
    { email: 'nouvelle@exemple.invalid', name: 'Nouvelle', profession: 'eje', structure });
  const visitor = place.visitor();
  const passphrase = randomBytes(15).toString('base64url');
  await act(visitor, link, { name: 'Nouvelle', passphrase, passphrase_again: passphrase });

  const home = await model(visitor, '/');
  assert.deepEqual(home.tasks.map(({ task }) => task), ['adhere_charter']);
  assert.deepEqual([home.news, home.next, home.signatory], [[], undefined, false]);
  const charter = await model(visitor, '/charte');
  assert.match(charter.text, /charte/i);
  assert.deepEqual(charter.people.map(({ person }) => person.name), ['Nouvelle']);
  assert.deepEqual(charter.structures.filter(({ signed_by }) => signed_by), [], 'no names');

  const seances = (await place.rows('SELECT id FROM seance')).map(({ id }) => id);
  const ids = [...seances, structure, UNKNOWN];
  const before = await place.counts();
  let tried = 0;
  for (const row of ROUTES) {
    if (!['SIGNATORY', 'COORDINATION'].includes(row.access)) continue;
    const key = row.access === 'SIGNATORY' ? 'error.charter_needed' : 'error.denied';
    for (const id of row.path.includes('{id}') ? ids : [UNKNOWN]) {
      refused(await ask(visitor, row, id), 403, key);
      tried++;
    }
    if (row.method !== 'GET') continue;
    const page = await visitor.page(fill(row.path, seances[0]));
    assert.equal(page.status, 403);
    assert.match(page.text, /charte/);
  }
  assert.ok(tried > 300, `${tried}`);
  assert.deepEqual(await place.counts(), before);
  const envelopes = await place.rows('SELECT 1 FROM envelope WHERE reader = ?', home.me.id);
  assert.deepEqual(envelopes, []);
});

test('a signatory does nothing that is coordination’s', async () => {
  const visitor = await enter('la-clede-directrice-adjointe');
  const { id } = await seanceOf(meetings[0]);
  const rows = ROUTES.filter(({ access }) => access === 'COORDINATION');
  assert.ok(rows.length >= 9);
  const before = await place.counts();
  for (const row of rows) refused(await ask(visitor, row, id), 403, 'error.denied');
  assert.deepEqual(await place.counts(), before);
});

test('who is not signed in gets to sign in, on every path that is not public', async () => {
  const { id } = await seanceOf(meetings[0]);
  const before = await place.counts();
  const publicPaths = [];
  for (const row of ROUTES) {
    if (row.access === 'PUBLIC') {
      publicPaths.push(`${row.method} ${row.path}`);
      continue;
    }
    const path = fill(row.path, id);
    refused(await ask(place.visitor(), row, id), 401,
      row.method === 'GET' ? 'error.sign_in_first' : 'error.sign_in_needed');
    if (row.method === 'POST') {
      const page = await place.visitor().form(path, { word: 'Ce que j’ai écrit.' });
      assert.equal(page.status, 401);
      assert.match(page.text, /name="passphrase"/);
      assert.match(page.text, /name="resume" value="[\w-]{60,}"/, `${path} lost what was typed`);
      assert.ok(!page.text.includes('Ce que j’ai écrit.'), `${path} shows it`);
      continue;
    }
    const page = await place.visitor().page(path);
    assert.equal(page.status, 303);
    const bare = path === '/' || path === '/connexion/facteur';
    assert.equal(page.headers.location, bare ? '/connexion' : `/connexion?suite=${path}`);
    assert.equal(page.headers['cache-control'], 'no-store');
  }
  assert.deepEqual(publicPaths.sort(), ['GET /aide', 'GET /aide/{slug}', 'GET /connexion',
    'GET /fichiers/{chemin}', 'GET /invitation/{jeton}', 'POST /connexion', 'POST /deconnexion',
    'POST /invitation/{jeton}', 'POST /invitation/{jeton}/refus']);
  assert.deepEqual(await place.counts(), before);
});

test('a login that ended, or was made up, opens nothing', async () => {
  const visitor = await enter('utasi-assistante-sociale');
  const cookie = visitor.cookies.get('__Host-cocon');
  const { id } = (await model(visitor, '/')).me;
  const logins = () => place.rows('SELECT 1 FROM login WHERE account = ?', id);
  const had = (await logins()).length;
  await act(visitor, '/deconnexion');
  assert.equal((await logins()).length, had - 1);
  assert.equal(visitor.cookies.has('__Host-cocon'), false);
  const flipped = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const value of [cookie, flipped, 'A'.repeat(43), 'x', '', '%00', `${cookie}${cookie}`]) {
    const thief = place.visitor();
    thief.cookies.set('__Host-cocon', value);
    refused(await thief.get('/'), 401, 'error.sign_in_first');
  }
});

test('signing in: the same answer for a wrong passphrase and for nobody', async () => {
  const { email, passphrase } = place.accounts[0];
  // each from an address of its own: misses are counted
  const from = (address) => Object.assign(place.visitor(), { address });
  const wrong = await from('127.0.0.2').post('/connexion', { email, passphrase: 'autre chose' });
  refused(wrong, 401, 'sign_in.wrong');
  const nobody = await from('127.0.0.2').post('/connexion', { email: 'x@x.invalid', passphrase });
  refused(nobody, 401, 'sign_in.wrong');
  assert.equal(wrong.text, nobody.text);
  assert.equal(wrong.headers['set-cookie']?.some((line) => line.includes('__Host-cocon=')) ?? false,
    false);
  refused(await from('127.0.0.2').post('/connexion', {}), 400, 'error.invalid',
    { email: 'field.required', passphrase: 'field.required' });
  refused(await from('127.0.0.2').post('/connexion', { email: 'personne', passphrase }), 400,
    'error.invalid', { email: 'field.not_an_email' });
  const capitals = await from('127.0.0.2').post('/connexion',
    { email: ` ${email.toUpperCase()} `, passphrase });
  assert.equal(capitals.status, 200, capitals.text);

  const misses = [];
  for (let i = 0; i < 6; i++)
    misses.push(await from('127.0.0.3').post('/connexion', { email, passphrase: `essai ${i}` }));
  assert.deepEqual(misses.map(({ status }) => status), [401, 401, 401, 401, 401, 429]);
  refused(misses[5], 429, 'sign_in.too_many');
  assert.match(misses[5].headers['retry-after'], /^[1-9]\d*$/);
  const page = await from('127.0.0.3').page('/connexion');
  assert.equal(page.status, 200);
  // who guesses elsewhere locks nobody out
  await from('127.0.0.4').signIn(email, passphrase);
});

test('a page that is refused says so in French, with its code', async () => {
  const visitor = await enter('utasi-assistante-sociale');
  const page = await visitor.page(`/seances/${UNKNOWN}`);
  pageSays(page, 404, 'error.not_found');
  assert.match(page.text, /<html lang="fr"/);
  assert.match(page.text, /Page introuvable/);
});
