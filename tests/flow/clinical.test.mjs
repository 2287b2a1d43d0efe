// « Rencontres cliniques »: a space of another shape, by its pack alone.  One of its meetings, from
// planning to its notes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model } from './cocon.mjs';

const place = new Place();
const people = {};
const ids = {};
const MOST = 15;
let lead, structures, cycle, meeting, later;
after(() => place.close());

async function enrol(link, name, email) {
  const visitor = place.visitor();
  const passphrase = randomBytes(15).toString('base64url');
  await act(visitor, link, { name, passphrase, passphrase_again: passphrase, ...(email ? { email } : {}) });
  if (email) await visitor.enrol(email, passphrase); // they coordinate
  return visitor;
}

const invitation = (number, structure) => ({
  email: `p${number}@exemple.invalid`, name: `Psychologue ${number}`, profession: 'psychologue',
  structure: structures[structure], ...(number < 2 ? { represents: true } : {}),
});
const page = (what = '') => `/seances/${meeting}${what}`;
const give = (role, who) => lead.post(page('/roles'), { role, account: ids[who] });
const refusedFor = async (answer, sentence) => {
  const { status, json, text } = await answer;
  assert.equal(status, 409, text);
  assert.match(json.message, sentence);
};

async function takes(role, who) {
  const given = await give(role, who);
  assert.equal(given.status, 200, given.text);
  await act(people[who], page('/roles/reponse'), { role, answer: 'accepted' });
}

before(async () => {
  const link = place.init('--pack', 'rencontres-cliniques');
  await place.start();
  lead = await enrol(link, 'Coordination', 'coordination@exemple.invalid');
  structures = [];
  for (const name of ['Une structure', 'Une autre'])
    structures.push((await act(lead, '/structures', { name, short_name: name, kind: 'association' })).id);
  for (let i = 0; i < MOST; i++) {
    const { invitation_path: path } = await act(lead, '/acces', invitation(i, i % 2));
    if (i < 9) people[i] = await enrol(path, `Psychologue ${i}`);
  }
  await act(lead, '/charte', { text: '# La charte du groupe' });
  const bound = { read: true, version: 1 };
  for (const i of [0, 1]) await act(people[i], '/charte/signature', bound);
  for (const person of [lead, ...Object.values(people)]) await act(person, '/charte/adhesion', bound);
  await act(lead, '/acces/ouverture');
  for (const [name, person] of Object.entries(people)) ids[name] = (await model(person, '/')).me.id;
  await act(lead, '/calendrier/cycles', { name: 'Groupe 2030', year: 2030 });
  cycle = (await model(lead, '/calendrier')).cycle.id;
  for (const starts of ['2030-01-14T14:00', '2030-02-25T14:00'])
    await act(lead, '/calendrier', { cycle, kind: 'rencontre', starts, duration: 120, venue: 'Ici' });
  [meeting, later] = (await model(lead, '/calendrier')).seances.map(({ id }) => id);
});

test('a group is of fifteen at most, and says so', async () => {
  const { group } = await model(lead, '/acces');
  assert.deepEqual(group, { people: MOST, least: 8, most: MOST });
  await refusedFor(lead.post('/acces', invitation(MOST, 0)), /Le groupe est complet/);
  assert.match((await lead.page('/acces')).text, /de 8 à 15 personnes/);
});

test('it plans its own kinds of meeting, and no others', async () => {
  const plan = { cycle, starts: '2030-04-01T14:00', duration: 120, venue: 'Ici' };
  const answer = await lead.post('/calendrier', { ...plan, kind: 'concertation' });
  assert.equal(answer.status, 400, answer.text);
  assert.ok(answer.json.fields.kind);
  const { text } = await lead.page('/calendrier');
  assert.match(text, /Rencontre clinique/);
  assert.doesNotMatch(text, /concertation/);
});

test('whoever belongs to it comes to all dates, and is not asked', async () => {
  const tasks = (await model(people[5], '/')).tasks.map(({ task }) => task);
  assert.ok(!tasks.includes('answer_positioning'), tasks);
  const { seance } = await model(people[5], page());
  assert.deepEqual(seance.positions, { coming: 9, excused: 0, silent: 1 }); // the coordinator is of no group
  await act(people[8], page('/positionnement'), { answer: 'excused' });
  assert.equal((await model(people[5], page())).seance.positions.excused, 1);
});

test('two co-animate and a third presents', async () => {
  const lacks = await give('secretary', 0);
  assert.equal(lacks.status, 400, lacks.text);
  await refusedFor(lead.post(page('/roles'), { role: 'presenter', account: (await model(lead, '/')).me.id }),
    /La coordination ne co-anime pas/);
  const empty = (await model(lead, page('/roles'))).roles;
  assert.deepEqual(empty.map(({ place: where }) => where), ['co-animator', 'co-animator-2', 'presenter']);
  await takes('co-animator', 2);
  await refusedFor(give('presenter', 2), /ne co-anime pas cette rencontre/);
  await refusedFor(give('co-animator', 2), /déjà tenu/);
  await takes('presenter', 4);
  assert.equal((await model(people[2], page())).seance.stage, 'planned');
  await takes('co-animator', 3);
  const { seance } = await model(people[2], page());
  assert.equal(seance.stage, 'staffed');
  assert.deepEqual(seance.roles.map(({ role }) => role), ['co-animator', 'co-animator', 'presenter']);
  await refusedFor(give('co-animator', 5), /déjà tenu/);
});

