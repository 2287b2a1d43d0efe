// One server, two spaces: nobody and nothing crosses from one to the other.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused } from './cocon.mjs';
import { verified } from './journal.mjs';

const place = new Place();
after(() => place.close());

const passphrase = () => randomBytes(15).toString('base64url');
const secrets = {}; // of each person

async function enrol(link, name, extra = {}) {
  const visitor = place.visitor();
  secrets[name] = passphrase();
  const again = { passphrase: secrets[name], passphrase_again: secrets[name] };
  await act(visitor, link, { name, ...again, ...extra });
  if (extra.email) await visitor.enrol(extra.email, secrets[name]); // they coordinate
  return visitor;
}

const address = (name) => `${name}@exemple.invalid`;

/** A space of its own kind: structures, people, a charter in force, a séance with a situation. */
async function found(pack, link) {
  const space = { people: {}, pack };
  const { people } = space;
  people.lead = await enrol(link, `${pack} lead`, { email: address(`${pack}-lead`) });
  const lead = (path, fields) => act(people.lead, path, fields);
  space.structures = [];
  for (const [short_name, name] of [['A', 'Une structure'], ['B', 'Une autre']])
    space.structures.push((await lead('/structures',
      { short_name, name: `${name} de ${pack}`, kind: 'association' })).id);
  for (const [name, structure] of [['animator', 0], ['narrator', 1], ['secretary', 1]]) {
    const fields = { email: address(`${pack}-${name}`), name: `${pack} ${name}`,
      profession: 'psychologue', structure: space.structures[structure] };
    if (name !== 'secretary') fields.represents = true;
    people[name] = await enrol((await lead('/acces', fields)).invitation_path, `${pack} ${name}`);
  }
  await lead('/charte', { text: `# La charte de ${pack}` });
  const bound = { read: true, version: 1 };
  for (const name of ['animator', 'narrator']) await act(people[name], '/charte/signature', bound);
  for (const person of Object.values(people)) await act(person, '/charte/adhesion', bound);
  await lead('/acces/ouverture');
  await lead('/calendrier/cycles', { name: 'Cycle 2030', year: 2030 });
  space.cycle = (await model(people.lead, '/calendrier')).cycle.id;
  await lead('/calendrier', { cycle: space.cycle, kind: 'concertation', starts: '2030-03-04T14:00',
    duration: 120, venue: 'Ici' });
  await lead('/calendrier', { cycle: space.cycle, kind: 'bilan', starts: '2030-12-02T14:00',
    duration: 120, venue: 'Ici' });
  [space.seance, space.bilan] = (await model(people.lead, '/calendrier')).seances.map(({ id }) => id);
  const at = `/seances/${space.seance}`;
  for (const role of ['animator', 'narrator', 'secretary']) {
    await lead(`${at}/roles`, { role, account: (await model(people[role], '/')).me.id });
    await act(people[role], `${at}/roles/reponse`, { role, answer: 'accepted' });
  }
  await act(people.narrator, `${at}/situation`, { context: `Celle de ${pack}.`, version: 0 });
  space.id = (await model(people.lead, '/compte')).spaces.find(({ current }) => current).id;
  return space;
}

let one, two;

before(async () => {
  const copy = join(place.policies, 'spaces/rencontres');
  cpSync(join(place.policies, 'spaces/vif-cevennes'), copy, { recursive: true });
  const ini = join(copy, 'space.ini');
  writeFileSync(ini, readFileSync(ini, 'utf8').replace(/^title = .*$/m, 'title = Rencontres cliniques')
    .replace(/^name = .*$/m, 'name = Rencontres')
    .replace(/^founder_profession = .*$/m, 'founder_profession = directeur'));
  const first = place.init('--pack', 'vif-cevennes');
  const second = place.init('--pack', 'rencontres');
  await place.start();
  one = await found('vif-cevennes', first);
  two = await found('rencontres', second);
});

