// What pages say is true of who reads them: people who come back, coordination, who answers a meeting.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, unescaped } from './cocon.mjs';

const place = new Place();
after(() => place.close());

const passphrase = () => randomBytes(15).toString('base64url');
const named = (part) => place.enter(({ email }) => email.startsWith(part));
const text = async (visitor, path) => unescaped((await visitor.page(path)).text);
const seance = async (where) => (await place.rows(`SELECT id FROM seance WHERE ${where} LIMIT 1`))[0].id;
let coordination;

before(async () => {
  place.demo();
  await place.start();
  coordination = await named('coordinatrice');
});

test('who was given new keys comes back, and is no newcomer', async () => {
  const lost = await named('avocate');
  const { id } = (await model(lost, '/compte')).me;
  const { invitation_path: link } = await act(coordination, `/acces/${id}/cles`, { sure: true });

  const old = place.visitor();
  await old.page('/connexion');
  const closed = await old.form('/connexion', { email: lost.account.email, passphrase: lost.account.passphrase });
  pageSays(closed, 403, 'error.access_renewing');
  assert.doesNotMatch(unescaped(closed.text), /tapez-la de nouveau/, 'the old passphrase opens nothing');
  const wrong = await old.form('/connexion', { email: lost.account.email, passphrase: 'une autre phrase' });
  pageSays(wrong, 401, 'sign_in.wrong');
  assert.match(unescaped(wrong.text), /tapez-la de nouveau/);

  const back = place.visitor();
  const invited = await text(back, link);
  assert.match(invited, /<h1>Retrouver votre accès<\/h1>[^]*>Retrouver mon accès</);
  assert.doesNotMatch(invited, /Bienvenue|pour ouvrir votre accès/);
  const secret = passphrase();
  const done = await back.form(link, { name: 'Avocate, profession libérale', passphrase: secret, passphrase_again: secret });
  assert.deepEqual([done.status, done.headers.location], [303, '/?fait=renewed'], done.text);
  const home = await text(back, '/?fait=renewed');
  assert.match(home, /Votre nouvelle phrase de passe est enregistrée/);
  assert.match(home, /Vos nouvelles clés sont faites/);
  assert.doesNotMatch(home, /Bienvenue|Vous avez fait votre part|adhéré à la charte/);
  assert.match(await text(back, '/structures'), /Vos nouvelles clés sont faites/);
  await model(coordination, '/outils'); // any page: their keys are admitted
  assert.doesNotMatch(await text(back, '/'), /Vos nouvelles clés sont faites/);
});

test('who comes for the first time is welcomed', async () => {
  const { structures } = await model(coordination, '/structures');
  const { id, short_name } = structures.find((one) => /CAF/.test(one.short_name));
  const { invitation_path: link } = await act(coordination, '/acces',
    { email: 'nouvelle@exemple.invalid', name: 'Conseillère', profession: 'cesf', structure: id });
  const newcomer = place.visitor();
  const invited = await text(newcomer, link);
  assert.match(invited, new RegExp(`rejoindre l’espace «\u00a0<strong>[^<]+</strong>\u00a0», au titre de votre structure\u00a0: <strong>${short_name}</strong>`));
  const secret = passphrase();
  const done = await newcomer.form(link, { name: 'Conseillère', passphrase: secret, passphrase_again: secret });
  assert.equal(done.headers.location, '/?fait=welcome');
  const page = await text(newcomer, '/structures');
  assert.match(page, new RegExp(`charte est signée pour votre structure \\(${short_name}\\)`));
  assert.doesNotMatch(page, /nouvelles clés/);
});

test('a box that was left empty is told as such', async () => {
  const newcomer = await named('travailleuse-sociale.caf');
  const { id } = (await model(newcomer, '/compte')).me;
  await coordination.page(`/acces/${id}/retrait`);
  const refused = await coordination.form(`/acces/${id}/retrait`, {});
  assert.equal(refused.status, 400);
  assert.match(unescaped(refused.text), /Je retire l’accès de cette personne<\/a>\u00a0: À cocher pour continuer/);
});