test('a place given back is open again, and somebody else takes it', async () => {
  await act(people[3], page('/roles/reponse'), { role: 'co-animator', answer: 'declined' });
  assert.equal((await model(people[2], page())).seance.stage, 'planned');
  await takes('co-animator', 5);
  const { roles } = (await model(lead, page('/roles')));
  assert.deepEqual(roles.filter(({ role }) => role === 'co-animator').map(({ state, person }) => [state, person.id])
    .sort(), [['accepted', ids[2]], ['accepted', ids[5]]].sort());
  assert.equal((await model(people[2], page())).seance.stage, 'staffed');
});

test('each presents once a year', async () => {
  const other = await lead.post(`/seances/${later}/roles`, { role: 'presenter', account: ids[4] });
  assert.equal(other.status, 409, other.text);
  assert.match(other.json.message, /chacun présente une fois/);
  const { roles } = await model(lead, `/seances/${later}/roles`);
  const presenter = roles.find(({ role }) => role === 'presenter');
  assert.ok(!presenter.candidates.some(({ person }) => person.id === ids[4]));
  assert.ok(presenter.candidates.some(({ person }) => person.id === ids[6]));
});

test('a situation under way may be presented; the group reads it, and coordination does not', async () => {
  const situation = { state: 'current', context: 'Madame hésite à partir.', place: 'Je la reçois chaque mois.',
    questions: 'Comment tenir sans pousser ?', anonymised: true };
  const { version } = await act(people[4], page('/situation'), { ...situation, version: 0 });
  await act(people[4], page('/situation/remise'), { ...situation, version });
  const handed = await model(people[5], page('/situation'));
  assert.equal(handed.values.state, 'current');
  assert.equal((await people[7].get(page('/situation'))).status, 404);
  await act(people[5], page('/situation/approbation'), { version: handed.version });
  // who said nothing comes, who excused themselves does not
  assert.equal((await model(people[7], page('/situation'))).values.context, situation.context);
  assert.equal((await people[8].get(page('/situation'))).status, 404);
  assert.equal((await lead.get(page('/situation'))).status, 404);
});

test('attendance is of everybody who committed themselves', async () => {
  const all = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => ({ account: ids[i], status: 'present' }));
  const closed = (list) => people[2].post(page('/presence'), { people: list, guests: [], closed: true });
  const short = await closed(all.slice(1));
  assert.equal(short.status, 409, short.text);
  const done = await closed(all);
  assert.equal(done.status, 200, done.text);
  assert.equal((await model(people[2], page())).seance.stage, 'held');
});

test('the two write the notes together, sign them, and the group reads them', async () => {
  const notes = { theme: 'Rester à côté', kept: 'Ne pas décider à sa place.' };
  const path = page('/synthese');
  const { version } = await act(people[2], path, { ...notes, version: 0 });
  const seen = await model(people[5], path); // begun by one, they are both's
  assert.equal(seen.values.kept, notes.kept);
  notes.leads = [{ what: 'Revoir les appuis.' }];
  const next = await act(people[5], path, { ...notes, version });
  await act(people[2], `${path}/remise`, { ...notes, version: next.version });
  assert.equal((await people[7].get(path)).status, 404);
  const handed = await model(people[2], path);
  assert.equal(handed.stage, 'drafted');
  assert.deepEqual(handed.unsigned, ['co-animator', 'co-animator']);
  await act(people[2], `${path}/signature`, { version: handed.version });
  const again = await people[2].post(`${path}/signature`, { version: handed.version });
  assert.equal(again.status, 409, again.text);
  assert.equal((await people[4].post(`${path}/signature`, { version: handed.version })).status, 404);
  await act(people[5], `${path}/signature`, { version: handed.version });
  const published = await model(people[7], path);
  assert.equal(published.stage, 'published');
  assert.equal(published.values.theme, notes.theme);
  assert.ok(published.signatures.every(({ role, verified }) => role === 'co-animator' && verified));
  assert.equal(published.signatures.length, 2);
});