test('a pack that is not there makes no space', () => {
  const done = place.command('init', '--pack', 'nulle-part');
  assert.equal(done.status, 66, done.stderr);
});

test('whoever founds a space has the profession that its pack says', async () => {
  for (const [space, profession] of [[one, 'coordinateur'], [two, 'directeur']])
    assert.equal((await model(space.people.lead, '/compte')).me.profession, profession);
});

test('each sees its own', async () => {
  for (const [here, there] of [[one, two], [two, one]]) {
    for (const person of Object.values(here.people)) {
      const { structures } = await model(person, '/structures');
      assert.deepEqual(structures.map(({ id }) => id).sort(), [...here.structures].sort());
      const { cycles, seances } = await model(person, '/calendrier');
      assert.deepEqual([cycles.length, ...seances.map(({ id }) => id)], [1, here.seance, here.bilan]);
      assert.match((await model(person, '/charte')).text, new RegExp(here.pack));
      const { spaces } = await model(person, '/compte');
      assert.deepEqual(spaces.map(({ id }) => id), [here.id]);
    }
    const { people } = await model(here.people.lead, '/acces');
    assert.equal(people.length, 4);
    assert.ok(people.every(({ name }) => name.startsWith(here.pack)));
    assert.ok(!JSON.stringify(await model(here.people.lead, '/')).includes(there.pack));
  }
});

test('the ids of the other space open nothing', async () => {
  const before = await place.counts();
  for (const [here, there] of [[one, two], [two, one]]) {
    const gone = async (person, path, fields) => refused(
      fields ? await person.post(path, fields) : await person.get(path), 404, 'error.not_found');
    const at = `/seances/${there.seance}`;
    for (const person of Object.values(here.people)) {
      for (const path of ['', '/positionnement', '/roles', '/presence', '/situation', '/synthese'])
        await gone(person, `${at}${path}`);
      await gone(person, `${at}/positionnement`, { answer: 'coming' });
      await gone(person, `${at}/roles`, { role: 'animator', account: 'a'.repeat(32) });
      await gone(person, `${at}/roles/reponse`, { role: 'narrator', answer: 'declined' });
      await gone(person, `${at}/presence`, { people: [] });
      await gone(person, `${at}/situation`, { context: 'Volé.', version: 1 });
      await gone(person, `${at}/situation/acces`, {});
      await gone(person, `${at}/synthese`, { context: 'Volé.', version: 0 });
      for (const id of there.structures) {
        await gone(person, `/structures/${id}`);
        await gone(person, `/structures/${id}`, { missions: 'Volé.' });
        await gone(person, `/structures/${id}/exact`, {});
      }
      await gone(person, `/compte/espace`, { space: there.id });
    }
    const { lead } = here.people;
    await gone(lead, `${at}/annulation`, { reason: 'Volé.' });
    await gone(lead, `/acces/${(await model(there.people.narrator, '/')).me.id}/invitation`, {});
    refused(await lead.get(`/calendrier?cycle=${there.cycle}`), 404, 'error.not_found');
    const plan = { cycle: here.cycle, kind: 'bilan', starts: '2030-12-02T14:00', duration: 60,
      venue: 'Ici' };
    refused(await lead.post('/calendrier', { ...plan, cycle: there.cycle }), 400, 'error.invalid',
      { cycle: 'field.not_an_id' });
    refused(await lead.post('/calendrier', { ...plan, host: there.structures[0] }), 400,
      'error.invalid', { host: 'field.not_an_id' });
    const invites = { email: address('x'), name: 'X', profession: 'eje' };
    refused(await lead.post('/acces', { ...invites, structure: there.structures[0] }), 400,
      'error.invalid', { structure: 'field.not_an_option' });
    const stranger = (await model(there.people.animator, '/')).me.id;
    refused(await lead.post(`/seances/${here.bilan}/roles`, { role: 'animator', account: stranger }),
      400, 'error.invalid', { account: 'field.not_an_id' });
    refused(await lead.post(`/seances/${here.bilan}/presence`,
      { people: [{ account: stranger, status: 'present' }] }), 400, 'error.invalid',
      { 'people.0.account': 'field.not_an_id' });
    refused(await lead.post(`/seances/${here.seance}/annulation`,
      { reason: 'Reportée.', replaced_by: there.seance }), 400, 'error.invalid',
      { replaced_by: 'field.not_an_id' });
  }
  assert.deepEqual(await place.counts(), before);
});

