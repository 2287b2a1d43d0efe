// Makes a database for upgrade.test.mjs, with the program of the day: node tests/upgrade/make.mjs FOLDER
// `cocon demo` sets its own clock, so what it makes is of the same days whenever it is made; its year is
// cut to one meeting of each stage.  The folder is kept as it is: a later schema gets a folder of its own.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Place } from '../flow/cocon.mjs';

const KEPT = ['2022-03-07', '2022-05-16', '2022-09-23', '2022-11-14', '2023-03-13'];
const folder = process.argv[2];
const place = new Place();
try {
  const path = join(place.policies, 'demo/meetings.json');
  const year = JSON.parse(readFileSync(path, 'utf8'));
  for (const cycle of year.cycles) cycle.meetings = cycle.meetings.filter(({ key }) => KEPT.includes(key));
  writeFileSync(path, JSON.stringify(year));
  place.demo();
  const whole = join(place.folder, 'whole.db');
  await place.change(`VACUUM INTO '${whole}'`); // without its log
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cocon.db.gz'), gzipSync(readFileSync(whole), { level: 9 }));
  for (const name of ['server.key', 'anchors.ini', 'journal.head', 'cocon.ini', 'accounts.json'])
    cpSync(join(place.data, name), join(folder, name));
} finally {
  await place.close();
}
