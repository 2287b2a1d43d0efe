// What was typed comes back, in the page of a refused form and after an ended login.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, reviewAgain, says, unescaped } from './cocon.mjs';

/* Who has a role of a séance, by name. */
const whoHas = (seance, role) => seance.roles.find((one) => one.role === role).person.name;

const place = new Place();
let narrator, seance, path, version, me;

before(async () => {
  place.demo();
  await place.start();
  narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  me = (await model(narrator, '/')).me.id;
  [seance] = await place.rows(`SELECT seance.* FROM seance JOIN role ON role.seance = seance.id
    WHERE state = 'proposed' AND role = 'narrator'`);
  await act(narrator, `/seances/${seance.id}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  path = `/seances/${seance.id}/situation`;
  version = (await act(narrator, path, { context: 'Le texte enregistré.', version: 0 })).version;
});
after(() => place.close());

const TYPED = {
  'closed_on': '2022-03',
  'context': 'Madame dit : « je n’ai <rien> vu & "rien" su ».\nPuis elle s’est tue.',
  'actors.0.kind': 'Urgences',
  'actors.0.part': 'L’accueil, de nuit',
  'course.0.when': 'J0',
  'course.0.what': 'Un certificat sans suite.',
  'questions': 'Que fait-on à deux heures du matin ?',
};
const CHECKED = { violence: ['physical', 'economic'] };

/** As a browser sends what is on the page. */
function body(fields, more) {
  const all = new URLSearchParams({ ...fields, ...more });
  for (const [name, values] of Object.entries(CHECKED))
    for (const value of values) all.append(name, value);
  return all.toString();
}

const send = (where, more, headers) =>
  narrator.form(where, body(TYPED, { version, csrf: narrator.csrf, ...more }), headers);

/** The form that a page holds for this action: its fields as a browser would send them. */
function formOf(html, action) {
  const form = html.split('<form').find((part) => part.includes(` action="${action}"`))?.split('</form>')[0];
  assert.ok(form, `no form for ${action}`);
  const fields = new URLSearchParams();
  const tags = [/<input([^>]*)>/, /<textarea([^>]*)>([^<]*)<\/textarea>/,
    /<select([^>]*)>([^]*?)<\/select>/].map(({ source }) => source).join('|');
  const value = (name, of) =>
    unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(of)?.[1] ?? '');
  for (const [, input, area, text, select, options] of form.matchAll(new RegExp(tags, 'g'))) {
    if (area) fields.append(value('name', area), unescaped(text));
    else if (select)
      fields.append(value('name', select), value('value', /<option[^>]* selected>/.exec(options)?.[0]));
    else if (!/type="(checkbox|radio)"/.test(input) || / checked/.test(input))
      fields.append(value('name', input), value('value', input));
  }
  return fields;
}

function holds(html, typed = TYPED, action = path) {
  const fields = formOf(html, action);
  for (const [name, value] of Object.entries(typed)) assert.equal(fields.get(name), value, name);
  for (const [name, values] of Object.entries(CHECKED))
    assert.deepEqual(fields.getAll(name), values, name);
  return fields;
}

const has = (text, pattern) => assert.ok(new RegExp(pattern, 'u').test(text), pattern);

/** Nothing is written but that the page was read. */
async function unchanged(body) {
  const counts = async () => {
    const { journal, journal_node, login, ...rest } = await place.counts();
    return rest;
  };
  const before = await counts();
  const last = (await place.rows('SELECT max(seq) AS seq FROM journal'))[0].seq;
  await body();
  assert.deepEqual(await counts(), before);
  const more = await place.rows('SELECT action FROM journal WHERE seq > ?', last);
  for (const { action } of more) assert.ok(['read', 'sign-in'].includes(action), action);
}

test('a form with faults: the text, the fault beside its field, a summary on top', () =>
  unchanged(async () => {
    const page = await send(`${path}/remise`);
    pageSays(page, 400, 'error.invalid');
    const fields = holds(page.text);
    assert.equal(fields.get('version'), String(version));
    const id = /<a href="#([\w.-]+)">[^<]*J’ai relu/.exec(page.text)?.[1];
    assert.ok(page.text.includes(`id="${id}"`), 'the summary leads to the field');
    has(page.text, `id="${id}-error"><span[^>]*>[^<]*</span>À cocher pour continuer`);
    has(page.text, `id="${id}"[^>]*aria-describedby="[^"]*${id}-error"`);
  }));

test('a stale form: both texts, and the next save is the reader’s choice', async () => {
  let page;
  await unchanged(async () => {
    page = await send(path, { version: version - 1 });
    pageSays(page, 409, 'error.conflict_stale');
    assert.equal(holds(page.text).get('version'), String(version));
    has(page.text, 'Ce qui est enregistré à présent[^]*Le texte enregistré\\.');
  });
  const chosen = formOf(page.text, path);
  const saved = await narrator.form(path, chosen.toString());
  assert.equal(saved.status, 303);
  assert.equal(saved.headers.location, `${path}?fait=draft_saved`);
  version = (await model(narrator, path)).version;
  assert.equal((await model(narrator, path)).values.context, TYPED.context);
});