const invites = (space, email) => ({ email, name: 'Une personne', profession: 'eje',
  structure: space.structures[0] });
const plain = ({ text }, link) => text.replaceAll(link, '')
  .replaceAll(/name="(csrf|key)" value="[0-9a-f]*"/g, '').replaceAll(/[\w-]+@exemple\.invalid/g, '');

test('an invitation tells nobody whether its address is known elsewhere', async () => {
  const { lead } = two.people;
  const theirs = async () => JSON.stringify(await model(lead, '/acces'));
  const links = [];
  const pages = [];
  for (const name of ['vif-cevennes-animator', 'personne']) {
    const answer = await lead.post('/acces', invites(two, address(name)));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.json).sort(), pages[0]?.keys ?? Object.keys(answer.json).sort());
    const link = answer.json.invitation_path;
    links.push(link);
    const [stranger, signedIn] = [await place.visitor().page(link), await lead.page(link)];
    assert.equal(stranger.status, 200, stranger.text);
    assert.equal(signedIn.status, 200, signedIn.text);
    const weak = await place.visitor().post(link, { name: 'X', passphrase: 'a', passphrase_again: 'a' });
    assert.equal(weak.status, 400, weak.text);
    pages.push({ keys: Object.keys(answer.json).sort(), stranger: plain(stranger, link),
      signedIn: plain(signedIn, link).replaceAll(/\d+ entrées?.*/g, ''), weak: plain(weak, link) });
  }
  assert.deepEqual(pages[0], pages[1]);
  const { people } = await model(lead, '/acces');
  const invited = people.filter(({ account_state: state }) => state === 'invited');
  assert.deepEqual(invited.map(({ name }) => name), ['Une personne', 'Une personne']);
  assert.ok(!(await theirs()).includes((await model(one.people.animator, '/')).me.id));
  assert.ok(!(await theirs()).includes('vif-cevennes animator'));
  for (const link of links) { // declined by whoever holds it, signed in or not
    const declined = await place.visitor().post(`${link}/refus`);
    assert.equal(declined.status, 200, declined.text);
    refused(await place.visitor().get(link), 404, 'error.invitation');
    refused(await place.visitor().post(`${link}/refus`), 404, 'error.invitation');
  }
  assert.ok(!(await theirs()).includes('vif-cevennes animator'));
  const { spaces } = await model(one.people.animator, '/compte');
  assert.deepEqual(spaces.map(({ id }) => id), [one.id]);
});

