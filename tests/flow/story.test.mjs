// From a signed charter to a published synthesis; at each step everyone else is refused.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Place, act, model, refused, says, source } from './cocon.mjs';
import { verified } from './journal.mjs';
const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));
const SITUATION = demo('situations/2022-03-07.json');
const SYNTHESIS = demo('syntheses/2022-03-07.json');

// name: [profession, structure, represents it]; the structure of « unsigned » never signs, the
// « newcomer » adheres last of all.
const PEOPLE = {
  secretary: ['assistant-social', 'utasi', true], colleague: ['cesf', 'utasi'],
  newcomer: ['puericulteur', 'utasi'],
  narrator: ['infirmier', 'hospital', true], neighbour: ['psychologue', 'hospital'],
  animator: ['directeur', 'shelter', true], helper: ['educateur-specialise', 'shelter'],
  reader: ['adjudant-gendarmerie', 'gendarmes', true], away: ['officier-police-judiciaire', 'gendarmes'],
  late: ['travailleur-social', 'gendarmes'],
  unsigned: ['avocat', 'lawyer', true],
};
const STRUCTURES = {
  utasi: ['Service social territorial', 'UTASI', 'institution'],
  hospital: ['Centre hospitalier', 'CH', 'institution'], shelter: ['La Clède', 'La Clède', 'association'],
  gendarmes: ['Gendarmerie', 'Gendarmerie', 'institution'], lawyer: ['Cabinet d’avocate', 'Avocate', 'independent'],
};
const NOT_BOUND = ['newcomer', 'unsigned'];
const ROLES = ['animator', 'secretary', 'narrator'];

const place = new Place();
after(() => place.close());
const who = {}; // name: visitor
const ids = {}; // name: account
const structures = {}; // name: id
const told = []; // what the journal must hold, in order, envelopes apart
let seance;

const passphrase = () => randomBytes(15).toString('base64url');
const at = (path = '') => `/seances/${seance}${path}`;

/** An act that must succeed and the journal tell as these « action kind ». */
async function does(name, path, fields, ...entries) {
  const answer = await act(who[name], path, fields);
  for (const entry of entries) told.push([name, ...entry.split(' ')]);
  return answer;
}

/** Reading a text, which the journal tells if there was one. */
async function reads(name, kind) {
  const found = await model(who[name], at(kind === 'situation' ? '/situation' : '/synthese'));
  if (found.values !== undefined) told.push([name, 'read', kind]);
  return found;
}

async function enrols(name, path, extra = {}) {
  const secret = passphrase();
  who[name] = place.visitor();
  const fields = { name, passphrase: secret, passphrase_again: secret, ...extra };
  await does(name, path, fields, 'accept person');
  ids[name] = (await model(who[name], '/compte')).me.id;
  if (extra.email) await who[name].enrol(extra.email, secret); // who coordinates
  if (extra.email) told.push([name, 'factor_add', 'account']);
}

async function stage() {
  return (await model(who.coordination, at())).seance.stage;
}

// Every act of a dossier, with fields that pass the forms.
const ACTS = {
  position: ['/positionnement', { answer: 'coming' }], record: ['/presence', { people: [] }],
  give: ['/roles', () => ({ role: 'secretary', account: ids.colleague })],
  answer: ['/roles/reponse', { role: 'secretary', answer: 'declined' }],
  cancel: ['/annulation', { reason: 'Un empêchement.' }],
  'situation save': ['/situation', SITUATION], 'situation submit': ['/situation/remise', SITUATION],
  'situation approve': ['/situation/approbation', {}], 'situation grant': ['/situation/acces', {}],
  'situation send_back': ['/situation/renvoi', { word: 'À revoir.' }],
  'synthesis save': ['/synthese', SYNTHESIS], 'synthesis submit': ['/synthese/remise', SYNTHESIS],
  'synthesis comment': ['/synthese/commentaires', { text: 'Un oubli.' }],
  'synthesis send_back': ['/synthese/renvoi', { word: 'À revoir.' }],
  'synthesis agree': ['/synthese/accord', {}], 'synthesis sign': ['/synthese/signature', {}],
  'synthesis grant': ['/synthese/acces', {}],
};

