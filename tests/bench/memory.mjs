// What stays resident: node memory.mjs [--scale N].  A server that idles, then twelve visits to every
// page by four connections each, by everybody at once; what is left when all of them are gone, and
// what each page needs while four ask for it.  Nothing is asserted.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Place } from '../flow/cocon.mjs';
import { look, tour } from './tour.mjs';

const VISITS = 12;
const CONNECTIONS = 4;
const at = process.argv.indexOf('--scale');
const scale = at < 0 ? [] : ['--scale', process.argv[at + 1]];

const place = new Place();
const status = (name) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${place.server.pid}/status`, 'utf8'))[1]);
const mebi = (kibi) => (kibi / 1024).toFixed(1);
// private pages, heap and stacks, without what is mapped from files
const own = () => status('RssAnon');
const said = (what) => console.log(`${what}: ${mebi(status('VmRSS'))} MiB resident, ${mebi(own())} of them its own`);

/** The highest mark from here on. */
const forget = () => writeFileSync(`/proc/${place.server.pid}/clear_refs`, '5');

try {
  place.demo(...scale);
  await place.start();
  await pause(12000); // the journal's first check is over, and a tick of the server came after it
  said('idle, after the start');
  const pages = await tour(place);
  said('idle, two people signed in');
  for (const page of pages) {
    await look(page);
    await pause(200);
    forget();
    const before = status('VmRSS');
    await look(page);
    console.log(`${page.name}: ${mebi(status('VmHWM') - before)} MiB at most for one request`);
  }
  forget();
  for (const page of pages)
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      for (let visit = 0; visit < VISITS; visit++) await look(page);
    }));
  console.log(`${VISITS} visits to ${pages.length} pages by ${CONNECTIONS}: ${mebi(status('VmHWM'))} MiB at most`);
  said('right after them');
  await pause(12000);
  said('twelve seconds later');
} finally {
  await place.close();
}
