// What is over its time is announced by the command and on the pages; people take their data with
// them, and whoever left is erased.  That texts go, and leave no byte, is in the unit tests, which
// have a clock of their own.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, act, model, pageSays, refused } from './cocon.mjs';

const place = new Place();
after(() => place.close());

const retention = (...more) => {
  const done = place.command('retention', '--json', ...more);
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};
const count = (result, kind) => result.acts.filter(({ act: done }) => done === kind).length;

function keptFrom(day) {
  const path = join(place.data, 'cocon.ini');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^from = .*$/m, `from = ${day}`));
}

before(() => place.demo());

test('the demonstration counts from the day it was made', () => {
  const result = retention();
  assert.deepEqual(result.acts, []);
});

test('what is over its time is announced once, and nothing goes before its days of warning', () => {
  keptFrom('2023-01-01');
  const dry = retention('--dry-run');
  assert.equal(dry.announced, count(dry, 'announce'));
  assert.ok(dry.acts.some(({ what }) => what === 'situation'));
  assert.deepEqual(retention('--dry-run'), dry, 'a dry run changes nothing');
  const first = retention();
  assert.equal(first.announced, dry.announced);
  assert.equal(first.destroyed + first.suspended, 0);
  const second = retention();
  assert.deepEqual(second.acts, []);
  const waiting = retention('--dry-run');
  assert.equal(count(waiting, 'wait'), first.announced);
  assert.equal(place.command('audit', 'verify').status, 0);
});

test('periods that break the rules, or a day that is none, stop the start', () => {
  const path = join(place.policies, 'retention.ini');
  const good = readFileSync(path, 'utf8');
  writeFileSync(path, good.replace('situation_months = 24', 'situation_months = 600'));
  assert.equal(place.command('check').status, 78);
  writeFileSync(path, good);
  assert.equal(place.command('check').status, 0);
  for (const day of ['hier', '2999-01-01']) {
    keptFrom(day);
    assert.equal(place.command('retention').status, 78, day);
  }
  keptFrom('2023-01-01');
});

test('the pages say what ends, to those concerned', async () => {
  await place.start();
  const coordinator = await place.enter(({ roles }) => roles.includes('coordinator'));
  const narrator = await place.enter(({ roles }) => roles.includes('narrator'));
  const tasks = async (visitor) => (await model(visitor, '/')).tasks.map(({ task }) => task);
  assert.ok((await tasks(coordinator)).includes('texts_end'));
  assert.ok((await tasks(narrator)).includes('situation_ends'));
  const [{ seance }] = await place.rows("SELECT seance FROM document WHERE kind = 'situation' LIMIT 1");
  const text = await model(coordinator, `/seances/${seance}/situation`);
  assert.ok(text.ends_at > Date.now() / 1000 + 28 * 86400);
  const told = await model(coordinator, '/journal?act=announce');
  assert.ok(told.entries.every(({ actor, platform }) => actor === null && platform));
});

test('a copy of one’s own data holds everything of oneself and is journalled', async () => {
  const narrator = await place.enter(({ roles }) => roles.includes('narrator'));
  const file = await narrator.send('GET', '/compte/donnees?format=json');
  assert.match(file.headers['content-disposition'], /mes-donnees\.json/);
  assert.equal(file.headers['cache-control'], 'no-store');
  const data = JSON.parse(file.text);
  assert.equal(data.account.email, narrator.account.email);
  assert.ok(data.texts.some(({ document, values }) => document === 'situation' && values.context));
  assert.ok(data.trace.some(({ act: done }) => done === 'export'));
  for (const { email } of place.accounts)
    assert.equal(file.text.includes(email), email === narrator.account.email, email);
  const text = await narrator.send('GET', '/compte/donnees?format=texte');
  assert.match(text.headers['content-type'], /^text\/plain/);
  assert.ok(text.text.includes(`Nom affiché : ${narrator.account.name}`));
  assert.ok(text.text.includes(data.texts[0].values.questions.split('\n')[0]));
  const own = await model(narrator, '/journal');
  assert.equal(own.entries.filter(({ act: done }) => done === 'export').length, 2);
  const stranger = place.visitor();
  assert.equal((await stranger.send('GET', '/compte/donnees?format=json')).status >= 300, true);
});

test('whoever asks is erased after they left, and becomes a function', async () => {
  const coordinator = await place.enter(({ roles }) => roles.includes('coordinator'));
  const leaver = await place.enter(({ roles }) => roles.includes('secretary'));
  const { id } = (await model(leaver, '/')).me;
  await act(leaver, '/compte/effacement', { asks: true });
  await act(leaver, '/compte/effacement', { asks: false });
  await act(leaver, '/compte/effacement', { asks: true });
  assert.ok((await model(leaver, '/compte/donnees')).asked_at > 0);
  assert.ok((await model(coordinator, '/')).tasks.some(({ task }) => task === 'erase_accounts'));
  assert.equal((await leaver.get(`/acces/${id}/effacement`)).status, 403);
  refused(await coordinator.post(`/acces/${id}/effacement`, { sure: true }), 409, 'error.erase_present');
  await act(coordinator, `/acces/${id}/retrait`, { sure: true });
  const page = await coordinator.page(`/acces/${id}/effacement`);
  assert.equal(page.status, 200);
  await act(coordinator, `/acces/${id}/effacement`, { sure: true });
  pageSays(await coordinator.page(`/acces/${id}/effacement`), 409, 'error.erased_already');
  const { gone } = await model(coordinator, '/acces');
  assert.ok(!gone.some(({ person }) => person.id === id));
  const seances = await place.rows('SELECT seance FROM role WHERE account = ?', id);
  const roles = await coordinator.page(`/seances/${seances[0].seance}/roles`);
  assert.equal(roles.status, 200);
  assert.ok(!roles.text.includes(leaver.account.name));
  const again = place.visitor();
  const { email, passphrase } = leaver.account;
  const answer = await again.post('/connexion', { email, passphrase }, { 'X-CSRF-Token': undefined });
  assert.equal(answer.status, 401);
  await place.stop();
  const clean = place.command('audit', 'verify');
  assert.equal(clean.status, 0, clean.stdout);
});
