// What the anonymiser knows of words, as one table that is mapped read-only:
// node lexicon.mjs MODULES DICTIONARY AFFIXES OUTPUT, with the folder of npm packages and hunspell's
// French dictionary.  Sources and licences: docs/lexicon.md.
//
// The file: "COCONLX1", the number of slots, 4 bytes for nothing; then the slots, a fingerprint
// and flags of 32 bits each, little-endian.  A word's slot is the first free one from its hash on.
// Low flags hold for the word as it is written, the same 16 bits higher for it without accents.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [modules, dictionary, affixes, output] = process.argv.slice(2);
const require = createRequire(join(modules, 'x'));
const json = (path) => JSON.parse(readFileSync(join(modules, path), 'utf8'));

// src/anonymise/lexicon.h has the same list.
const [COMMON, FUNCTION, VERB, VERB3, FIRST, WEAK, SURNAME, PLACE, BIG, COUNTRY, REGION, PROPER,
  MALE, FEMALE, PREFIX, NOUN] = Array.from({ length: 16 }, (_, i) => 1 << i);

const words = new Map();
const put = (key, flags) => words.set(key, (words.get(key) ?? 0) | flags);
const parts = (text) => text.toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae')
  .replaceAll('ß', 'ss').normalize('NFD').split(/[ ’'ʼ\-‐‑]+/u).filter(Boolean);
const bare = (part) => part.replace(/\p{M}/gu, '');

function addWord(part, flags) {
  put(part, flags);
  put(bare(part), flags << 16);
}

// A name of several words: without accents, each beginning of it marked, so that a reader stops early.
// Groups are keyed by the hashes of their words, joined.
const groups = new Map();
function add(text, flags) {
  const all = parts(text);
  if (all.length === 0 || all.some((part) => !/^[\p{L}\p{M}]+$/u.test(part))) return;
  if (all.length === 1) return addWord(all[0], flags);
  if (flags & COMMON) return all.forEach((part) => addWord(part, COMMON | NOUN));
  const plain = all.map(bare);
  put(plain[0], PREFIX);
  for (let i = 2; i <= plain.length; i++) {
    const key = plain.slice(0, i).join(' ');
    groups.set(key, (groups.get(key) ?? 0) | (i < plain.length ? PREFIX : flags));
  }
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
    return (/po:prn/u.test(tags) ? FIRST | gender : 0) | (/po:patr/u.test(tags) ? SURNAME : 0) |
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
  ((words.get(parts(name)[0]) ?? 0) & COMMON || (words.get(bare(parts(name)[0])) ?? 0) & COMMON << 16);
for (const [name, gender] of borne) {
  if (bare(name).length < 3) continue;
  const said = words.get(bare(name)) >> 16 & (MALE | FEMALE);
  const flags = said ? 0 : gender === 'male' ? MALE : gender === 'female' ? FEMALE : MALE | FEMALE;
  add(name, flags | WEAK | (common(name) ? 0 : FIRST));
}
const lists = '@zxcvbn-ts/language-fr/src';
json(`${lists}/firstnames.json`).filter((name) => name.length > 2).forEach((name) => add(name, FIRST));
json(`${lists}/lastnames.json`).filter((name) => name.length > 2).forEach((name) => add(name, SURNAME));

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
const entries = [...[...words].map(([key, flags]) => [key, flags, hash(key)]),
  ...[...groups].map(([key, flags]) => [key, flags, hashGroup(key)])];
const slots = Math.ceil(entries.length / 0.72);
const table = new Uint32Array(2 * slots);
const seen = new Map();
for (const [key, flags, [a, b]] of entries) {
  const both = a * 2 ** 21 + (b & 0x1fffff);
  if (seen.has(both)) throw new Error(`${key} and ${seen.get(both)} have the same hash`);
  seen.set(both, key);
  let at = Number(BigInt(a) * BigInt(slots) >> 32n);
  while (table[2 * at] !== 0) at = (at + 1) % slots;
  table[2 * at] = b;
  table[2 * at + 1] = flags >>> 0;
}
if (entries.length < 300000) throw new Error(`only ${entries.length} words`);
const header = Buffer.alloc(16);
header.write('COCONLX1');
header.writeUInt32LE(slots, 8);
writeFileSync(output, Buffer.concat([header, Buffer.from(table.buffer)]));
