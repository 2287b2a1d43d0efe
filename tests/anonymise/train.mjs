// Teaches the anonymiser's model: node train.mjs FEATURES TABLE OUTPUT [FOLD FOLDS|--check].
// FEATURES is the program made of features.c, TABLE the built lexicon.  From WiNER-fr 2016 and made
// sentences (sentences.mjs), each in four typings, an averaged perceptron learns of what kind a word
// is; its weights go to OUTPUT in bytes, behind a text that says how it was made.  The same inputs give
// the same bytes.  With FOLD, the news of one part in FOLDS stay out, so that they can be measured.
// --check writes nothing: OUTPUT must be what comes out, if rules and lists are still those that it was
// made with.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TYPINGS, marked, news, root } from './corpus.mjs';
import { sentences } from './sentences.mjs';

const [program, table, output, option = '', folds = ''] = process.argv.slice(2);
const check = option === '--check';
const FEATURES = 28; // src/anonymise/feature.h
const CLASSES = { Person: 1, person: 1, Location: 2, place: 2, Organization: 3, organisation: 3 };
const UNTOLD = new Set(['Event', 'Product']); // names of other kinds: neither taught nor denied
const SEED = 20161128;
const BITS = 16;
const EPOCHS = 8;
const MADE = 5000;
// Over the next best, in steps of a weight; chosen on parts that stayed out (docs/lexicon.md).
const THRESHOLDS = [45, 45, 90, 5, 140];

let state = SEED;
const pick = (below) => {
  state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
  let out = Math.imul(state ^ state >>> 13, 0x297a2d39);
  out ^= out >>> 16;
  return (out >>> 0) % below;
};

const texts = news(['Person', 'Location', 'Organization', 'Event', 'Product'])
  .filter((_, i) => folds === '' || i % Number(folds) !== Number(option));
if (texts.length === 0) {
  console.log('no annotated news here: the model is trained where they are');
  process.exit(check ? 0 : 1);
}
const made = sentences(join(root, 'node_modules'), pick, MADE).map(marked);
const typed = [];
for (const typing of Object.values(TYPINGS))
  for (const text of [...texts, ...made]) typed.push({ text: typing(text), marks: text.marks });

// Each word's features and class.
const { status, stdout } = spawnSync(program, [table, join(root, 'policies/anonymisation')],
  { input: typed.map(({ text }) => `${text}\0`).join(''), maxBuffer: 1 << 30 });
if (status !== 0) throw new Error(`${program}: ${status}`);
const told = new Uint32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
const examples = [];
let at = 0;
for (const { marks } of typed) {
  for (; told[at] !== 0xffffffff; at += 2 + FEATURES) {
    const mark = marks.find(({ start, end }) => start < told[at + 1] && end > told[at]);
    if (mark && UNTOLD.has(mark.category)) continue;
    examples.push({ at: at + 2, kind: CLASSES[mark?.category] ?? 0 });
  }
  at += 2;
}

// Whole numbers alone, so that every machine comes to the same.
const mask = 2 ** BITS - 1;
const weights = new Int32Array(4 << BITS);
const sums = new Float64Array(4 << BITS); // exact under 2 ** 53
let step = 1;
let wrong = 0;
const MARGIN = 40;
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  wrong = 0;
  for (let i = examples.length - 1; i > 0; i--) {
    const k = pick(i + 1);
    [examples[i], examples[k]] = [examples[k], examples[i]];
  }
  for (const { at: from, kind } of examples) {
    const scores = [0, 0, 0, 0];
    for (let n = 0; n < FEATURES; n++) {
      const slot = (told[from + n] & mask) * 4;
      for (let c = 0; c < 4; c++) scores[c] += weights[slot + c];
    }
    let best = kind === 0 ? 1 : 0;
    for (let c = 0; c < 4; c++) if (c !== kind && scores[c] > scores[best]) best = c;
    if (scores[best] >= scores[kind]) wrong++;
    if (scores[best] + MARGIN > scores[kind])
      for (let n = 0; n < FEATURES; n++) {
        const slot = (told[from + n] & mask) * 4;
        weights[slot + kind]++;
        sums[slot + kind] += step;
        weights[slot + best]--;
        sums[slot + best] -= step;
      }
    step++;
  }
}
const means = weights.map(() => 0);
let most = 1;
for (let i = 0; i < weights.length; i++) {
  means[i] = Math.round(64 * (weights[i] - sums[i] / step)); // in 64ths
  most = Math.max(most, Math.abs(means[i]));
}
const scale = Math.ceil(most / 127);
const bytes = Int8Array.from(means, (mean) => Math.max(-127, Math.min(127, Math.round(mean / scale))));

const head = Buffer.alloc(12 + 4 * THRESHOLDS.length);
head.write('COCONMD1');
head.writeUInt32LE(BITS, 8);
THRESHOLDS.forEach((threshold, i) => head.writeInt32LE(threshold, 12 + 4 * i));
const record = `The anonymiser's model: an averaged perceptron over ${FEATURES} features of a word, weights in bytes.
Corpus: WiNER-fr 2016 (YoannDupont/WiNER-fr, CC BY 4.0), ${texts.length} texts; ${MADE} made sentences; four typings.
Examples: ${examples.length}; of these wrong in the last of ${EPOCHS} rounds: ${wrong}.  Seed: ${SEED}.
Features: ${createHash('sha256').update(stdout).digest('hex')}
---
`;
const all = Buffer.concat([Buffer.from(record), head, Buffer.from(bytes.buffer)]);
console.log(record);
if (!check) {
  writeFileSync(output, all);
} else {
  const kept = readFileSync(output);
  const features = (text) => /^Features: (\w+)$/mu.exec(text)[1];
  const same = features(kept.toString('latin1')) === features(record);
  console.log(same ? 'the same features' : 'rules or lists have changed since: train again when they stay');
  if (same && !kept.equals(all)) throw new Error(`${output} is not what the training gives`);
}
