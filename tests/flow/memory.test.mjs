// What a server took for many visits goes back to the system once they are over.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Place } from './cocon.mjs';

const place = new Place();
const TICK = 10000; // of the server: it gives back then
const proc = (name) => readFileSync(`/proc/${place.server.pid}/${name}`, 'utf8');

/** KiB: all that is resident, and what is the server's own. */
const resident = () => Object.fromEntries(['VmRSS', 'RssAnon']
  .map((name) => [name, Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(proc('status'))[1])]));

before(async () => {
  place.demo();
  await place.start();
});
after(() => place.close());

test('twelve visits to every page by four connections leave little behind', async (t) => {
  if (/lib[at]san/.test(proc('maps'))) return t.skip('sanitizers keep what is freed');
  const coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  const signatory = await place.enter(({ totp }) => !totp);
  const pages = ['/', '/acces', '/calendrier', '/structures', '/charte', '/journal', '/qui-voit-quoi', '/aide'];
  await pause(TICK + 2000);
  const idle = resident();
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let visit = 0; visit < 12; visit++)
      for (const path of pages)
        for (const visitor of [coordination, signatory])
          assert.ok((await visitor.page(path)).status < 500, path); // some are not for signatories
  }));
  const worked = resident();
  let left = worked;
  for (let waited = 0; waited < 2 * TICK && left.RssAnon > idle.RssAnon + 8 * 1024; waited += 1000) {
    await pause(1000);
    left = resident();
  }
  const told = JSON.stringify({ idle, worked, left });
  assert.ok(worked.VmRSS < 60 * 1024, told);
  assert.ok(left.RssAnon <= idle.RssAnon + 8 * 1024, told);
});
