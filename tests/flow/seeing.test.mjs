// Who sees what: the page of the policy, the readers told beside a text, and the keys held against both.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, refused, source, unescaped } from './cocon.mjs';

const people = JSON.parse(readFileSync(join(source, 'policies/demo/people.json'), 'utf8'));
const place = new Place();
after(() => place.close());

let coordination, signatory, drafted, prepared;

const check = (...more) => place.command('check', '--keys', ...more);
const checkJson = () => {
  const done = check('--json');
  return { status: done.status, ...JSON.parse(done.stdout) };
};

async function holderOf(seance, role) {
  const { roles } = (await model(coordination, seance)).seance;
  const { person } = roles.find((one) => one.role === role);
  return place.enter((account) => account.name === person.name);
}

async function seance(stage) {
  const [found] = await place.rows("SELECT id FROM seance WHERE stage = ? AND kind = 'concertation'", stage);
  return `/seances/${found.id}`;
}

before(async () => {
  place.demo();
  await place.start();
  coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  signatory = await place.enter(({ roles }) => roles.length === 1);
  drafted = await seance('drafted');
  prepared = await seance('prepared');
});

/* What access.ini says, read here a second time: "narrator@staffed+". */
function policy(text) {
  const rules = new Map();
  let section;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) section = line.slice(1, -1);
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (key && value !== 'nobody') rules.set(`${section}.${key}`, value.split(/\s+/));
  }
  return rules;
}

