// What the anonymiser knows of words, as one table that is mapped read-only:
// node lexicon.mjs MODULES DICTIONARY AFFIXES COUNTS MODEL OUTPUT PACK, with the folder of npm packages, hunspell's
// French dictionary, Onboard's counts of French words and the weights of model.weights.  Sources and licences: docs/lexicon.md.
//
// The file: "COCONLX3", the number of slots, 4 bytes for nothing; then the slots of 64 bits,
// little-endian: a fingerprint in the low 24, flags of the word as it is written in the next 20, and
// of it without accents in the highest 20.  A word's slot is the first free one from its hash on.  Behind
// them the weights, as src/anonymise/model.c reads them.
//
// PACK is the same for the way to a browser, compressed (gzip); src/anonymise/pack.c makes the same table
// of it: "COCONPK1", the numbers of slots, of words, of pairs of flags and of bytes that the words take;
// the pairs, the most frequent first, 8 bytes each; the words in the order of their bytes: how many bytes
// go from the end of the one before (below 32; 31: and as many more as the next says), then what comes;
// their pairs, a byte each, or from 192 on two; the weights.
import { createRequire } from 'node:module';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [modules, dictionary, affixes, counts, model, output, pack] = process.argv.slice(2);
const require = createRequire(join(modules, 'x'));
const json = (path) => JSON.parse(readFileSync(join(modules, path), 'utf8'));

// src/anonymise/table.h has the same list.
const [COMMON, FUNCTION, VERB, VERB3, FIRST, WEAK, SURNAME, PLACE, BIG, COUNTRY, REGION, PROPER,
  MALE, FEMALE, PREFIX, NOUN, NAMELY, SELDOM, MOSTLY, GIVEN] = Array.from({ length: 20 }, (_, i) => 1 << i);