test('one person in both, once they were asked: one account, two memberships', async () => {
  const { animator } = one.people;
  const email = address('vif-cevennes-animator');
  const { invitation_path: link } = await act(two.people.lead, '/acces', invites(two, email));
  assert.deepEqual((await model(animator, '/compte')).spaces.map(({ id }) => id), [one.id]);

  // not by choosing another passphrase, not by somebody else, not without signing in
  const again = { passphrase: passphrase() };
  const newcomer = { name: 'X', passphrase: again.passphrase, passphrase_again: again.passphrase };
  refused(await place.visitor().post(link, newcomer), 400, 'error.invalid',
    { passphrase: 'field.sign_in_to_join' });
  const visitor = place.visitor();
  await visitor.page(link);
  const page = await visitor.form(link, newcomer);
  pageSays(page, 400, 'error.invalid');
  assert.match(page.text, new RegExp(`href="/connexion\\?suite=${link}"`));
  refused(await place.visitor().post(`${link}/accord`), 401, 'error.sign_in_needed');
  const other = one.people.narrator;
  assert.equal((await model(other, link)).joining.mine, false);
  refused(await other.post(`${link}/accord`), 403, 'error.invitation_other');

  // by signing in on the way, without a script
  const door = await visitor.page(`/connexion?suite=${link}`);
  assert.match(door.text, new RegExp(`name="next" value="${link}"`));
  const entered = await visitor.form('/connexion',
    { email, passphrase: secrets['vif-cevennes animator'], next: link });
  assert.deepEqual([entered.status, entered.headers.location], [303, `${link}?fait=signed_in`]);
  const question = await visitor.page(link);
  assert.match(question.text, /Rencontres cliniques/);
  assert.match(question.text, /vif-cevennes animator/);
  const joined = await visitor.form(`${link}/accord`);
  assert.deepEqual([joined.status, joined.headers.location], [303, '/?fait=joined']);
  refused(await visitor.post(`${link}/accord`), 404, 'error.invitation');
  refused(await visitor.get(link), 404, 'error.invitation');
  refused(await two.people.lead.post('/acces', invites(two, email)), 400, 'error.invalid',
    { email: 'field.already_member' });

  // asked for, not taken there: the login looks where it looked
  assert.equal((await model(visitor, '/')).in_space, one.id);
  const home = await visitor.page(`/espaces/${one.id}/`);
  assert.match(home.text, new RegExp(`href="/espaces/${two.id}/charte"`));
  await act(visitor, '/compte/espace', { space: two.id });

  // a member who waits, by the name they chose; then admitted with the keys they have
  const here = (list) => list.find(({ name }) => name === 'vif-cevennes animator');
  refused(await visitor.get('/structures'), 403, 'error.charter_needed'); // bound there, not here
  assert.match((await model(visitor, '/charte')).text, /rencontres/);
  await act(visitor, '/charte/adhesion', { read: true, version: 1 });
  refused(await visitor.get('/structures'), 403, 'error.charter_needed');
  assert.equal(here((await model(two.people.lead, '/acces')).people).knocks, false); // admitted by that
  const { structures } = await model(visitor, '/structures');
  assert.deepEqual(structures.map(({ id }) => id).sort(), [...two.structures].sort());
  refused(await visitor.get(`/seances/${one.seance}`), 404, 'error.not_found');
  refused(await visitor.get(`/seances/${two.seance}/situation`), 404, 'error.not_found');
  const { spaces } = await model(animator, '/compte');
  assert.deepEqual(spaces.map(({ id }) => id).sort(), [one.id, two.id].sort());

  await act(visitor, '/compte/espace', { space: one.id });
  refused(await visitor.get(`/seances/${two.seance}`), 404, 'error.not_found');
  await model(visitor, `/seances/${one.seance}`);
  refused(await visitor.post('/compte/espace', { space: 'f'.repeat(32) }), 404, 'error.not_found');
});

test('each tab has its space in its address, whatever another one looks at', async () => {
  const visitor = place.visitor();
  await visitor.signIn(address('vif-cevennes-animator'), secrets['vif-cevennes animator']);
  const at = (space, path) => `/espaces/${space.id}${path}`;
  for (const space of [one, two]) {
    await act(visitor, '/compte/espace', { space: space.id });
    const sent = await visitor.page('/calendrier?mois=2031-02');
    assert.deepEqual([sent.status, sent.headers.location], [303, at(space, '/calendrier?mois=2031-02')]);
  }
  // the login looks at the second one: the first tab does not care
  const tab = await visitor.page(at(one, `/seances/${one.seance}/positionnement`));
  assert.equal(tab.status, 200, tab.text);
  const links = [...tab.text.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, link]) => link);
  assert.ok(links.length > 10);
  for (const link of links.filter((each) => !each.startsWith('/fichiers/')))
    assert.ok(link.startsWith(at(one, '')), link);
  assert.match(tab.text, new RegExp(`name="space" value="${one.id}"`));
  const answered = await visitor.form(at(one, `/seances/${one.seance}/positionnement`), { answer: 'coming' });
  assert.deepEqual([answered.status, answered.headers.location],
    [303, at(one, `/seances/${one.seance}/positionnement?fait=answered_coming`)]);
  refused(await visitor.get(at(two, `/seances/${one.seance}`)), 404, 'error.not_found');
  refused(await visitor.get(`/espaces/${'f'.repeat(32)}/`), 404, 'error.not_found');
  refused(await one.people.narrator.get(at(two, '/')), 404, 'error.not_found');
  // signed out on the way, and back to where it was
  const stranger = await place.visitor().page(at(one, '/calendrier?mois=2031-02'));
  const { searchParams } = new URL(stranger.headers.location, 'https://x');
  assert.equal(searchParams.get('suite'), at(one, '/calendrier?mois=2031-02'));
});

