// French words for the passphrase meter, one a line, commonest first:
// node words.mjs LISTS DICTIONARY OUTPUT, with the folder of @zxcvbn-ts/language-fr's JSON lists and
// hunspell's French dictionary.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [lists, dictionary, output] = process.argv.slice(2);
const list = (name) => JSON.parse(readFileSync(join(lists, `${name}.json`), 'utf8'));

// As typed without accents; what stands between words is taken out, as the meter does.
const words = new Set();
const add = (word) => {
  const plain = word?.toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD')
    .replace(/\p{M}/gu, '').replace(/[ '’\-_.,]/gu, '');
  if (plain?.length > 1) words.add(plain);
};

// Spoken and written French by frequency, side by side.
const spoken = list('commonWords');
const written = list('wikipedia');
for (let i = 0; i < Math.max(spoken.length, written.length); i++) {
  add(spoken[i]);
  add(written[i]);
}
// Then names and the rest of the dictionary, in no order: all of them count as rare.
[...list('lastnames'), ...list('firstnames')].forEach(add);
readFileSync(dictionary, 'utf8').split('\n').slice(1)
  .forEach((line) => add(line.split(/[/\s]/u)[0]));

if (words.size < 80000) throw new Error(`only ${words.size} French words`);
writeFileSync(output, [...words].join('\n') + '\n');