test('a meeting offers what it has, and a past one asks for nothing', async () => {
  const { cycle } = await model(coordination, '/calendrier');
  const signatory = await named('travailleuse-sociale.caf');
  const offered = {
    concertation: ['animator', 'secretary', 'narrator', 'venue'],
    'half-way': ['animator', 'secretary', 'venue'], bilan: ['animator', 'secretary', 'venue'],
  };
  for (const [kind, all] of Object.entries(offered)) {
    const { id } = await act(coordination, '/calendrier',
      { cycle: cycle.id, kind, starts: '2033-03-03T14:00', far: true, duration: 60, venue: 'Reseda' });
    const at = `/seances/${id}/positionnement`;
    const boxes = (page) => [...page.matchAll(/name="offers" value="(\w+)"/g)].map(([, value]) => value);
    assert.deepEqual(boxes(await text(signatory, at)), all, kind);
    assert.deepEqual(boxes(await text(coordination, at)), all.filter((one) => one !== 'animator'), `${kind}, coordination`);
    const narrates = await signatory.post(at, { answer: 'coming', offers: ['narrator'] });
    assert.equal(narrates.status, kind === 'concertation' ? 200 : 400, narrates.text);
  }
  const past = `/seances/${await seance("stage = 'planned' AND starts < '2024'")}/positionnement`;
  assert.match(await text(signatory, past.replace('/positionnement', '')), /Les présences<\/strong> <span>pas encore notées/);
  const page = await text(signatory, past);
  assert.match(page, /Cette rencontre est passée\u00a0: on n’attend plus de réponse/);
  assert.doesNotMatch(page, /name="answer"/);
});

test('where no script runs a text is said to go alone', async () => {
  const alone = /<noscript><p class="hint">Envoyez ce texte avant d’utiliser un autre bouton/g;
  const [drafted, { id }] = [await seance("stage = 'drafted'"), (await model(coordination, '/structures')).structures[0]];
  const animator = await named('cadre-de-sante.chac');
  for (const [visitor, path, forms] of [[coordination, '/calendrier', 2], [coordination, `/structures/${id}`, 2],
    [animator, `/seances/${drafted}/synthese`, 1], [animator, '/compte', 1], [animator, '/charte', 0]])
    assert.equal([...(await text(visitor, path)).matchAll(alone)].length, forms, path);
});

test('days have their article', async () => {
  const held = await seance("stage = 'published'");
  assert.match(await text(coordination, `/seances/${held}/presence`), /Feuille d’émargement, notée le \p{L}+ \d/u);
  const synthesis = await text(coordination, `/seances/${held}/synthese`);
  assert.match(synthesis, /, le \p{L}+ \d+ \p{L}+ \d{4} à/u, 'written on');
});

test('the first recovery sheets are told to who hands them out', async () => {
  const founded = new Place();
  try {
    const link = founded.init();
    await founded.start();
    const lead = founded.visitor();
    const secret = passphrase();
    const email = 'responsable@exemple.invalid';
    const again = { passphrase: secret, passphrase_again: secret };
    await act(lead, link, { name: 'Responsable', email, ...again });
    await lead.enrol(email, secret);
    assert.match(await text(lead, '/'), /remettez chacune à la personne qui la gardera/);
    const { id } = await act(lead, '/structures', { name: 'Une structure', short_name: 'Une', kind: 'association' });
    const { invitation_path: own } = await act(lead, '/acces',
      { email: 'autre@exemple.invalid', name: 'Autre', profession: 'psychologue', structure: id });
    const other = founded.visitor();
    await act(other, own, { name: 'Autre', ...again });
    assert.doesNotMatch(await text(other, '/'), /fiches de récupération/);
  } finally {
    await founded.close();
  }
});
