// A demonstration that goes on, kept at each stage, and for each POST route somebody who may do that
// act there.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Place, act, model, source } from '../flow/cocon.mjs';
import { code, present } from '../flow/totp.mjs';

const demo = (name) => JSON.parse(readFileSync(join(source, 'policies/demo', name), 'utf8'));
const SITUATION = demo('situations/2022-03-07.json');
const SYNTHESIS = demo('syntheses/2022-03-07.json');
const NAME = 'localhost'; // passkeys are at a name
/** How browsers reach it. */
export const ORIGIN = `https://${NAME}`;
const BARE = { 'X-CSRF-Token': undefined };
const BOUND = { read: true };
const NEW_PASSPHRASE = 'un violon moisi sous la véranda d’Anduze';

export const base = new Place();
/** People by what they are here: {id, email, passphrase, visitor, structure, profession}. */
export const who = {};
/** Ids and links that requests name. */
export const k = {};
/** The folder of each stage. */
export const stages = {};

const passphrase = () => randomBytes(15).toString('base64url');

async function keep(stage) {
  await base.stop();
  stages[stage] = join(base.folder, stage);
  cpSync(base.data, stages[stage], { recursive: true });
  await base.start();
}

async function enter(person) {
  const visitor = base.visitor();
  await visitor.signIn(person.email, person.passphrase);
  return visitor;
}

/** People without a role, of a structure each, and one who signs for theirs. */
async function choose(coordination) {
  const { people } = await model(coordination, '/acces');
  const rows = await base.rows(`SELECT account, structure, profession, represents FROM membership
    WHERE coordination = 0 AND structure IS NOT NULL AND account NOT IN (SELECT account FROM role)
    ORDER BY represents, rowid`);
  const names = ['narrator', 'animator', 'secretary', 'reader', 'late', 'second', 'guarded', 'joining',
    'successor', 'target', 'suspended', 'gone'];
  const taken = new Map();
  const take = (name, fits) => {
    const row = rows.find((each) => !taken.has(each.account) && fits(each));
    assert.ok(row, `nobody for ${name}`);
    taken.set(row.account, row.structure);
    const { name: title } = people.find(({ id }) => id === row.account);
    const account = base.accounts.find((each) => each.name === title);
    who[name] = { ...account, id: row.account, structure: row.structure, profession: row.profession };
  };
  const alone = ({ structure }) => ![...taken.values()].includes(structure);
  for (const name of names.slice(0, 9)) take(name, (row) => !row.represents && alone(row));
  take('representative', (row) => row.represents && alone(row));
  for (const name of names.slice(9)) take(name, (row) => !row.represents);
}

/** A code application and a passkey, and another login. */
async function guard() {
  const { guarded } = who;
  guarded.secret = await guarded.visitor.enrol(guarded.email, guarded.passphrase);
  guarded.key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  guarded.credential = randomBytes(16);
  const fields = await made(guarded.visitor, guarded);
  await act(guarded.visitor, '/compte/facteurs/cle/creee', fields);
  const { factors } = await model(guarded.visitor, '/compte/facteurs');
  k.factor = factors.find(({ kind }) => kind === 'code').id;
  const elsewhere = base.visitor();
  await knock(elsewhere, guarded);
  await act(elsewhere, '/connexion/facteur/cle', await shown(elsewhere, guarded), BARE);
  const { logins } = await model(guarded.visitor, '/compte/connexions');
  k.login = logins.find(({ current }) => !current).id;
}

const knock = (visitor, { email, passphrase: typed }) =>
  act(visitor, '/connexion', { email, passphrase: typed }, BARE);

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const client = (type, challenge) =>
  Buffer.from(JSON.stringify({ type, challenge, origin: ORIGIN, crossOrigin: false }));
const head = (flags) => Buffer.concat([sha256(NAME), Buffer.from([flags, 0, 0, 0, 0])]);