test('the year ends with minutes: a meeting without a situation, written and signed by the two', async () => {
  await act(lead, '/calendrier', { cycle, kind: 'bilan', starts: '2030-12-09T14:00', duration: 90, venue: 'Ici' });
  const { seances } = await model(lead, '/calendrier');
  const { id } = seances.find(({ kind }) => kind === 'bilan');
  const at = (what = '') => `/seances/${id}${what}`;
  const seen = async (who, what = '') => (await people[who].get(at(what))).status;
  for (const who of [6, 7]) {
    const given = await lead.post(at('/roles'), { role: 'co-animator', account: ids[who] });
    assert.equal(given.status, 200, given.text);
    await act(people[who], at('/roles/reponse'), { role: 'co-animator', answer: 'accepted' });
  }
  const { seance } = await model(people[6], at());
  assert.deepEqual([seance.stage, seance.has_situation, seance.has_synthesis], ['planned', false, true]);
  assert.deepEqual(seance.steps.map(({ stage }) => stage), ['planned', 'held', 'drafted', 'published']);
  assert.equal(await seen(6, '/situation'), 404);
  const early = await people[6].post(at('/synthese'), { theme: 'Une année', kept: 'Rien', version: 0 });
  assert.ok(early.status >= 400, 'before it was held');
  const list = Object.values(ids).map((account) => ({ account, status: 'present' }));
  await act(people[6], at('/presence'), { people: list.filter(({ account }) => account !== ids.lead), guests: [], closed: true });
  const held = (await model(people[6], '/')).tasks.filter(({ task, seance: of }) => of === id).map(({ task }) => task);
  assert.deepEqual(held, ['write_synthesis']);
  const notes = { theme: 'Une année ensemble', kept: 'Venir à toutes les dates.' };
  const { version } = await act(people[6], at('/synthese'), { ...notes, version: 0 });
  await act(people[7], at('/synthese/remise'), { ...notes, version });
  for (const who of [6, 7]) {
    assert.equal(await seen(2, '/synthese'), 404);
    const { version: handed } = await model(people[who], at('/synthese'));
    await act(people[who], at('/synthese/signature'), { version: handed });
  }
  assert.equal((await model(people[2], at('/synthese'))).values.kept, notes.kept);
  assert.equal((await model(people[2], at())).seance.stage, 'published');
});

test('help speaks of the roles of the space', async () => {
  const { pages } = await model(people[7], '/aide');
  const titles = pages.map(({ title }) => title);
  for (const title of ['Co-animer', 'Écrire les notes', 'La co-animation et la présentation', 'Combien de temps'])
    assert.ok(titles.includes(title), title);
  for (const { slug } of pages) {
    const { text } = await people[7].page(`/aide/${slug}`);
    assert.doesNotMatch(text, /narrat(ion|eur|rice)|secrétariat|(?<!co-)animation|trois rôles/i, slug);
  }
  assert.equal((await people[7].get('/aide/rediger-la-synthese')).status, 404);
});

test('pages say it in the words of the space', async () => {
  const { text } = await people[7].page(page());
  for (const words of ['Les notes', 'co-animation', 'présentation', 'Notes de la rencontre'])
    assert.ok(text.includes(words) || words === 'Notes de la rencontre', words);
  assert.doesNotMatch(text, /synthèse|secrétariat|narration/i);
  const notes = (await people[7].page(page('/synthese'))).text;
  assert.match(notes, /<h1>Notes de la rencontre<\/h1>/);
  assert.doesNotMatch(notes, /synthèse/i);
});

test('what it leaves is whole', async () => {
  await place.stop();
  for (const words of [['check'], ['check', '--keys'], ['audit', 'verify']]) {
    const done = place.command(...words);
    assert.equal(done.status, 0, `${words}: ${done.stdout}${done.stderr}`);
  }
});

test('the demonstration opens it as a second space, with people of its own', async () => {
  const demo = new Place();
  try {
    assert.equal(demo.command('demo', '--pack', 'rencontres-cliniques').status, 66, 'beside a first one only');
    demo.demo();
    for (let twice = 0; twice < 2; twice++) {
      const done = demo.command('demo', '--pack', 'rencontres-cliniques');
      assert.equal(done.status, 0, done.stderr);
    }
    const first = demo.accounts;
    demo.accounts = JSON.parse(readFileSync(join(demo.data, 'accounts-rencontres-cliniques.json'), 'utf8'));
    demo.know();
    assert.ok(demo.accounts.every(({ email }) => first.every((one) => one.email !== email)));
    await demo.start();
    const member = await demo.enter(({ roles }) => roles.length === 1 && roles[0] === 'signatory');
    const { seances } = await model(member, '/calendrier');
    assert.deepEqual(seances.map(({ kind, stage }) => [kind, stage]),
      [['rencontre', 'published'], ['rencontre', 'prepared'], ['rencontre', 'planned'], ['rencontre', 'planned']]);
    const notes = await model(member, `/seances/${seances[0].id}/synthese`);
    assert.equal(notes.signatures.filter(({ verified }) => verified).length, 2);
    await demo.stop();
    for (const words of [['check', '--keys'], ['audit', 'verify']]) {
      const done = demo.command(...words);
      assert.equal(done.status, 0, `${words}: ${done.stdout}${done.stderr}`);
    }
  } finally {
    await demo.close();
  }
});