/** What anybody else than those named gets at this step; nothing of it leaves a trace. */
async function others(expected, { situation = [], synthesis = [], ...may }) {
  const readers = { situation, synthesis };
  assert.equal(await stage(), expected);
  const before = await place.counts();
  let tried = 0;
  const hidden = (name, kind) => {
    if (name === 'visitor') return 401;
    if (NOT_BOUND.includes(name)) return 403;
    return readers[kind] && !readers[kind].includes(name) ? 404 : undefined;
  };
  for (const [name, visitor] of Object.entries({ ...who, visitor: place.visitor() })) {
    for (const [kind, path] of [['situation', '/situation'], ['synthesis', '/synthese']]) {
      const code = hidden(name, kind);
      if (code === undefined) continue;
      const answer = await visitor.get(at(path));
      assert.equal(answer.status, code, `${expected}: ${name} reads the ${kind}: ${answer.text}`);
      tried++;
    }
    for (const [action, [path, fields]] of Object.entries(ACTS)) {
      if (may[action]?.includes(name)) continue;
      const answer = await visitor.post(at(path), typeof fields === 'function' ? fields() : fields);
      const tooLate = action === 'cancel' && name === 'coordination'; // its right, not the time
      const code = hidden(name, action.split(' ')[0]) ?? (tooLate ? 409 : 403);
      assert.equal(answer.status, code, `${expected}: ${name} ${action}: ${answer.text}`);
      tried++;
    }
  }
  assert.ok(tried > 100, `${tried} refusals`);
  assert.deepEqual(await place.counts(), before);
}

const everyone = () => Object.keys(who).filter((name) => !NOT_BOUND.includes(name));

/** A coordinator's act that no member and no visitor may do. */
async function coordinators(path, fields) {
  for (const [name, visitor] of Object.entries({ ...who, visitor: place.visitor() })) {
    if (name === 'coordination') continue;
    const answer = await visitor.post(path, fields);
    assert.equal(answer.status, name === 'visitor' ? 401 : 403, `${name} ${path}: ${answer.text}`);
  }
}

