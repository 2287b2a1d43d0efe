// Every act is asked over what its page showed: over anything else it is refused, changes nothing, and
// goes through as soon as it is sent over what there is.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Place, Visitor, model, source } from '../flow/cocon.mjs';
import { ORIGIN, acts, base, build, pathOf, stages, who } from './acts.mjs';

const NUMBERS = /SITUATION|SYNTHESIS|STRUCTURE|CHARTER/; // their versions count up
const ROUTES = [...readFileSync(join(source, 'src/site/routes.c'), 'utf8')
  .matchAll(/ROW\(HTTP_POST,\s*"([^"]+)"[\s\S]*?\.(over|alone) = (\w+)/g)]
  .map(([, path, column, value]) => ({ path, over: column === 'over' ? value : undefined }));
const lane = new Place();

/* The page that says over what an act is sent, where it is another one. */
const page = (path) => path.replace(/^\/charte.*/, '/charte').replace(/^\/calendrier.*/, '/calendrier')
  .replace(/\/(exact|reponse|invitation|reouverture|remise|approbation|renvoi|commentaires|signature|accord|correction|nom)$/, '');

before(async () => {
  await build();
  lane.url = ORIGIN;
  cpSync(base.policies, lane.policies, { recursive: true, force: true });
});
after(async () => {
  await lane.close();
  await base.close();
});

test('each act says what it is sent over, or why nothing', () => {
  assert.deepEqual(ROUTES.map(({ path }) => path).sort(), Object.keys(acts).sort());
  assert.ok(ROUTES.filter(({ over }) => over).length > 20);
});

for (const { path: route, over } of ROUTES.filter((row) => row.over))
  test(`${route} over something else`, async () => {
    const spec = acts[route];
    rmSync(lane.data, { recursive: true, force: true });
    cpSync(stages[spec.stage], lane.data, { recursive: true });
    await lane.start();
    try {
      const visitor = new Visitor(lane);
      visitor.cookies = new Map(who[spec.who].visitor.cookies);
      visitor.csrf = who[spec.who].visitor.csrf;
      const ready = await spec.ready?.(visitor);
      const path = pathOf(route);
      const { version: shown } = await model(visitor, page(path));
      const fields = { ...(spec.fields?.(0) ?? ready), version: shown };
      const counts = await lane.counts();
      for (const version of NUMBERS.test(over) ? [fields.version + 1, 999] : [0, 'f'.repeat(16)]) {
        const answer = await visitor.post(path, { ...fields, version });
        assert.equal(answer.status, 409, answer.text);
        assert.match(answer.json.message, /entre-temps/);
      }
      assert.deepEqual(await lane.counts(), counts);
      const answer = await visitor.post(path, fields);
      assert.equal(answer.status, 200, answer.text);
    } finally {
      await lane.stop();
    }
  });