const words = new Map(); // by key: flags as it is written
const plain = new Map(); // and without accents
const add1 = (map, key, flags) => map.set(key, (map.get(key) ?? 0) | flags);
const parts = (text) => text.toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae')
  .replaceAll('ß', 'ss').normalize('NFD').split(/[ ’'ʼ\-‐‑]+/u).filter(Boolean);
const bare = (part) => part.replace(/\p{M}/gu, '');

function addWord(part, flags) {
  add1(words, part, flags);
  add1(plain, bare(part), flags);
}

// A name of several words: without accents, each beginning of it marked, so that a reader stops early.
// Groups are keyed by the hashes of their words, joined.
const groups = new Map();
function add(text, flags) {
  const all = parts(text);
  if (all.length === 0 || all.some((part) => !/^[\p{L}\p{M}]+$/u.test(part))) return;
  if (all.length === 1) return addWord(all[0], flags);
  if (flags & COMMON) return all.forEach((part) => addWord(part, COMMON | NOUN));
  const group = all.map(bare);
  add1(words, group[0], PREFIX);
  for (let i = 2; i <= group.length; i++)
    add1(groups, group.slice(0, i).join(' '), i < group.length ? PREFIX : flags);
}

// hunspell's suffixes: flag → [what goes, what comes, where, tags]
const suffixes = new Map();
for (const line of readFileSync(affixes, 'utf8').split('\n')) {
  const [kind, flag, strip, adds, where, ...tags] = line.split(/\s+/u);
  if (kind !== 'SFX' || where === undefined || !/^\S+$/u.test(where)) continue;
  const rule = [strip === '0' ? '' : strip, adds.split('/')[0].replace(/^0$/u, ''),
    new RegExp(`${where}$`, 'u'), tags.join(' ')];
  suffixes.set(flag, [...suffixes.get(flag) ?? [], rule]);
}

// Words as people write them today: no imperfect subjunctive, no « nous » and « vous » of the past.
const RARE = /po:(simp|simp!)|po:ipsi.*po:(1|2)(sg|pl)|po:1isg/u;

function flagsOf(tags) {
  if (/po:(prn|patr|npr)/u.test(tags)) {
    const gender = (/is:mas/u.test(tags) ? MALE : 0) | (/is:fem/u.test(tags) ? FEMALE : 0);
    return (/po:prn/u.test(tags) ? FIRST | GIVEN | gender : 0) | (/po:patr/u.test(tags) ? SURNAME : 0) |
      (/po:npr/u.test(tags) ? PROPER : 0);
  }
  let flags = COMMON;
  if (/po:(mg|prep|det|detpos|detdem|detind|detneg|detex|adv|advint|cj|cjco|cjsub|prodem|proind|prorel|proint|properobj|propersuj|proneg|negadv|proadv|nb)/u.test(tags)) flags |= FUNCTION;
  if (/po:v\d/u.test(tags)) flags |= VERB;
  if (/po:(nom|adj|loc|interj|titr)/u.test(tags)) flags |= NOUN;
  if (/po:3(sg|pl)/u.test(tags)) flags |= VERB3;
  return flags;
}

for (const line of readFileSync(dictionary, 'utf8').split('\n').slice(1)) {
  const [head, ...tags] = line.trim().split(/\s+/u);
  const [word, codes = ''] = head.split('/');
  if (!/^[\p{L}’'-]+$/u.test(word)) continue;
  const flags = flagsOf(tags.join(' '));
  const proper = flags & (FIRST | SURNAME | PROPER);
  const capital = word !== word.toLowerCase();
  if (capital && !proper && word.length > 1) {
    // symbols and acronyms of the dictionary are no common words
    continue;
  }
  const forms = codes.includes('()') ? [] : [[word, flags]];
  for (let i = 0; i < codes.length && !proper; i += 2)
    for (const [strip, adds, where, said] of suffixes.get(codes.slice(i, i + 2)) ?? []) {
      if (!word.endsWith(strip) || !where.test(word) || RARE.test(said)) continue;
      // a participle or an infinitive is no verb that a name could be followed by
      forms.push([word.slice(0, word.length - strip.length) + adds,
        flags | (/po:3(sg|pl)/u.test(said) ? VERB3 : 0)]);
    }
  for (const [form, what] of forms) add(form, what);
}
// What the apostrophe cuts off.
for (const word of ['qu', 'lorsqu', 'puisqu', 'quoiqu', 'jusqu', 'quelqu', 'presqu', 'aujourd', 'hui',
  'l', 'd', 'n', 's', 'c', 'j', 'm', 't', 'entr', 'prud']) addWord(word, COMMON | FUNCTION | NOUN);
for (const word of ['a', 'est', 'ont', 'sont', 'était', 'avait', 'va', 'vit']) addWord(word, COMMON | VERB3);

// First names: those of dictionaries of names, and those that somebody bears, commonly or not.
const genders = require(join(modules, 'gender-detection-from-name/names/fr.js'));
const borne = genders.get ? genders : genders.frNames ?? Object.values(genders)[0];
const common = (name) => parts(name).length === 1 &&
  ((words.get(parts(name)[0]) ?? 0) & COMMON || (plain.get(bare(parts(name)[0])) ?? 0) & COMMON);
for (const [name, gender] of borne) {
  if (bare(name).length < 3) continue;
  const said = (plain.get(bare(name)) ?? 0) & (MALE | FEMALE);
  const flags = said ? 0 : gender === 'male' ? MALE : gender === 'female' ? FEMALE : MALE | FEMALE;
  add(name, flags | WEAK | (common(name) ? 0 : FIRST));
}
const lists = '@zxcvbn-ts/language-fr/src';
// The package has them the wrong way round: its first names are surnames.
json(`${lists}/lastnames.json`).filter((name) => name.length > 2).forEach((name) => add(name, FIRST | GIVEN));
json(`${lists}/firstnames.json`).filter((name) => name.length > 2).forEach((name) => add(name, SURNAME));

// Places: communes, with their short forms; départements, regions, countries.
function addPlace(name, flags) {
  const spelt = new Set([name, name.replace(/\bSaint(e?)\b/gu, 'St$1'), name.replace(/-(?=[a-z])/gu, ' ')]);
  for (const one of spelt) add(one, flags);
  const rest = name.replace(/^(?:L['’]|Les? |La )/u, ''); // « du Vigan », « aux Vans »
  if (rest !== name) add(rest, flags);
}
for (const { nom, population } of json('@etalab/decoupage-administratif/data/communes.json'))
  addPlace(nom, PLACE | (population >= 30000 ? BIG : 0));
for (const file of ['departements', 'regions'])
  json(`@etalab/decoupage-administratif/data/${file}.json`).forEach(({ nom }) => addPlace(nom, REGION));
const regions = new Intl.DisplayNames(['fr'], { type: 'region', fallback: 'none' });
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
  const name = regions.of(code);
  if (name) add(name.replace(/ \(.*$/u, ''), COUNTRY);
}

// How often a word stands in small letters, how often with a capital: a name that dictionaries have as
// a word too is mostly the one or the other.  Counts under LEAST are not listed.
const LEAST = 170;
const seen = [new Map(), new Map()]; // as it is written, without accents
let unigrams = false;
for (const line of readFileSync(counts, 'utf8').split('\n')) {
  if (line.startsWith('\\')) unigrams = line === '\\1-grams:';
  const [, count, word] = /^(\d+) (\p{L}+)$/u.exec(line) ?? [];
  if (!unigrams || word === undefined || word.length < 2) continue;
  const small = word === word.toLowerCase();
  [parts(word)[0], bare(parts(word)[0])].forEach((key, i) => {
    const tally = seen[i].get(key) ?? [0, 0];
    tally[small ? 0 : 1] += word === word.toUpperCase() ? 0 : Number(count);
    seen[i].set(key, tally);
  });
}
if (seen[0].size < 30000) throw new Error(`only ${seen[0].size} words are counted`);
[words, plain].forEach((map, i) => {
  for (const [key, flags] of map) {
    const [small, capital] = seen[i].get(key) ?? [0, 0];
    const seldom = small < LEAST ? SELDOM : 0;
    const namely = flags & COMMON && flags & (FIRST | WEAK | SURNAME | PLACE | PROPER | COUNTRY | REGION) &&
      capital >= 4 * Math.max(small, LEAST / 2) ? NAMELY : 0;
    const mostly = small >= 2000 && small >= 20 * capital ? MOSTLY : 0;
    map.set(key, flags | seldom | namely | mostly);
  }
});

// The table.
const START = [0x811c9dc5, 0x9747b28c];
const end = ([a, b]) => {
  const mixed = Math.imul(a ^ a >>> 16, 0x7feb352d);
  return [(mixed ^ mixed >>> 15) >>> 0, b >>> 0 || 1];
};
function hash(word) {
  let [a, b] = START;
  for (const byte of Buffer.from(word)) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b + byte, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return end([a, b]);
}
function hashGroup(group) {
  let [a, b] = START;
  for (const word of group.split(' ')) {
    const [next, print] = hash(word);
    a = Math.imul(a ^ next, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + print, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return end([a, b]);
}
const entries = [...[...new Set([...words.keys(), ...plain.keys()])]
  .map((key) => [key, words.get(key) ?? 0, plain.get(key) ?? 0, hash(key)]),
...[...groups].map(([key, flags]) => [key, flags, 0, hashGroup(key)])]
  .map(([key, ...rest]) => [Buffer.from(key), ...rest]).sort(([a], [b]) => Buffer.compare(a, b));
const slots = Math.ceil(entries.length / 0.72);
const table = new Uint32Array(2 * slots);
const hashes = new Map();
for (const [key, flags, loose, [a, b]] of entries) {
  const both = a * 2 ** 21 + (b >>> 11);
  if (hashes.has(both)) throw new Error(`${key} and ${hashes.get(both)} have the same hash`);
  hashes.set(both, key);
  let at = Number(BigInt(a) * BigInt(slots) >> 32n);
  while (table[2 * at] !== 0) at = (at + 1) % slots;
  table[2 * at] = (b >>> 8 || 1) | (flags & 0xff) << 24;
  table[2 * at + 1] = flags >>> 8 | loose << 12;
}
if (entries.length < 300000) throw new Error(`only ${entries.length} words`);
const header = Buffer.alloc(16);
header.write('COCONLX3');
header.writeUInt32LE(slots, 8);
const weights = readFileSync(model); // behind a text that says how they were made
const from = weights.indexOf('\n---\n') + 5;
if (from < 5) throw new Error(`${model}: no weights`);

const pairs = new Map(); // of flags: how often
for (const [, flags, loose] of entries) pairs.set(`${flags} ${loose}`, (pairs.get(`${flags} ${loose}`) ?? 0) + 1);
const ranked = [...pairs].sort(([, a], [, b]) => b - a).map(([pair]) => pair);
const rank = new Map(ranked.map((pair, i) => [pair, i]));
if (ranked.length > 192 + 64 * 256) throw new Error(`${ranked.length} pairs of flags`);
const spelt = [];
const ranks = [];
let before = Buffer.alloc(0);
for (const [key, flags, loose] of entries) {
  let same = 0;
  while (same < key.length && key[same] === before[same]) same++;
  let gone = before.length - same;
  for (; gone >= 31; gone -= 31) spelt.push(31);
  spelt.push(gone, ...key.subarray(same));
  before = key;
  const i = rank.get(`${flags} ${loose}`);
  ranks.push(...(i < 192 ? [i] : [192 + ((i - 192) >> 8), (i - 192) & 255]));
}
const numbers = (list) => Buffer.from(Uint32Array.from(list).buffer);
const packed = Buffer.concat([Buffer.from('COCONPK1'),
  numbers([slots, entries.length, ranked.length, spelt.length]),
  numbers(ranked.flatMap((pair) => pair.split(' ').map(Number))),
  Buffer.from(spelt), Buffer.from(ranks), weights.subarray(from)]);

// a server that has the one of before mapped keeps it
for (const [path, content] of [
  [output, Buffer.concat([header, Buffer.from(table.buffer), weights.subarray(from)])],
  [pack, gzipSync(packed, { level: 9 })]]) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
