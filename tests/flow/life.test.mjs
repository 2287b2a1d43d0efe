// What the pages say of a séance's life: notices, dates, counts, authors, and the journal in lines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, refused, reviewAgain, unescaped } from './cocon.mjs';

const place = new Place();
let coordination, secretary, animator;

const of = (start) => place.enter(({ email }) => email.startsWith(start));
const seance = async (where) => (await place.rows(`SELECT id FROM seance WHERE ${where}`))[0].id;
const text = async (visitor, path) => {
  const page = await visitor.page(path);
  assert.equal(page.status, 200, `${path}: ${page.text}`);
  return unescaped(page.text);
};

before(async () => {
  place.demo();
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  secretary = await of('educatrice-specialisee.emeso');
  animator = await of('cadre-de-sante.chac');
});
after(() => place.close());

test('a notice tells what was just done, once, and no link makes one', async () => {
  for (const key of ['signed_in_missed', 'withdrawn', 'synthesis_published', 'joined'])
    for (const path of ['/', '/compte', '/charte'])
      assert.doesNotMatch(await text(secretary, `${path}?fait=${key}`), /class="notice" role="status"/, key);
  const stranger = place.visitor();
  assert.doesNotMatch(await text(stranger, '/connexion?fait=signed_out'), /class="notice" role="status"/);

  await text(coordination, '/calendrier');
  const opened = await coordination.form('/calendrier/cycles', { name: 'Cycle 2033', year: '2033' });
  assert.equal(opened.status, 303, opened.text);
  assert.match(opened.headers.location, /[?&]fait=cycle_opened$/);
  assert.match(opened.headers['set-cookie'].join(), /__Host-fait=cycle_opened; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=120/);
  // another key tells nothing, and takes nothing away
  assert.doesNotMatch(await text(coordination, '/?fait=withdrawn'), /class="notice" role="status"/);
  assert.match(await text(coordination, opened.headers.location), /<div class="notice" role="status"><p>Le cycle est ouvert/);
  assert.doesNotMatch(await text(coordination, opened.headers.location), /class="notice" role="status"/);
});

test('a published synthesis names who wrote it, and both who signed', async () => {
  const id = await seance("stage = 'published' AND starts LIKE '2022-03-07%'");
  const reader = await of('avocate.avocat');
  const { author, signatures } = await model(reader, `/seances/${id}/synthese`);
  const [{ account }] = await place.rows("SELECT account FROM role WHERE seance = ? AND role = 'secretary'", id);
  assert.equal(author.id, account);
  assert.deepEqual(signatures.map(({ role }) => role).sort(), ['animator', 'secretary']);
  const page = await text(reader, `/seances/${id}/synthese`);
  assert.match(page, /publiée<\/span> Rédaction\u00a0: <span class="person">/);
  assert.doesNotMatch(page, /écrite par/);
});

test('comments end when the pages say so, and signatures begin', async () => {
  const id = await seance("stage = 'drafted'");
  const path = `/seances/${id}/synthese`;
  const comment = (fields) => secretary.post(`${path}/commentaires`, fields);
  refused(await comment({ text: 'Quatre ans après.' }), 409, 'seance.review_closed');
  let page = await text(secretary, path);
  assert.match(page, /Les commentaires sont clos depuis le/);
  assert.doesNotMatch(page, /Ajouter le commentaire/);
  assert.match(page, /Signer la synthèse/);
  await reviewAgain(place);
  const { version, review } = await model(secretary, path);
  assert.deepEqual([review.open, review.signing], [true, false]);
  refused(await secretary.post(`${path}/signature`, { version }), 409, 'seance.review_running');
  refused(await animator.post(`${path}/signature`, { version }), 409, 'seance.review_running');
  await act(secretary, `${path}/commentaires`, { text: 'À temps.' });
  page = await text(secretary, path);
  assert.match(page, /Les commentaires sont ouverts jusqu’au .* inclus/);
  assert.doesNotMatch(page, /Signer la synthèse/);
  assert.match(page, /Qui n’a pas encore dit n’avoir rien à ajouter/);
});