test('from a signed charter to a published synthesis', async (t) => {
  let broken = false; // what follows a step that failed would only repeat it
  const step = (name, body) =>
    t.test(name, { skip: broken }, async () => {
      broken = true;
      await body();
      broken = false;
    });

  await step('1. init makes the space and the founding link', async () => {
    const link = place.init();
    assert.match(link, /^\/invitation\/[\w-]{20,64}$/);
    await place.start();
    const stranger = place.visitor();
    refused(await stranger.get('/invitation/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), 404,
      'error.invitation');
    const found = await model(stranger, link);
    assert.equal(found.invitation.founding, true);
    const weak = { name: 'C', email: 'c@reseda.invalid', passphrase: 'motdepasse' };
    const post = (fields) => stranger.post(link, fields);
    refused(await post({ ...weak, passphrase_again: 'motdepasse' }), 400, 'error.invalid',
      { passphrase: 'field.passphrase_weak' });
    refused(await post({ ...weak, passphrase: passphrase(), passphrase_again: 'x' }), 400,
      'error.invalid', { passphrase_again: 'field.passphrase_differs' });
    told.push([null, 'create', 'pack'], [null, 'invite', 'person'], [null, 'recovery_new', 'space']);
    await enrols('coordination', link, { email: 'coordination@reseda.invalid' });
    refused(await stranger.get(link), 404, 'error.invitation');
    refused(await post({ ...weak, passphrase: 'x', passphrase_again: 'x' }), 404, 'error.invitation');
    assert.equal(place.command('invite').status, 77, 'somebody coordinates already');
  });

  await step('2. structures, people, charter', async () => {
    for (const [name, [full, short, kind]] of Object.entries(STRUCTURES)) {
      const fields = { name: full, short_name: short, kind };
      structures[name] = (await does('coordination', '/structures', fields, 'create structure')).id;
    }
    for (const [name, [profession, structure, represents]] of Object.entries(PEOPLE)) {
      const fields = { email: `${name}@reseda.invalid`, name, profession };
      fields.structure = structures[structure];
      if (represents) fields.represents = true;
      const { invitation_path } = await does('coordination', '/acces', fields, 'invite person');
      await enrols(name, invitation_path);
      refused(await place.visitor().get(invitation_path), 404, 'error.invitation');
    }
    await coordinators('/structures', { name: 'X', short_name: 'X', kind: 'association' });
    await coordinators('/acces', { email: 'x@x.invalid', name: 'X', profession: 'eje' });
    await coordinators('/acces/ouverture', {});
    await coordinators('/charte', { text: 'Rien.' });

    const early = await who.animator.post('/charte/signature', { read: true, version: 1 });
    refused(early, 409, 'error.nothing_published');
    const { pack_text: text } = await model(who.coordination, '/charte');
    await does('coordination', '/charte', { text }, 'publish charter');
    const charter = await model(who.colleague, '/charte');
    assert.equal(charter.number, 1);
    assert.equal(charter.text, text);
    assert.equal(charter.verified, true);
    assert.equal(charter.sha256, createHash('sha256').update(text).digest('hex'));
    assert.equal(charter.people.length, 1, 'nobody else is shown before the charter is signed');
  });

  await step('3. signatures, and nothing else without them', async () => {
    const paths = ['/structures', '/structures/index', `/structures/${structures.utasi}`,
      '/calendrier', '/outils', '/outils/methode'];
    const closed = async (name) => {
      for (const path of paths)
        refused(await who[name].get(path), 403, 'error.charter_needed');
    };
    for (const name of Object.keys(PEOPLE)) await closed(name);
    const signs = (name, path, version = 1) => who[name].post(path, { read: true, version });
    for (const name of Object.keys(PEOPLE).filter((name) => !PEOPLE[name][2]))
      assert.equal((await signs(name, '/charte/signature')).status, 403, name);
    assert.equal((await signs('coordination', '/charte/signature')).status, 403);
    refused(await signs('animator', '/charte/signature', 2), 409, 'error.conflict_stale');
    refused(await who.animator.post('/charte/signature', { version: 1 }), 400, 'error.invalid',
      { read: 'field.must_yes' });

    const bound = { read: true, version: 1 };
    for (const name of ['secretary', 'narrator', 'animator', 'reader'])
      await does(name, '/charte/signature', bound, 'sign charter');
    refused(await signs('animator', '/charte/signature'), 409, 'error.conflict_exists');
    await closed('animator'); // the structure is bound, the person not yet
    for (const name of Object.keys(who).filter((name) => name !== 'newcomer'))
      await does(name, '/charte/adhesion', bound, 'adhere charter');
    refused(await signs('animator', '/charte/adhesion'), 409, 'error.conflict_exists');
    for (const name of NOT_BOUND) await closed(name);

    // whom the invitation decided about was admitted while coordination looked at the charter; the
    // space's key comes with the next page that it looks at
    assert.equal((await model(who.coordination, '/acces')).waiting, 0);
    const [{ held }] = await place.rows('SELECT count(*) AS held FROM envelope');
    assert.equal(held, Object.keys(who).length - NOT_BOUND.length);
    for (const name of NOT_BOUND) await closed(name);
    for (const name of everyone())
      for (const path of paths) await model(who[name], path);
    const { structures: bodies, people } = await model(who.colleague, '/charte');
    assert.equal(bodies.filter(({ verified }) => verified).length, 4);
    assert.equal(people.filter(({ verified }) => verified).length, 11);
  });

  await step('4. a cycle, a séance, answers and roles', async () => {
    const cycle = { name: 'Cycle 2030', year: 2030 };
    await coordinators('/calendrier/cycles', cycle);
    await does('coordination', '/calendrier/cycles', cycle, 'create cycle');
    const { cycle: opened } = await model(who.reader, '/calendrier');
    const plan = { cycle: opened.id, kind: 'concertation', starts: '2030-03-04T14:00',
      duration: 150, venue: 'Reseda', host: structures.shelter };
    await coordinators('/calendrier', plan);
    await does('coordination', '/calendrier', plan, 'create seance');
    const [planned] = (await model(who.reader, '/calendrier')).seances;
    seance = planned.id;
    assert.equal(planned.host.id, structures.shelter);

    const may = { position: everyone(), give: ['coordination'], record: ['coordination'],
      cancel: ['coordination'] };
    await others('planned', may);
    const answer = { path: at('/positionnement'), entry: 'position seance' };
    const offers = { narrator: ['narrator'], animator: ['animator', 'venue'] };
    for (const name of ['narrator', 'animator', 'secretary', 'neighbour', 'reader', 'coordination'])
      await does(name, answer.path, { answer: 'coming', offers: offers[name] ?? [] }, answer.entry);
    for (const name of ['away', 'helper'])
      await does(name, answer.path, { answer: 'excused' }, answer.entry);
    refused(await who.coordination.post(answer.path, { answer: 'coming', offers: ['animator'] }),
      400, 'error.invalid', { offers: 'roles.role_not_coordination' });
    const { positions } = (await model(who.away, at())).seance;
    assert.deepEqual(positions, { coming: 6, excused: 2, silent: 2 });

    const give = (role, name) => ({ role, account: ids[name] });
    const gives = (role, name) =>
      does('coordination', at('/roles'), give(role, name), 'give_role seance');
    const not = async (role, name, key) =>
      refused(await who.coordination.post(at('/roles'), give(role, name)), 409, key);
    const answers = (name, role, word) => does(name, at('/roles/reponse'), { role, answer: word },
      word === 'accepted' ? 'accept_role seance' : 'decline_role seance');

    await not('animator', 'coordination', 'roles.role_not_coordination');
    await not('secretary', 'newcomer', 'roles.not_signatory');
    await not('secretary', 'unsigned', 'roles.not_signatory');
    refused(await who.coordination.post(at('/roles'), { role: 'narrator', account: 'f'.repeat(32) }),
      400, 'error.invalid', { account: 'field.not_an_id' });
    await gives('narrator', 'narrator');
    await others('planned', { ...may, answer: ['narrator'] });
    await not('secretary', 'narrator', 'roles.roles_same_person');
    await not('animator', 'neighbour', 'roles.roles_same_structure');
    await answers('narrator', 'narrator', 'accepted');
    await not('narrator', 'reader', 'roles.role_taken');
    await not('animator', 'neighbour', 'roles.roles_same_structure');
    refused(await who.narrator.post(answer.path, { answer: 'excused' }), 409, 'roles.holds_role');
    await gives('secretary', 'reader');
    await answers('reader', 'secretary', 'declined');
    await gives('secretary', 'secretary');
    await gives('animator', 'animator');
    const offered = { role: 'animator', answer: 'accepted' };
    refused(await who.secretary.post(at('/roles/reponse'), offered), 409, 'roles.not_offered');
    await answers('animator', 'animator', 'accepted');
    assert.equal(await stage(), 'planned');
    await answers('secretary', 'secretary', 'accepted');

    // given back before anything is written, and taken up by another
    await answers('narrator', 'narrator', 'declined');
    assert.equal(await stage(), 'planned');
    await not('narrator', 'helper', 'roles.roles_same_structure');
    await gives('narrator', 'narrator');
    await answers('narrator', 'narrator', 'accepted');
  });

  const coming = ['narrator', 'animator', 'secretary', 'neighbour', 'reader', 'coordination'];

  await step('5. the situation: drafts, sent back, approved, read by those who come', async () => {
    const may = { position: everyone(), give: ['coordination', ...ROLES], answer: ROLES,
      cancel: ['coordination'] };
    const writing = { ...may, 'situation save': ['narrator'], 'situation submit': ['narrator'] };
    await others('staffed', { ...writing, situation: ['narrator'] });
    const save = (values, version, ...entries) =>
      does('narrator', at('/situation'), { ...values, version }, ...entries);
    const submit = (values, version, ...entries) =>
      does('narrator', at('/situation/remise'), { ...values, version }, ...entries);
    const draft = { context: 'Madame, la trentaine.' };
    assert.equal((await reads('narrator', 'situation')).state, 'none');
    assert.equal((await save(draft, 0, 'save situation')).version, 1);
    assert.equal((await save(draft, 1)).version, 1, 'nothing changed: no new version');
    assert.equal((await save({ ...draft, failed: 'Le relais.' }, 1, 'save situation')).version, 2);
    const narrates = (path, fields) => who.narrator.post(at(path), fields);
    refused(await narrates('/situation', { ...draft, version: 1 }), 409, 'error.conflict_stale');
    refused(await narrates('/situation/remise', { ...draft, version: 2 }), 400, 'error.invalid', {
      closed_on: 'field.required', course: 'field.too_few', questions: 'field.required',
      anonymised: 'field.must_yes' });
    refused(await narrates('/situation/remise', { ...SITUATION, closed_on: '2099-01', version: 2 }),
      400, 'error.invalid', { closed_on: 'field.month_in_future' });
    refused(await narrates('/situation/remise', { ...SITUATION, anonymised: false, version: 2 }),
      400, 'error.invalid', { anonymised: 'field.must_yes' });
    const mine = await reads('narrator', 'situation');
    assert.deepEqual(mine.values, { ...draft, failed: 'Le relais.' });
    assert.deepEqual(mine.readers.map(({ name }) => name), ['narrator']);
    await others('staffed', { ...writing, situation: ['narrator'] });

    await submit({ ...SITUATION, failed: 'Rien.' }, 2, 'submit situation');
    const given = { position: everyone(), answer: ROLES, cancel: ['coordination'],
      situation: ['narrator', 'animator'], 'situation grant': ['narrator', 'animator'] };
    const judging = { 'situation approve': ['animator'], 'situation send_back': ['animator'] };
    await others('submitted', { ...given, ...judging });
    assert.equal((await reads('animator', 'situation')).version, 3);
    await does('animator', at('/situation/renvoi'), { word: 'Le mois est de trop.' },
      'send_back situation');
    await others('staffed', { ...writing, situation: ['narrator'] });
    const back = await reads('narrator', 'situation');
    assert.equal(back.word.text, 'Le mois est de trop.');
    assert.equal(back.word.person.name, 'animator');

    await submit(SITUATION, 3, 'submit situation');
    const approves = (version) => who.animator.post(at('/situation/approbation'), { version });
    refused(await approves(3), 409, 'error.conflict_stale');
    await does('animator', at('/situation/approbation'), { version: 4 }, 'approve situation');
    const grants = ['narrator', 'animator', 'secretary', 'coordination'];
    const prepared = { position: everyone(), cancel: ['coordination'], situation: coming,
      record: ['coordination', 'animator', 'secretary'], 'situation grant': grants };
    await others('prepared', prepared);
    for (const name of coming)
      assert.deepEqual((await reads(name, 'situation')).values, SITUATION, name);

    // who says it late is entitled at once and reads when somebody who has the key opens it
    await does('late', at('/positionnement'), { answer: 'coming' }, 'position seance');
    const locked = await reads('late', 'situation');
    assert.deepEqual([locked.locked, locked.values], [true, undefined]);
    coming.push('late');
    await does('animator', at('/situation/acces'), {});
    assert.deepEqual((await reads('late', 'situation')).values, SITUATION);
    await others('prepared', prepared);
  });

  const present = ['narrator', 'animator', 'secretary', 'neighbour', 'late', 'coordination', 'helper'];
  const signatories = everyone();

  await step('6. attendance', async () => {
    const people = (names, status) => names.map((name) => ({ account: ids[name], status }));
    const guests = [{ label: 'Bâtonnière, Ordre des avocats' }];
    const some = { people: people(present.slice(0, 3), 'present'), guests };
    await does('secretary', at('/presence'), some, 'record seance');
    assert.equal(await stage(), 'prepared');
    refused(await who.secretary.post(at('/presence'), { ...some, closed: true }), 409,
      'error.attendance_incomplete');
    const all = [...people(present, 'present'), ...people(['reader'], 'excused'),
      ...people(['away'], 'absent')];
    const twice = [...all, { account: ids.away, status: 'present' }];
    refused(await who.secretary.post(at('/presence'), { people: twice, closed: true }), 400,
      'error.invalid', { 'people.9.account': 'field.not_an_id' });
    await does('secretary', at('/presence'), { people: all, guests, closed: true },
      'record seance', 'hold seance');
    const { attendance } = (await model(who.away, at())).seance;
    assert.deepEqual(attendance, { present: 7, excused: 1, absent: 1, guest: 1 });
    const sheet = await model(who.reader, at('/presence'));
    assert.deepEqual(sheet.guests.map(({ label }) => label), ['Bâtonnière, Ordre des avocats']);
    // who came without having said so reads too
    assert.deepEqual((await reads('helper', 'situation')).values, SITUATION);
    // who said they would come, and did not, reads no more
    refused(await who.reader.get(at('/situation')), 404, 'error.not_found');
  });

  const heldGrants = { situation: present,
    'situation grant': ['narrator', 'animator', 'secretary', 'coordination'] };

  await step('7. the synthesis: drafts, comments, signatures, publication', async () => {
    const writing = { ...heldGrants, synthesis: ['secretary'], 'synthesis save': ['secretary'],
      'synthesis submit': ['secretary'] };
    await others('held', writing);
    const save = (values, version) =>
      does('secretary', at('/synthese'), { ...values, version }, 'save synthesis');
    const submit = (version) => does('secretary', at('/synthese/remise'),
      { ...SYNTHESIS, version }, 'submit synthesis');
    await save({ critical_points: [{ what: 'Le relais de nuit' }] }, 0); // a draft may lack the rest
    await save({ ...SYNTHESIS, proposals: [] }, 1);
    refused(await who.secretary.post(at('/synthese/remise'), { version: 2,
      context: 'Un couple.', critical_points: [SYNTHESIS.critical_points[0], { why: 'Le froid' }] }),
      400, 'error.invalid', { 'critical_points.1.step': 'field.required',
        'critical_points.1.what': 'field.required' });
    await others('held', writing);
    await submit(2);
    const drafted = { ...heldGrants, synthesis: present, 'synthesis save': ['secretary'],
      'synthesis comment': present, 'synthesis agree': present, 'synthesis send_back': ['animator'],
      'synthesis sign': ['secretary', 'animator'],
      'synthesis grant': ['secretary', 'animator', 'coordination'] };
    await others('drafted', drafted);
    assert.deepEqual((await reads('animator', 'synthesis')).values, SYNTHESIS);
    await does('animator', at('/synthese/renvoi'), { word: 'Une étape manque.' },
      'send_back synthesis');
    await others('held', writing);
    assert.equal((await reads('secretary', 'synthesis')).word.text, 'Une étape manque.');
    await submit(3);

    const key = randomBytes(16).toString('hex');
    const comment = (name, text, fields = {}) =>
      does(name, at('/synthese/commentaires'), { text, ...fields }, 'comment synthesis');
    await comment('neighbour', 'Le délai était de deux jours.', { key });
    refused(await who.neighbour.post(at('/synthese/commentaires'), { text: 'Encore.', key }), 409,
      'error.conflict_replayed');
    await comment('helper', 'Merci.');
    const commented = await reads('narrator', 'synthesis');
    assert.deepEqual(commented.comments.map(({ text, person }) => [person.name, text]).sort(),
      [['helper', 'Merci.'], ['neighbour', 'Le délai était de deux jours.']]);

    const sign = async (name, version, ...more) =>
      does(name, at('/synthese/signature'), { version }, 'sign synthesis', ...more,
        'read synthesis');
    const signs = (name, version) => who[name].post(at('/synthese/signature'), { version });
    const { version } = commented;
    // nobody signs before the days of review are over, or everybody else has nothing to add
    const asked = present.filter((name) => !['secretary', 'animator'].includes(name));
    const agree = async (version) => {
      for (const name of asked) {
        refused(await signs('animator', version), 409, 'seance.review_running');
        await does(name, at('/synthese/accord'), { version }, 'agree synthesis');
      }
    };
    await agree(version);
    refused(await who.late.post(at('/synthese/accord'), { version }), 409, 'seance.agreed_already');
    await sign('secretary', version);
    refused(await signs('secretary', version), 409, 'error.signed_already');
    await save({ ...SYNTHESIS, follow_up: 'Reprendre en juin.' }, version); // signed anew, then
    await agree(version + 1);
    await sign('animator', version + 1);
    assert.equal(await stage(), 'drafted', 'two signatures, of two texts');
    refused(await signs('secretary', version), 409, 'error.conflict_stale');
    await others('drafted', drafted);
    await sign('secretary', version + 1, 'publish synthesis');

    await others('published', { ...heldGrants, synthesis: signatories,
      'synthesis grant': ['secretary', 'animator', 'coordination'] });
    for (const name of signatories) {
      const read = await reads(name, 'synthesis');
      assert.deepEqual(read.values, { ...SYNTHESIS, follow_up: 'Reprendre en juin.' }, name);
      assert.equal(read.author.name, 'secretary', `who wrote it, for ${name}`);
      assert.deepEqual(read.signatures.map(({ role, verified }) => [role, verified]).sort(),
        [['animator', true], ['secretary', true]], name);
      assert.equal(read.comments !== undefined, present.includes(name), `comments for ${name}`);
    }
    const [news] = (await model(who.away, '/')).news;
    assert.equal(news.seance, seance);
    says(news.sentence, 'news.published');

    // bound by the charter after all, and handed the key of the space
    await does('newcomer', '/charte/adhesion', { read: true, version: 1 }, 'adhere charter');
    assert.equal((await reads('newcomer', 'synthesis')).locked, true);
    await does('coordination', '/acces/ouverture', {});
    assert.equal((await reads('newcomer', 'synthesis')).locked, false);
    assert.equal((await who.newcomer.get(at('/situation'))).status, 404);
  });

  await step('8. the journal has it all, and only those have keys', async () => {
    const audited = place.command('audit', 'verify'); // no act left its rows without an entry
    assert.equal(audited.status, 0, audited.stdout);
    const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
    const rows = await verified(place);
    const kept = rows.filter(({ action }) => !['grant', 'ungrant', 'admit', 'rotate'].includes(action))
      .map(({ actor, action, object_kind }) => [names[actor] ?? null, action, object_kind]);
    assert.deepEqual(kept, told);
    for (const row of rows.filter((row) => row.object_kind === 'situation'))
      assert.equal(row.object, seance);

    assert.ok(rows.some(({ action }) => action === 'rotate'));
    const envelopes = await place.rows(`SELECT purpose, reader, granter FROM envelope
      JOIN vault ON vault.id = envelope.vault AND vault.generation = envelope.generation ORDER BY envelope.at`);
    const holders = (its) => envelopes.filter(({ purpose }) => purpose === its).map(({ reader }) => names[reader]).sort();
    assert.deepEqual(holders('shared'), [...signatories, 'newcomer'].sort());
    assert.deepEqual(holders('situation'), [...present].sort());
    assert.deepEqual(holders('synthesis'), [...present].sort());
    // by whom, the journal tells: each by name, or all that held the key when it turned
    for (const { reader, granter } of envelopes)
      assert.ok(rows.some(({ action, actor, detail }) => actor === granter &&
        (action === 'rotate' || (action === 'grant' && detail.startsWith(reader)))));
  });
});
