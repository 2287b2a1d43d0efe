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
    .replace(/^name = .*$/m, 'name = Rencontres'));
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

test('one person in both: one account, two memberships, nothing carried over', async () => {
  const { animator } = one.people;
  const joins = { email: address('vif-cevennes-animator'), name: 'La même', profession: 'eje',
    structure: two.structures[0] };
  const accounts = (await place.counts()).account;
  const invited = await two.people.lead.post('/acces', joins);
  assert.equal(invited.status, 200, invited.text);
  assert.equal(invited.json.invitation_path, undefined, 'no link: they have an account');
  const again = await two.people.lead.form('/acces', joins);
  pageSays(again, 400, 'error.invalid');
  assert.equal((await place.counts()).account, accounts);
  const { spaces } = await model(animator, '/compte');
  assert.deepEqual(spaces.map(({ id }) => id).sort(), [one.id, two.id].sort());

  await act(animator, '/compte/espace', { space: two.id });
  refused(await animator.get('/structures'), 403, 'error.charter_needed'); // bound there, not here
  assert.match((await model(animator, '/charte')).text, /rencontres/);
  await act(animator, '/charte/adhesion', { read: true, version: 1 });
  const { structures } = await model(animator, '/structures');
  assert.deepEqual(structures.map(({ id }) => id).sort(), [...two.structures].sort());
  refused(await animator.get(`/seances/${one.seance}`), 404, 'error.not_found');
  refused(await animator.get(`/seances/${two.seance}/situation`), 404, 'error.not_found');

  await act(animator, '/compte/espace', { space: one.id });
  refused(await animator.get(`/seances/${two.seance}`), 404, 'error.not_found');
  await model(animator, `/seances/${one.seance}`);
  refused(await animator.post('/compte/espace', { space: 'f'.repeat(32) }), 404, 'error.not_found');
});

test('envelopes and entries stay in their space', async () => {
  const crossing = await place.rows(`SELECT vault.id FROM envelope JOIN vault
    ON vault.id = envelope.vault LEFT JOIN membership
    ON membership.account = envelope.reader AND membership.space = vault.space
    WHERE membership.account IS NULL OR envelope.space <> vault.space`);
  assert.deepEqual(crossing, []);
  const entries = await verified(place);
  assert.deepEqual([...new Set(entries.map(({ space }) => space))].sort(), [one.id, two.id].sort());
});