/** What a browser brings of a new passkey (WebAuthn, "none" attestation, in CBOR by hand). */
async function made(visitor, person) {
  const { asked } = await act(visitor, '/compte/facteurs/cle',
    { name: 'Clé', passphrase: person.passphrase });
  const { x, y } = person.key.publicKey.export({ format: 'jwk' });
  const bytes = (text) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(text, 'base64url')]);
  const cose = Buffer.concat([Buffer.from('a5010203262001', 'hex'), Buffer.from([0x21]), bytes(x),
    Buffer.from([0x22]), bytes(y)]);
  const id = person.credential;
  const data = Buffer.concat([head(0x45), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
  const text = (word) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
  const object = Buffer.concat([Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'),
    Buffer.from([0xa0]), text('authData'), Buffer.from([0x58, data.length]), data]);
  return { attestation: object.toString('base64url'),
    client_data: client('webauthn.create', asked.challenge).toString('base64url') };
}

/** What it brings when the passkey is shown. */
async function shown(visitor, person) {
  const { challenge } = await model(visitor, '/connexion/facteur');
  const said = client('webauthn.get', challenge);
  const data = head(0x05);
  const signature = sign('sha256', Buffer.concat([data, sha256(said)]), person.key.privateKey);
  return { credential: person.credential.toString('base64url'),
    client_data: said.toString('base64url'), authenticator_data: data.toString('base64url'),
    signature: signature.toString('base64url') };
}

/** Another space on the same server, which asks for somebody who has an account. */
async function neighbour(link) {
  const founder = { email: 'voisine@exemple.invalid', passphrase: passphrase() };
  const lead = base.visitor();
  await act(lead, link, { name: 'Voisine', email: founder.email, passphrase: founder.passphrase,
    passphrase_again: founder.passphrase });
  await lead.enrol(founder.email, founder.passphrase);
  const { id: structure } = await act(lead, '/structures',
    { name: 'Une voisine', short_name: 'Voisine', kind: 'association' });
  const ask = async (email) => (await act(lead, '/acces',
    { email, name: 'Conviée', profession: 'psychologue', structure })).invitation_path;
  k.join = await ask(who.joining.email);
  k.space = (await model(lead, '/compte')).spaces[0].id;
}

const seance = (path = '') => `/seances/${k.seance}${path}`;

async function plan(coordination) {
  await act(coordination, '/calendrier/cycles', { name: 'Cycle 2030', year: 2030 });
  const [{ id }] = await base.rows('SELECT id FROM cycle WHERE year = 2030');
  k.plan = { cycle: id, kind: 'concertation', starts: '2030-03-04T14:00', duration: 120, venue: 'Ici' };
  await act(coordination, '/calendrier', k.plan);
  [{ id: k.seance }] = await base.rows('SELECT id FROM seance WHERE cycle = ?', id);
  for (const name of ['narrator', 'animator', 'secretary', 'reader'])
    await act(who[name].visitor, seance('/positionnement'), { answer: 'coming' });
  for (const role of ['narrator', 'animator', 'secretary'])
    await act(coordination, seance('/roles'), { role, account: who[role].id });
  for (const role of ['animator', 'secretary'])
    await act(who[role].visitor, seance('/roles/reponse'), { role, answer: 'accepted' });
}

/** The life of the séance, kept before each step. */
async function live(coordination) {
  const { narrator, animator, secretary, successor } = who;
  const does = (person, path, fields) => act(person.visitor, seance(path), fields);
  await does(narrator, '/roles/reponse', { role: 'narrator', answer: 'accepted' });
  await keep('staffed');
  await does(narrator, '/situation/remise', { ...SITUATION, version: 0 });
  await keep('submitted');
  await does(animator, '/situation/approbation', { version: 1 });
  await does(who.late, '/positionnement', { answer: 'coming' });
  k.present = ['narrator', 'animator', 'secretary', 'reader', 'late']
    .map((name) => ({ account: who[name].id, status: 'present' }));
  await keep('prepared');
  await does(secretary, '/presence', { people: k.present, closed: true });
  await keep('held');
  await does(secretary, '/synthese/remise', { ...SYNTHESIS, version: 0 });
  await keep('drafted');
  // so that the two may sign
  for (const name of ['narrator', 'reader', 'late'])
    await does(who[name], '/synthese/accord', { version: 1 });
  await keep('agreed');
  // another secretary, who is entitled to the text and waits for its key
  await act(coordination, `/acces/${secretary.id}/suspension`, { sure: true });
  await act(coordination, seance('/roles'), { role: 'secretary', account: successor.id });
  await does(successor, '/roles/reponse', { role: 'secretary', answer: 'accepted' });
  await keep('replaced');
}

/** Everything, at every stage. */
export async function build() {
  base.demo();
  const pack = join(base.policies, 'spaces/rencontres');
  cpSync(join(base.policies, 'spaces/vif-cevennes'), pack, { recursive: true });
  const link = base.init('--pack', 'rencontres');
  base.url = ORIGIN;
  await base.start();
  const coordination = await base.enter(({ roles }) => roles.includes('coordinator'));
  who.coordination = { visitor: coordination, id: (await model(coordination, '/')).me.id };
  await choose(coordination);
  const { second } = who;
  const as = { structure: second.structure, profession: second.profession };
  await act(coordination, `/acces/${second.id}`, { ...as, coordination: true, sure: true });
  const here = Object.keys(who).filter((name) => !['suspended', 'gone'].includes(name));
  for (const person of here.map((name) => who[name])) person.visitor ??= await enter(person);
  await second.visitor.enrol(second.email, second.passphrase);
  ({ id: k.free } = await act(coordination, '/structures',
    { name: 'Une structure qui ne signe pas', short_name: 'Libre', kind: 'association' }));
  const invite = async (name) => (await act(coordination, '/acces', { email: `${name}@exemple.invalid`,
    name, profession: 'psychologue', structure: who.reader.structure })).invitation_path;
  k.invitation = await invite('conviee');
  who.invited = {};
  [{ account: who.invited.id }] = await base.rows('SELECT account FROM invitation ORDER BY created_at DESC, rowid DESC LIMIT 1');
  await act(coordination, `/acces/${who.suspended.id}/suspension`, { sure: true });
  await act(coordination, `/acces/${who.gone.id}/retrait`, { sure: true });
  const newcomer = base.visitor();
  const secret = passphrase();
  await act(newcomer, await invite('nouvelle'), { name: 'Nouvelle', passphrase: secret, passphrase_again: secret });
  k.charter = (await model(newcomer, '/charte')).number;
  await act(newcomer, '/charte/adhesion', { ...BOUND, version: k.charter });
  await neighbour(link);
  await guard();
  await plan(coordination);
  await keep('planned');
  await act(who.joining.visitor, `${k.join}/accord`);
  await keep('joined');
  await act(coordination, '/charte', { text: 'Une autre charte.', version: k.charter });
  await keep('charter');
  await base.stop();
  cpSync(stages.planned, base.data, { recursive: true, force: true });
  await base.start();
  await live(coordination);
  await base.stop();
}

const OWN = 'what one does with one’s own account, whatever one is in the space';
const MEMBERS = 'members do it, bound by the charter or not';
const again = (typed) => ({ passphrase: typed, passphrase_again: typed });
const later = (secret) => code(secret, present());

/** For each POST route: at which stage who does it, and what is sent where; `ready` comes before the
 * race.  `keeps` says why it stays theirs after a change of role; `never`, why an ending cannot be;
 * `silent`, why the journal has no entry of theirs. */
export const acts = {
  '/connexion': { stage: 'planned', who: 'reader', keeps: OWN, out: true, bare: true,
    fields: () => ({ email: who.reader.email, passphrase: who.reader.passphrase }) },
  '/deconnexion': { stage: 'planned', who: 'reader', keeps: OWN,
    legitimate: ['sign-out', 'it only takes away'] },
  '/invitation/{jeton}': { stage: 'planned', who: 'invited', out: true, bare: true,
    path: () => k.invitation, fields: () => ({ name: 'Conviée', ...again(NEW_PASSPHRASE) }),
    never: { suspension: 'nobody is suspended who was not admitted',
      change: 'nobody has another role who was not admitted' } },
  '/invitation/{jeton}/accord': { stage: 'planned', who: 'joining', keeps: OWN,
    path: () => `${k.join}/accord` },
  '/invitation/{jeton}/refus': { stage: 'planned', who: 'joining', keeps: OWN,
    silent: 'the link is enough, and nobody is its actor',
    path: () => `${k.join}/refus` },
  '/connexion/facteur': { stage: 'planned', who: 'guarded', keeps: OWN, out: true, bare: true,
    ready: (visitor) => knock(visitor, who.guarded), fields: () => ({ code: later(who.guarded.secret) }) },
  '/connexion/facteur/cle': { stage: 'planned', who: 'guarded', keeps: OWN, out: true, bare: true,
    ready: async (visitor) => {
      await knock(visitor, who.guarded);
      return shown(visitor, who.guarded);
    } },
  '/compte/phrase': { stage: 'planned', who: 'reader', keeps: OWN,
    fields: () => ({ current: who.reader.passphrase, ...again(NEW_PASSPHRASE) }) },
  '/compte/connexions/{id}/fin': { stage: 'planned', who: 'guarded', keeps: OWN, id: () => k.login },
  '/compte/connexions/autres': { stage: 'planned', who: 'guarded', keeps: OWN },
  '/compte/espace': { stage: 'joined', who: 'joining', keeps: OWN,
    silent: 'it changes what one looks at', fields: () => ({ space: k.space }) },
  '/compte/nom': { stage: 'planned', who: 'reader', keeps: OWN,
    fields: (copy) => ({ name: `Autre nom ${copy}`, email: who.reader.email }) },
  '/compte/effacement': { stage: 'planned', who: 'reader', keeps: OWN, fields: () => ({ asks: true }) },
  '/compte/facteurs/application': { stage: 'planned', who: 'reader', keeps: OWN,
    silent: 'it is told once it is confirmed',
    fields: () => ({ name: 'Téléphone', passphrase: who.reader.passphrase }) },
  '/compte/facteurs/application/code': { stage: 'planned', who: 'reader', keeps: OWN,
    ready: async (visitor) => {
      const { passphrase: typed } = who.reader;
      await act(visitor, '/compte/facteurs/application', { name: 'Téléphone', passphrase: typed });
      return { code: later((await model(visitor, '/compte/facteurs/application')).secret) };
    } },
  '/compte/facteurs/cle': { stage: 'planned', who: 'reader', keeps: OWN,
    silent: 'it is told once it is confirmed',
    fields: () => ({ name: 'Clé', passphrase: who.reader.passphrase }) },
  '/compte/facteurs/cle/creee': { stage: 'planned', who: 'reader', keeps: OWN,
    ready: (visitor) => made(visitor, { ...who.guarded, credential: randomBytes(16),
      passphrase: who.reader.passphrase }) },
  '/compte/facteurs/{id}/nom': { stage: 'planned', who: 'guarded', keeps: OWN, id: () => k.factor,
    fields: () => ({ name: 'Autre' }) },
  '/compte/facteurs/{id}/retrait': { stage: 'planned', who: 'guarded', keeps: OWN, id: () => k.factor,
    fields: () => ({ passphrase: who.guarded.passphrase }) },

  '/charte': { stage: 'planned', who: 'second',
    fields: () => ({ text: 'Une autre charte.', version: k.charter }) },
  '/charte/signature': { stage: 'charter', who: 'representative',
    fields: () => ({ ...BOUND, version: k.charter + 1 }) },
  '/charte/adhesion': { stage: 'charter', who: 'reader', keeps: MEMBERS,
    fields: () => ({ ...BOUND, version: k.charter + 1 }) },
  '/structures': { stage: 'planned', who: 'second',
    fields: () => ({ name: 'Une autre', short_name: 'Autre', kind: 'association' }) },
  '/structures/{id}': { stage: 'planned', who: 'reader', id: () => who.reader.structure,
    ready: async (visitor) => ({ missions: 'Accueil.',
      version: (await model(visitor, `/structures/${who.reader.structure}`)).version }) },
  '/structures/{id}/nom': { stage: 'planned', who: 'second', id: () => who.reader.structure,
    ready: async (visitor) => ({ name: 'Un autre nom', short_name: 'Autre', kind: 'association',
      version: (await model(visitor, `/structures/${who.reader.structure}`)).version }) },
  '/structures/{id}/exact': { stage: 'planned', who: 'reader', id: () => who.reader.structure },
  '/structures/{id}/depart': { stage: 'planned', who: 'representative',
    id: () => who.representative.structure, fields: () => ({ sure: true }) },
  '/calendrier': { stage: 'planned', who: 'second', fields: () => ({ ...k.plan, twice: true }) },
  '/calendrier/cycles': { stage: 'planned', who: 'second',
    fields: (copy) => ({ name: `Cycle ${2040 + copy}`, year: 2040 + copy }) },

  '/seances/{id}/annulation': { stage: 'planned', who: 'second', fields: () => ({ reason: 'Un empêchement.' }) },
  '/seances/{id}/positionnement': { stage: 'planned', who: 'reader',
    fields: (copy) => ({ answer: 'coming', offers: copy % 2 ? ['secretary'] : ['narrator'] }) },
  '/seances/{id}/roles': { stage: 'planned', who: 'animator',
    fields: () => ({ role: 'narrator', account: who.successor.id }) },
  '/seances/{id}/roles/reponse': { stage: 'planned', who: 'narrator',
    fields: () => ({ role: 'narrator', answer: 'accepted' }) },
  '/seances/{id}/presence': { stage: 'prepared', who: 'secretary',
    fields: () => ({ people: k.present, closed: true }) },
  '/seances/{id}/situation': { stage: 'staffed', who: 'narrator',
    fields: () => ({ ...SITUATION, version: 0 }) },
  '/seances/{id}/situation/remise': { stage: 'staffed', who: 'narrator',
    fields: () => ({ ...SITUATION, version: 0 }) },
  '/seances/{id}/situation/approbation': { stage: 'submitted', who: 'animator', fields: () => ({ version: 1 }) },
  '/seances/{id}/situation/renvoi': { stage: 'submitted', who: 'animator', fields: () => ({ word: 'À revoir.' }) },
  '/seances/{id}/situation/acces': { stage: 'prepared', who: 'animator' },
  '/seances/{id}/synthese': { stage: 'held', who: 'secretary', fields: () => ({ ...SYNTHESIS, version: 0 }) },
  '/seances/{id}/synthese/remise': { stage: 'held', who: 'secretary',
    fields: () => ({ ...SYNTHESIS, version: 0 }) },
  '/seances/{id}/synthese/commentaires': { stage: 'drafted', who: 'reader', fields: () => ({ text: 'Un oubli.' }) },
  '/seances/{id}/synthese/correction': { stage: 'drafted', who: 'reader', ready: async (visitor) => {
    await act(visitor, `/seances/${k.seance}/synthese/commentaires`, { text: 'Un oubli.' });
    const { comments } = await model(visitor, `/seances/${k.seance}/synthese`);
    const { id, version } = comments.find(({ person }) => person.me);
    return { comment: id, text: 'Deux oublis.', version };
  } },
  '/seances/{id}/synthese/renvoi': { stage: 'drafted', who: 'animator', fields: () => ({ word: 'À revoir.' }) },
  '/seances/{id}/synthese/accord': { stage: 'drafted', who: 'reader', fields: () => ({ version: 1 }) },
  '/seances/{id}/synthese/signature': { stage: 'agreed', who: 'animator', fields: () => ({ version: 1 }) },
  '/seances/{id}/synthese/acces': { stage: 'replaced', who: 'animator' },
  '/examen': { stage: 'planned', who: 'reader', silent: 'nothing of it is kept',
    fields: () => ({ texts: [{ path: 'context', text: 'Un texte.' }] }) },

  '/acces': { stage: 'planned', who: 'second',
    fields: (copy) => ({ email: `autre${copy}@exemple.invalid`, name: 'Autre', profession: 'psychologue',
      structure: who.reader.structure }) },
  '/acces/ouverture': { stage: 'planned', who: 'second',
    silent: true }, // whoever came was admitted when coordination looked at a page
  '/acces/{id}/correction': { stage: 'planned', who: 'second', id: () => who.invited.id,
    fields: (copy) => ({ email: `corrigee${copy}@exemple.invalid`, name: 'Autre', profession: 'psychologue',
      structure: who.reader.structure }) },
  '/acces/{id}/invitation': { stage: 'planned', who: 'second', id: () => who.invited.id },
  '/acces/{id}': { stage: 'planned', who: 'second', id: () => who.target.id,
    fields: (copy) => ({ structure: who.target.structure, profession: copy % 2 ? 'psychologue' : 'avocat' }) },
  '/acces/{id}/suspension': { stage: 'planned', who: 'second', id: () => who.target.id,
    fields: () => ({ sure: true }) },
  '/acces/{id}/cles': { stage: 'planned', who: 'second', id: () => who.target.id,
    fields: () => ({ sure: true }) },
  '/acces/{id}/reouverture': { stage: 'planned', who: 'second', id: () => who.suspended.id },
  '/acces/{id}/effacement': { stage: 'planned', who: 'second', id: () => who.gone.id,
    fields: () => ({ sure: true }) },
  '/acces/{id}/retrait': { stage: 'planned', who: 'second', id: () => who.target.id,
    fields: () => ({ sure: true }) },
};

/** The path of an act. */
export function pathOf(route) {
  const { path, id } = acts[route];
  return path ? path() : route.replace('{id}', id ? id() : k.seance);
}
