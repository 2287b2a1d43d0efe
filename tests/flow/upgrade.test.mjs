// Databases that earlier programs made (tests/upgrade, by make.mjs) open with this one, whole: their rows
// are those that their journal sealed, and people read what they read before.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Place, act, model, source } from './cocon.mjs';

const folder = join(source, 'tests/upgrade');
const migrations = readdirSync(join(source, 'src/store/engine/sqlite/sql'));
const newest = Math.max(...migrations.filter((name) => name.endsWith('.sql')).map((name) => Number.parseInt(name, 10)));

/** A platform of today whose data are those of ${name}. */
function place(name) {
  const here = new Place();
  here.init(); // for a certificate of today
  const put = (file, bytes) => {
    writeFileSync(join(here.data, file), bytes);
    chmodSync(join(here.data, file), 0o600);
  };
  for (const file of ['server.key', 'anchors.ini', 'journal.head'])
    put(file, readFileSync(join(folder, name, file)));
  for (const file of readdirSync(here.data))
    if (/^cocon\.db-(wal|shm)$/.test(file)) put(file, '');
  put('cocon.db', gunzipSync(readFileSync(join(folder, name, 'cocon.db.gz'))));
  const ini = readFileSync(join(folder, name, 'cocon.ini'), 'utf8');
  const today = new Date().toISOString().slice(0, 10);
  put('cocon.ini', ini.replace(/^from = .*$/m, `from = ${today}`)); // or its year would be over
  here.accounts = JSON.parse(readFileSync(join(folder, name, 'accounts.json'), 'utf8'));
  here.know();
  return here;
}

for (const name of readdirSync(folder).filter((entry) => entry.startsWith('schema-'))) {
  describe(name, () => {
    const here = place(name);
    const clean = (...words) => {
      const done = here.command(...words);
      assert.equal(done.status, 0, `cocon ${words.join(' ')}: ${done.stdout}${done.stderr}`);
    };
    const allClean = () => {
      clean('check');
      clean('check', '--keys');
      clean('audit', 'verify');
    };
    before(async () => {
      const [{ user_version: was }] = await here.rows('PRAGMA user_version');
      assert.equal(was, Number(name.slice('schema-'.length)));
      await here.start();
    });
    after(() => here.close());

    test('its schema is today’s, and every row is the one that was sealed', async () => {
      const [{ user_version: now }] = await here.rows('PRAGMA user_version');
      assert.equal(now, newest);
      allClean();
    });

    test('people sign in and find what was there', async () => {
      const reader = await here.enter(({ roles }) => roles.includes('narrator'));
      const [published] = await here.rows("SELECT id FROM seance WHERE stage = 'published'");
      const text = await model(reader, `/seances/${published.id}/synthese`);
      assert.ok(text.values.context.length > 20);
      assert.ok(text.signatures.length >= 2);
      assert.ok(text.signatures.every(({ verified }) => verified));
      const [planned] = await here.rows("SELECT seance AS id FROM role WHERE state = 'proposed'");
      const { roles } = await model(reader, `/seances/${planned.id}/roles`);
      assert.deepEqual(roles.map(({ role }) => role), ['animator', 'secretary', 'narrator']);
      const offered = roles.flatMap(({ role, candidates }) =>
        candidates.filter((one) => one.offered).map(({ person }) => `${role} ${person.id}`));
      assert.ok(offered.length > 0, 'what people offered is still known');
    });

    test('and go on', async () => {
      const coordination = await here.enter(({ roles }) => roles.includes('coordinator'));
      const [planned] = await here.rows("SELECT seance AS id FROM role WHERE state = 'proposed'");
      const path = `/seances/${planned.id}`;
      const { roles } = await model(coordination, `${path}/roles`);
      const role = roles.find(({ state }) => state === 'proposed');
      const holder = here.accounts.find(({ name: whose }) => whose === role.person.name);
      const candidate = await here.enter(({ email }) => email === holder.email);
      await act(candidate, `${path}/roles/reponse`, { role: role.role, answer: 'accepted' });
      const seen = await model(candidate, path);
      assert.equal(seen.seance.stage, 'staffed');
      await here.stop();
      allClean();
    });
  });
}