test('a token that is no longer good: the text with a good one', async () => {
  let page;
  const context = 'Un autre début.';
  await unchanged(async () => {
    page = await send(path, { csrf: 'f'.repeat(64), context });
    pageSays(page, 403, 'error.csrf');
    holds(page.text, { ...TYPED, context });
  });
  const again = await narrator.form(path, formOf(page.text, path).toString());
  assert.equal(again.status, 303);
  version = (await model(narrator, path)).version;
});

test('bytes that are no text come back marked', () =>
  unchanged(async () => {
    const page = await narrator.form(path, `context=caf%E9+noir&version=${version}&csrf=${narrator.csrf}`);
    pageSays(page, 400, 'error.not_utf8');
    assert.equal(formOf(page.text, path).get('context'), 'caf\ufffd noir');
  }));

test('an act that is refused on a page that is closed gives the text back all the same', () =>
  unchanged(async () => {
    const [other] = await place.rows("SELECT id FROM seance WHERE stage = 'prepared'");
    const page = await send(`/seances/${other.id}/situation`);
    pageSays(page, 404, 'error.not_found');
    const leftover = page.text.slice(page.text.indexOf('class="leftover"'));
    assert.ok(leftover.includes('Un certificat sans suite.'));
    assert.ok(unescaped(leftover).includes(TYPED.context));
  }));

test('other forms keep what was typed too, but never a passphrase', () =>
  unchanged(async () => {
    const coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
    const cycle = (await model(coordination, '/calendrier')).cycle.id;
    const plan = { cycle, kind: 'bilan', starts: '30/02/2032 14:00', duration: 'long', venue: 'La <salle>' };
    const page = await coordination.form('/calendrier', plan);
    pageSays(page, 400, 'error.invalid');
    const fields = formOf(page.text, '/calendrier');
    for (const name of Object.keys(plan))
      assert.equal(fields.get(name), plan[name], name);

    const secret = 'bidule-pas-la-bonne-phrase';
    const change = { current: secret, passphrase: secret, passphrase_again: `${secret}2` };
    const account = await narrator.form('/compte/phrase', change);
    pageSays(account, 400, 'error.invalid');
    assert.ok(!account.text.includes(secret));
    const door = await place.visitor();
    await door.page('/connexion');
    const wrong = await door.form('/connexion', { email: 'qui@exemple.invalid', passphrase: secret });
    pageSays(wrong, 401, 'sign_in.wrong');
    assert.equal(formOf(wrong.text, '/connexion').get('email'), 'qui@exemple.invalid');
    assert.ok(!wrong.text.includes(secret));
  }));

test('an ended login: the page to sign in carries the text, and brings it back', async () => {
  const end = () => place.change(`UPDATE login SET seen_at = seen_at - 3600 WHERE account = ?`, me);
  const { email, passphrase } = narrator.account;
  let page;
  await unchanged(async () => {
    await end();
    page = await send(path);
    pageSays(page, 401, 'error.sign_in_needed');
    const door = formOf(page.text, '/connexion');
    assert.equal(door.get('next'), path);
    // whoever passes the screen, or looks into the page, finds nothing
    const shown = unescaped(page.text) + Buffer.from(door.get('resume'), 'base64url').toString('latin1');
    assert.ok(!shown.includes('certificat sans suite'));

    // a wrong passphrase on the way loses nothing
    door.set('email', email);
    door.set('passphrase', 'une tout autre phrase');
    const wrong = await narrator.form('/connexion', door.toString());
    pageSays(wrong, 401, 'sign_in.wrong');
    const again = formOf(wrong.text, '/connexion');
    assert.equal(again.get('resume'), door.get('resume'));
    again.set('passphrase', passphrase);
    page = await narrator.form('/connexion', again.toString());
    assert.equal(page.status, 200, page.text);
    assert.ok(narrator.cookies.has('__Host-cocon'));
    const [, notice] = /class="notice" role="status"><p>([^<]+)</.exec(page.text) ?? [];
    says(unescaped(notice ?? ''), 'sign_in.resumed');
    assert.equal(holds(page.text).get('version'), String(version));
  });
  const saved = await narrator.form(path, formOf(page.text, path).toString());
  assert.equal(saved.status, 303);
  const now = await model(narrator, path);
  assert.equal(now.version, version + 1);
  assert.equal(now.values.context, TYPED.context);
  version = now.version;
});

test('somebody else at the same browser does not get the text', async () => {
  await place.change(`UPDATE login SET seen_at = seen_at - 3600 WHERE account = ?`, me);
  const page = await send(path, { context: 'À moi seule.' });
  const door = formOf(page.text, '/connexion');
  const other = place.accounts.find(({ email }) => email.startsWith('cesf.sep'));
  door.set('email', other.email);
  door.set('passphrase', other.passphrase);
  const answer = await narrator.form('/connexion', door.toString());
  assert.deepEqual([answer.status, answer.headers.location], [303, '/']);
});