test('the page is the policy in force, for anyone signed in', async () => {
  refused(await place.visitor().get('/qui-voit-quoi'), 401, 'error.sign_in_first');
  const { things } = await model(signatory, '/qui-voit-quoi');
  const rules = policy(['access.ini', 'spaces/vif-cevennes/access.ini']
    .map((file) => readFileSync(join(place.policies, file), 'utf8')).join('\n'));
  let told = 0;
  for (const { resource, required, actions } of things) {
    assert.deepEqual(required, rules.get(`${resource}.require`) ?? []);
    for (const { action, moments } of actions) {
      const relations = new Set(moments.flatMap(({ with: besides, who }) => who.map((one) => [one.relation, ...besides].sort().join('&'))));
      const written = new Set(rules.get(`${resource}.${action}`).map((way) => way.split('@')[0].split('&').sort().join('&')));
      assert.deepEqual([...relations].sort(), [...written].sort(), `${resource}.${action}`);
      told += 1;
    }
  }
  assert.equal(told, [...rules.keys()].filter((key) => !key.endsWith('.require')).length);
  const page = await signatory.page('/qui-voit-quoi');
  assert.match(page.text, /<a href="\/qui-voit-quoi" aria-current="page">/);
  const plain = unescaped(page.text.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
  assert.match(plain, /dès le dépôt de la situation l’animation/);
  assert.match(plain, /Ce qui n’est pas protégé/);
});

test('coming from a dossier, it says what one is to that séance', async () => {
  const animator = await holderOf(prepared, 'animator');
  const id = prepared.split('/')[2];
  const { things, seance: shown } = await model(animator, `/qui-voit-quoi?seance=${id}`);
  assert.equal(shown.id, id);
  const { moments } = things.find(({ resource }) => resource === 'situation').actions.find(({ action }) => action === 'read');
  const mine = (name) => moments.flatMap(({ who, now }) => who.map((one) => ({ ...one, now }))).find(({ relation }) => relation === name);
  assert.deepEqual([mine('animator').me, mine('animator').now], ['yes', true]);
  assert.deepEqual([mine('narrator').me, mine('present').now], ['depends', false]);
  refused(await animator.get(`/qui-voit-quoi?seance=${'e'.repeat(32)}`), 404, 'error.not_found');
  refused(await animator.get('/qui-voit-quoi?seance=rien'), 404, 'error.not_found');
});

test('beside each part of a text, who reads it now and later', async () => {
  const animator = await holderOf(drafted, 'animator');
  const { who_reads: told, readers, waiting } = await model(animator, `${drafted}/synthese`);
  assert.equal(told.now.readers_count, readers.length + waiting.length);
  assert.deepEqual(told.later.map(({ stage, gain }) => [stage, gain.map(({ relations }) => relations)]),
    [['published', [['signatory']]]]);
  const ids = new Set(readers.map(({ id }) => id));
  assert.ok(told.next.people.length > 10);
  assert.ok(told.next.people.every(({ id }) => !ids.has(id)), 'those who read already are not listed again');
  const { text } = await animator.page(`${drafted}/synthese`);
  const parts = text.match(/<section class="read">/g).length;
  assert.equal(text.match(/<details class="who-reads">/g).length, parts);
  assert.equal(text.match(/<details class="who-next">/g).length, 1);
});

test('the demonstration\'s keys are those of the policy', async () => {
  const { status, vaults, envelopes, faults } = checkJson();
  assert.deepEqual([status, faults], [0, []]);
  assert.ok(vaults > 5 && envelopes > 50);
  const done = check();
  assert.match(done.stdout, /are in order\n.*: 0 hold too much, 0 are broken, 0 are missing\n$/s);
  const { keys } = await model(coordination, '/qui-voit-quoi?cles=oui');
  assert.deepEqual(keys, { vaults, envelopes, clean: true, faults: [] });
  refused(await signatory.get('/qui-voit-quoi?cles=oui'), 403, 'error.denied');
  assert.doesNotMatch((await signatory.page('/qui-voit-quoi')).text, /cles=oui/);
});

test('who waits is told, and no fault of the rows', async () => {
  const coming = [];
  for (const one of place.accounts.filter(({ roles }) => roles.length === 1).slice(0, 6))
    coming.push(await place.enter(({ email }) => email === one.email));
  let late;
  for (const visitor of coming) {
    const { answers } = await model(visitor, `${prepared}/positionnement`);
    if (!answers.some(({ person, answer }) => person.me && answer === 'coming')) late = visitor;
  }
  assert.ok(late, 'somebody has not said that they come');
  await act(late, `${prepared}/positionnement`, { answer: 'coming' });
  const me = (await model(late, '/')).me.id;
  const waits = checkJson();
  assert.equal(waits.status, 75);
  assert.deepEqual(waits.faults.map(({ fault, reason, account }) => [fault, reason, account]), [['missing', 'waits', me]]);
  await act(await holderOf(prepared, 'narrator'), `${prepared}/situation/acces`, {});
  assert.equal(checkJson().status, 0);
  await act(late, `${prepared}/positionnement`, { answer: 'excused' });
  const held = await place.rows("SELECT 1 FROM envelope JOIN vault ON vault.id = vault WHERE purpose = 'situation' AND seance = ? AND reader = ?", prepared.split('/')[2], me);
  assert.deepEqual(held, [], 'who is excused gives the key back');
  const audited = place.command('audit', 'verify');
  assert.equal(audited.status, 0, audited.stdout);
  assert.equal(checkJson().status, 0);
});

test('a key too many is told by id and function, to the operator and to coordination', async () => {
  const [vault] = await place.rows("SELECT id FROM vault WHERE purpose = 'situation' AND seance = ?", prepared.split('/')[2]);
  const [outside] = await place.rows('SELECT account FROM membership WHERE coordination = 0 AND account NOT IN (SELECT reader FROM envelope WHERE vault = ?)', vault.id);
  await place.change(`INSERT INTO envelope (vault, space, generation, reader, granter, box, signature, at)
    SELECT vault, space, generation, ?, granter, box, signature, at FROM envelope WHERE vault = ? LIMIT 1`, outside.account, vault.id);
  const { status, faults } = checkJson();
  assert.equal(status, 65);
  assert.equal(faults.length, 1);
  const [found] = faults;
  assert.deepEqual([found.fault, found.reason, found.vault, found.account], ['extra', 'not_entitled', vault.id, outside.account]);
  const done = check();
  assert.equal(done.status, 65);
  assert.ok(done.stdout.includes(found.text));
  for (const { name, email } of place.accounts)
    for (const word of [name, email]) assert.ok(!done.stdout.includes(word), 'no names');
  assert.ok(people.length > 40);
  const { keys } = await model(coordination, '/qui-voit-quoi?cles=oui');
  assert.deepEqual(keys.faults.map(({ key_fault: fault, person }) => [fault, person.id]), [['extra', outside.account]]);
  const page = await coordination.page('/qui-voit-quoi?cles=oui');
  assert.match(page.text, /tient une clé que les règles ne lui donnent pas/);
});

test('another policy, another page', async () => {
  const path = join(place.policies, 'spaces/vif-cevennes/access.ini');
  const text = readFileSync(path, 'utf8');
  await place.stop();
  writeFileSync(path, text.replace(/^comment = .*$/m, 'comment = narrator@drafted'));
  await place.start();
  const { things } = await model(signatory, '/qui-voit-quoi');
  const synthesis = things.find(({ resource }) => resource === 'synthesis');
  const { moments } = synthesis.actions.find(({ action }) => action === 'comment');
  assert.deepEqual(moments.map(({ spans, who }) => [spans, who.map(({ relation }) => relation)]),
    [[[{ from: 'drafted', to: 'drafted' }], ['narrator']]]);
});