test('a date that is rarely meant is asked about, and the month shows what is planned', async () => {
  const { cycle } = await model(coordination, '/calendrier');
  const plan = { cycle: cycle.id, kind: 'bilan', starts: '2033-03-03T14:00', duration: 60, venue: 'Reseda' };
  const planned = (fields) => coordination.post('/calendrier', { ...plan, ...fields });
  for (const starts of ['2033-03-27T02:30', '2026-03-29T02:00'])
    refused(await planned({ starts }), 400, 'error.invalid', { starts: 'field.hour_skipped' });
  for (const starts of ['1999-03-03T14:00', '9999-03-03T14:00'])
    refused(await planned({ starts }), 400, 'error.invalid', { starts: 'field.out_of_calendar' });
  refused(await planned({ starts: '2022-03-03T14:00' }), 400, 'error.invalid',
    { past: 'field.confirm', far: 'field.confirm' });
  assert.equal((await planned({})).status, 200);
  refused(await planned({ starts: '2033-03-03T09:00' }), 400, 'error.invalid', { twice: 'field.confirm' });
  assert.equal((await planned({ starts: '2033-03-03T09:00', twice: true })).status, 200);
  assert.equal((await planned({ starts: '2036-05-05T09:00', far: true })).status, 200);
  assert.match(await text(coordination, '/calendrier?mois=2036-05'), /datetime="2036-05-05"[^]*?bilan/);

  // on the page, what is asked appears with the refusal and keeps what was typed
  await text(coordination, '/calendrier');
  const form = { ...plan, starts: '2022-03-03T14:00', duration: '60', venue: 'Une salle' };
  const asked = await coordination.form('/calendrier', form);
  assert.equal(asked.status, 400);
  for (const name of ['past', 'far']) assert.match(asked.text, new RegExp(`type="checkbox" id="[^"]*" name="${name}"`));
  assert.doesNotMatch(asked.text, /name="twice"/);
  assert.match(asked.text, /value="Une salle"/);
  const done = await coordination.form('/calendrier', { ...form, past: 'yes', far: 'yes' });
  assert.equal(done.status, 303, done.text);
  assert.doesNotMatch(await text(coordination, '/calendrier'), /name="past"/);
});

test('what is new leads to the synthesis, and numbers agree', async () => {
  const home = await text(secretary, '/');
  for (const [, href] of home.matchAll(/<li><a href="([^"]+)">La synthèse est publiée/g)) assert.match(href, /\/synthese$/);
  assert.match(home, /\/synthese">La synthèse est publiée/);
  const dossier = await text(secretary, `/seances/${await seance("stage = 'planned' ORDER BY starts DESC")}`);
  assert.match(dossier, /personne n’a encore dit venir, 0 excusé·e, \d+ sans réponse/);
});

test('many chores of one act are one line of the journal, and each is proven', async () => {
  const leaving = await of('avocate.avocat');
  const { me } = await model(leaving, '/compte');
  await act(coordination, `/acces/${me.id}/retrait`, { sure: true });
  const [{ n }] = await place.rows("SELECT count(*) AS n FROM journal WHERE action = 'reseal'");
  assert.ok(n > 30, `${n} invitations are sealed again`);
  const page = await text(coordination, '/journal');
  const lines = [...page.matchAll(/<td data-label="Acte">invitation scellée de nouveau, (\d+) fois</g)];
  assert.deepEqual(lines.map(([, times]) => Number(times)), [n]);
  assert.doesNotMatch(page, /<td data-label="Acte">invitation scellée de nouveau</);
  assert.ok(page.match(/<td data-label="Acte">/g).length > 10, 'the page is filled all the same');
  const [, each] = /<a href="(\/journal\?act=reseal&before=\d+)">n°/.exec(page);
  const all = await text(coordination, each);
  assert.equal(all.match(/<td data-label="Acte">invitation scellée de nouveau</g).length, Math.min(n, 50));
  const { entries } = await model(coordination, '/journal');
  assert.equal(entries.filter(({ act }) => act === 'reseal').length, Math.min(n, 50), 'for scripts, each');
  assert.equal(place.command('audit', 'verify').status, 0);
});

test('a page never says that a passphrase is kept', async () => {
  assert.match((await secretary.form('/compte/phrase', {})).text, /Une phrase de passe n’est jamais gardée/);
});