test('a form of one space is refused in another, kept, and sent again where it belongs', async () => {
  const visitor = place.visitor();
  await visitor.signIn(address('vif-cevennes-animator'), secrets['vif-cevennes animator']);
  await act(visitor, '/compte/espace', { space: one.id });
  const path = `/seances/${one.seance}/positionnement`;
  const before = await place.counts();
  const page = await visitor.page(`/espaces/${one.id}${path}`);
  await act(visitor, '/compte/espace', { space: two.id });
  const fields = { answer: 'coming', space: one.id };
  refused(await visitor.post(path, fields), 409, 'error.other_space');
  refused(await visitor.post(`/espaces/${two.id}${path}`, fields), 409, 'error.other_space');
  refused(await visitor.post(`/espaces/${two.id}${path}`, { ...fields, space: 'f'.repeat(32) }), 409,
    'error.other_space_unknown');
  visitor.hidden = { version: /name="version" value="([0-9a-f]+)"/.exec(page.text)[1] };
  pageSays(await visitor.form(path, { answer: 'coming' }), 409, 'error.other_space_unknown');
  visitor.hidden = { version: /name="version" value="([0-9a-f]+)"/.exec(page.text)[1], space: one.id };
  const kept = await visitor.form(path, { answer: 'coming' });
  pageSays(kept, 409, 'error.other_space');
  assert.deepEqual(await place.counts(), before);
  const action = /<form method="post" action="([^"]+)" class="ask">/.exec(kept.text)[1];
  assert.equal(action, `/espaces/${one.id}${path}`);
  const carried = Object.fromEntries([...kept.text.split('class="ask">')[1].split('</form>')[0]
    .matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  assert.deepEqual([carried.answer, carried.space], ['coming', one.id]);
  const sent = await visitor.form(action, carried);
  assert.equal(sent.headers.location, `/espaces/${one.id}${path}?fait=answered_coming`);
});

test('somebody who shows a second factor is asked after it', async () => {
  const email = address('vif-cevennes-lead');
  const { invitation_path: link } = await act(two.people.lead, '/acces', invites(two, email));
  const visitor = place.visitor();
  await visitor.signIn(email, secrets['vif-cevennes lead']);
  assert.equal((await model(visitor, link)).joining.mine, true);
  await act(visitor, `${link}/refus`);
  refused(await visitor.get(link), 404, 'error.invitation');
  const { spaces } = await model(visitor, '/compte');
  assert.deepEqual(spaces.map(({ id }) => id), [one.id]);
});

test('envelopes and entries stay in their space', async () => {
  const crossing = await place.rows(`SELECT vault.id FROM envelope JOIN vault
    ON vault.id = envelope.vault LEFT JOIN membership
    ON membership.account = envelope.reader AND membership.space = vault.space
    WHERE membership.account IS NULL OR envelope.space <> vault.space`);
  assert.deepEqual(crossing, []);
  const entries = await verified(place);
  assert.deepEqual([...new Set(entries.map(({ space }) => space))].sort(), [one.id, two.id].sort());
  const check = place.command('audit', 'verify');
  assert.equal(check.status, 0, check.stdout + check.stderr);
});