const HOLD = { hold: 'yes' };

test('a page that asks to hold what was typed does nothing, and has it back', async () => {
  await narrator.signIn(narrator.account.email, narrator.account.passphrase);
  await unchanged(async () => {
    const page = await send(`${path}/remise`, { ...HOLD, whose: me });
    assert.equal(page.status, 200, page.text);
    holds(page.text);
    has(page.text, `data-here="${path}"`);
    assert.equal((await narrator.post(`${path}/remise`, { ...HOLD, whose: me })).status, 400);
  });
});

const named = (name) => place.accounts.find((one) => one.name === name);

/** The drafted séance, and who animates it: they comment, and send back with a word. */
async function animation() {
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE stage = 'drafted'");
  const { seance: drafted } = await model(narrator, `/seances/${id}`);
  const visitor = await place.enter((one) => one === named(whoHas(drafted, 'animator')));
  return { visitor, account: (await model(visitor, '/')).me.id, page: `/seances/${id}/synthese` };
}

const beside = (action, fields) =>
  JSON.stringify({ forms: [{ action, body: new URLSearchParams(fields).toString() }] });

test('a comment sent keeps the word that was typed beside it', async () => {
  await reviewAgain(place); // the demo's days of review are over
  const { visitor, account, page } = await animation();
  await visitor.page(page);
  const word = 'À revoir : l’étape & la « place ».';
  const all = { text: 'Un commentaire.', beside: beside(`${page}/renvoi`, { word, version: '7' }) };
  const before = (await model(visitor, page)).comments.length;
  const answer = await visitor.form(`${page}/commentaires`, all);
  assert.equal(answer.status, 200, answer.text);
  has(answer.text, 'Un commentaire\\.');
  has(answer.text, `data-here="${page}"`);
  assert.equal(formOf(answer.text, `${page}/renvoi`).get('word'), word);
  assert.equal(formOf(answer.text, `${page}/commentaires`).get('text'), '');
  assert.equal((await model(visitor, page)).comments.length, before + 1);

  // refused, both come back
  const refusal = await visitor.form(`${page}/commentaires`, { ...all, text: '' });
  pageSays(refusal, 400, 'error.invalid');
  assert.equal(formOf(refusal.text, `${page}/renvoi`).get('word'), word);

  // after the login's end too, and only for who typed them, though others may write there
  const held = { ...HOLD, ...all, whose: account };
  await place.change('UPDATE login SET seen_at = seen_at - 3600 WHERE account = ?', account);
  const end = await visitor.form(`${page}/commentaires`, held);
  assert.equal(end.status, 401);
  const door = formOf(end.text, '/connexion');
  const back = async ({ email, passphrase }) => {
    const browser = place.visitor();
    await browser.page('/connexion');
    for (const [name, value] of Object.entries({ email, passphrase, csrf: browser.csrf })) door.set(name, value);
    return browser.form('/connexion', door.toString());
  };
  const { people } = await model(narrator, page.replace('synthese', 'presence'));
  const others = people.filter(({ status }) => status === 'present').map(({ person }) => named(person.name));
  const other = others.find((one) => one && one !== visitor.account && !one.totp);
  const elsewhere = await back(other);
  assert.deepEqual([elsewhere.status, elsewhere.headers.location], [303, '/']);
  const own = await back(visitor.account);
  assert.equal(own.status, 200, own.text);
  assert.equal(formOf(own.text, `${page}/commentaires`).get('text'), 'Un commentaire.');
  assert.equal(formOf(own.text, `${page}/renvoi`).get('word'), word);
});

test('where no script runs, a page that is only read leaves the screen after the login', async () => {
  await narrator.signIn(narrator.account.email, narrator.account.passphrase);
  const refresh = /<noscript><meta http-equiv="refresh" content="1860"><\/noscript>/;
  assert.match((await narrator.page('/charte')).text, refresh);
  assert.doesNotMatch((await narrator.page(path)).text, refresh, 'nothing typed is lost');
});

test('after signing in one goes on where one was, and never to another site', async () => {
  const { email, passphrase } = narrator.account;
  for (const [suite, location] of [['/charte', '/charte'], ['/structures/index', '/structures/index'],
    ['https://ailleurs.example/', '/'], ['//ailleurs.example', '/'], ['/\\ailleurs.example', '/'],
    ['/nulle-part', '/'], ['/charte%0d%0aX:y', '/'], ['javascript:alert(1)', '/']]) {
    const visitor = place.visitor();
    const page = await visitor.page(`/connexion?suite=${suite}`);
    const door = formOf(page.text, '/connexion');
    door.set('email', email);
    door.set('passphrase', passphrase);
    const answer = await visitor.form('/connexion', door.toString());
    assert.equal(answer.status, 303, answer.text);
    assert.equal(new URL(answer.headers.location, 'https://ici').pathname, location, suite);
    assert.equal(new URL(answer.headers.location, 'https://ici').host, 'ici', suite);
    assert.equal(answer.headers.x, undefined);
  }
});
