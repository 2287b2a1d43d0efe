// What office programs, telephones and pages themselves put into fields, by both faces; and a server
// whose environment lies somewhere else.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused, unescaped } from './cocon.mjs';
import { fresh } from './totp.mjs';

process.env.TZ = 'Pacific/Auckland'; // what the server inherits
process.env.TZDIR = '/nowhere';

const place = new Place();
let coordination, narrator, seance, path;

before(async () => {
  place.demo();
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  [seance] = await place.rows(`SELECT seance.* FROM seance JOIN role ON role.seance = seance.id
    WHERE state = 'proposed' AND role = 'narrator'`);
  await act(narrator, `/seances/${seance.id}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  path = `/seances/${seance.id}/situation`;
});
after(() => place.close());

const field = (shown, name) => shown.form.fields.find((one) => one.name === name).value;

/** A draft over the newest one, by JSON or by the form; what it became. */
async function saved(fields, byForm) {
  const { version } = await model(narrator, path);
  if (byForm) {
    await narrator.page(path);
    const answer = await narrator.form(path, { ...fields, version });
    assert.equal(answer.status, 303, answer.text);
  } else {
    await act(narrator, path, { ...fields, version });
  }
  return model(narrator, path);
}

test('lines of Word, and what nobody sees', async () => {
  const typed = 'un\u000Bdeux\ftrois\u0085quatre\u2028cinq\u2029six\r\nsept\u202Etpeh\u202C '
    + '\u2066huit\u2069 con\u00ADfi\u200Bance\uFEFF\u0007\u00A0';
  const wanted = 'un\ndeux\ntrois\nquatre\ncinq\nsix\nsepttpeh huit confiance';
  for (const byForm of [false, true])
    assert.equal(field(await saved({ context: typed }, byForm), 'context'), wanted);
  const said = 'Elle dit\u00A0: «\u00A0تعالي\u00A0», puis «\u00A0שלום\u200F!\u00A0» 👩\u200D👧.';
  for (const byForm of [false, true])
    assert.equal(field(await saved({ context: said }, byForm), 'context'), said);
});

test('months as pages write them', async () => {
  const months = ['mars 2022', 'mars\u00A02022', '03/22', 'Mars 2022', '2022-03', '03\u201122'];
  for (const [i, closed_on] of months.entries())
    assert.equal(field(await saved({ closed_on }, i % 2 === 1), 'closed_on'), '2022-03', closed_on);
});

test('moments and durations as pages write them', async () => {
  const { cycle } = await model(coordination, '/calendrier');
  const plan = { cycle: cycle.id, kind: 'concertation', duration: '2\u00A0h\u00A030', venue: 'Reseda' };
  const meant = (yes) => ({ far: yes, twice: yes }); // so far from the cycle, and again and again
  const moments = ['lundi 3 mars 2031 à 14\u00A0h\u00A030', '3 mars 2031 à 14 h 30', '3/3/31 14h30',
    '03/03/2031 14:30:00', '2031-03-03T14:30:00', '3\u202Fmars\u00A02031, 14:30'];
  for (const [i, starts] of moments.entries()) {
    await coordination.page('/calendrier');
    const where = i % 2 === 0
      ? `/seances/${(await act(coordination, '/calendrier', { ...plan, ...meant(true), starts })).id}`
      : (await coordination.form('/calendrier', { ...plan, ...meant('yes'), starts })).headers.location.split('?')[0];
    const planned = await model(coordination, where);
    assert.equal(planned.seance.starts, '2031-03-03T14:30', starts);
    assert.equal(planned.seance.duration, 150);
    const { text } = await coordination.page(where);
    assert.match(unescaped(text), /lundi 3 mars 2031 à 14[\s\u00A0]h[\s\u00A0]30/u);
  }
  refused(await coordination.post('/calendrier', { ...plan, starts: 'mardi 3 mars 2031 à 14 h' }), 400,
    'error.invalid', { starts: 'field.other_weekday' });
});

test('blank and unseen answers are none', async () => {
  for (const name of ['\u00A0', '\u200B\u202F', '\u3164', '\u202E\u2066', '\u2800\u200F', '\u00AD']) {
    const form = { name, year: '2031' };
    refused(await coordination.post('/calendrier/cycles', form), 400, 'error.invalid',
      { name: 'field.required' });
    await coordination.page('/calendrier');
    pageSays(await coordination.form('/calendrier/cycles', form), 400, 'error.invalid');
  }
});

test('names in the order of French, under their letter', async () => {
  for (const name of ['Œuvre de Florac', 'Ædicule', 'Offre-Lien', 'Édelweiss', '« Zone libre »'])
    await act(coordination, '/structures', { name, short_name: name.slice(0, 12), kind: 'association' });
  const { by_name: groups } = await model(coordination, '/structures/index');
  const of = (letter) => groups.find((group) => group.letter === letter)?.structures
    .map(({ name }) => name) ?? [];
  assert.ok(of('A').includes('Ædicule'));
  assert.ok(of('E').includes('Édelweiss'));
  assert.ok(of('Z').includes('« Zone libre »'));
  assert.deepEqual(of('O').filter((name) => /Œ|Off/u.test(name)), ['Œuvre de Florac', 'Offre-Lien']);
  const letters = groups.map(({ letter }) => letter);
  assert.deepEqual(letters, [...letters].sort());
  assert.equal(new Set(letters).size, letters.length);
});

test('an address and a passphrase from elsewhere', async () => {
  const somebody = place.accounts.find(({ roles, totp }) => !totp && !roles.includes('coordinator'));
  const { email, passphrase } = somebody;
  for (const pasted of [`\u00A0${email}\u202F`, `\u200B${email}\uFEFF`, email.replace('@', '@\u2060'),
    `\u202A${email}\u202C`])
    await place.visitor().signIn(pasted, passphrase);
  const visitor = place.visitor();
  await visitor.signIn(email, passphrase);
  const chosen = 'douze\u00A0renards boivent\u202Fprès du gardon';
  await act(visitor, '/compte/phrase', { current: passphrase, passphrase: chosen,
    passphrase_again: chosen.replace('\u00A0', ' ') });
  for (const typed of [chosen, chosen.replace(/\s/gu, ' '), chosen.replace(/\s/gu, '\u00A0'),
    chosen.normalize('NFD'), `${chosen} `])
    await place.visitor().signIn(email, typed);
  const other = place.visitor();
  refused(await other.post('/connexion', { email, passphrase: chosen.replace(/\s/gu, '') },
    { 'X-CSRF-Token': undefined }), 401, 'sign_in.wrong');
  const unseen = `${chosen}\u200B`;
  refused(await visitor.post('/compte/phrase', { current: chosen, passphrase: unseen,
    passphrase_again: unseen }), 400, 'error.invalid', { passphrase: 'field.passphrase_unseen' });
});

test('a code as the telephone copies it', async () => {
  const { email, passphrase, totp } = place.accounts.find((account) => account.totp);
  const bare = { 'X-CSRF-Token': undefined };
  const visitor = place.visitor();
  await act(visitor, '/connexion', { email, passphrase }, bare);
  const code = await fresh(totp, place.used);
  await act(visitor, '/connexion/facteur', { code: `\u2060${code.slice(0, 3)}\u00A0${code.slice(3)}\u202F` },
    bare);
});

test('the hours are those of the setting', async () => {
  const { login } = await model(coordination, '/compte');
  const said = (timeZone) => {
    const parts = new Intl.DateTimeFormat('fr', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone })
      .formatToParts(new Date(login.expires_at * 1000));
    const of = (wanted) => parts.find(({ type }) => type === wanted).value;
    return new RegExp(`à ${+of('hour')}[\\s\u00A0]h${of('minute') === '00' ? '' : `[\\s\u00A0]${of('minute')}`}`, 'u');
  };
  const { text: page } = await coordination.page('/compte');
  assert.match(unescaped(page), said('Europe/Paris'));
  assert.doesNotMatch(unescaped(page), said('Pacific/Auckland'));
  await place.stop();
  const ini = join(place.data, 'cocon.ini');
  const text = readFileSync(ini, 'utf8');
  assert.match(text, /^timezone = Europe\/Paris$/mu);
  writeFileSync(ini, text.replace(/^timezone = .*$/mu, 'timezone = Europe/Nulle-Part'));
  const check = place.command('check');
  assert.equal(check.status, 78, check.stderr);
  assert.match(check.stderr, /no time zone/u);
});
