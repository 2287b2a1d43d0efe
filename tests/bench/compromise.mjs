// How fast the npm package fr-compromise finds names and dates: node compromise.mjs FOLDER BYTES, with
// the folder that has it in node_modules.  On the news that bench-anonymise reads; MB a second of
// processor time: with all it is asked for, and with its reading of the text alone.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { news } from '../anonymise/corpus.mjs';

const [folder, bytes] = process.argv.slice(2);
const nlp = createRequire(join(folder, 'x'))('fr-compromise');
const paragraphs = [];
let size = 0;
for (const { text } of news())
  for (const paragraph of text.split('\n\n')) {
    if (size >= Number(bytes)) break;
    paragraphs.push(paragraph);
    size += Buffer.byteLength(paragraph);
  }
if (size === 0) throw new Error('no annotated news');

// The fastest of some tries, as bench-anonymise has it.
function pace(work) {
  let best = 0;
  for (let i = 0; i < 4; i++) {
    const before = process.cpuUsage();
    paragraphs.forEach(work);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, size / (user + system));
  }
  return best;
}
const read = pace((text) => nlp(text));
const asked = pace((text) => {
  const read = nlp(text);
  return [read.people(), read.places(), read.match('#ProperNoun'), read.match('#Date')];
});
console.log(`${asked.toFixed(3)} ${read.toFixed(3)}`);
