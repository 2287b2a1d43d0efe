// lay.mjs FOLDER: lay the demonstration there, for the tests that begin with a copy of it.
import { cpSync, rmSync } from 'node:fs';
import { Place } from './cocon.mjs';

const [folder] = process.argv.slice(2);
const place = new Place();
try {
  rmSync(folder, { recursive: true, force: true });
  place.demo();
  cpSync(place.data, folder, { recursive: true, preserveTimestamps: true });
} finally {
  await place.close();
}
