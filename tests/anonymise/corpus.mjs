// Texts with what is marked in them, and the four typings of each: for reach.mjs and train.mjs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const shared = join(root, '../shared/data');

// Letters keep their place: what would become two stays.
const change = (text, how) => [...text].map((c) => ([...c[how]()].length === 1 ? c[how]() : c)).join('');
const upper = (text) => change(text, 'toUpperCase');
const lower = (text) => change(text, 'toLowerCase');
const NAMES = new Set(['person', 'place', 'organisation', 'Person', 'Location', 'Organization']);
export const TYPINGS = {
  tidy: ({ text }) => text,
  small: ({ text }) => lower(text),
  names: ({ text, marks }) => {
    const letters = [...text];
    for (const { start, end, category } of marks)
      for (let i = start; NAMES.has(category) && i < end; i++) letters[i] = upper(letters[i]);
    return letters.join('');
  },
  capitals: ({ text }) => upper(text),
};

// What must be found stands in braces with its category: {person:Mme Durand}.
export function marked(paragraph) {
  const marks = [];
  let text = '';
  for (const piece of paragraph.trim().split(/(\{\w+:[^}]*\})/u)) {
    const [, category, inside] = /^\{(\w+):([^}]*)\}$/u.exec(piece) ?? [];
    const start = [...text].length;
    text += inside ?? piece;
    if (category) marks.push({ start, end: [...text].length, category });
  }
  return { text, marks };
}

export function casework(names = ['casework', 'held-out', 'examined', 'examined-again', 'typed', 'fresh']) {
  return names.flatMap((name) => readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8').split('\n\n')
    .filter((paragraph) => !paragraph.startsWith('#') && paragraph.trim() !== '').map(marked));
}

// WiNER-fr 2016, where it is there; always in the same order.
export function news(labels = ['Person', 'Location', 'Organization', 'Date']) {
  const texts = [];
  const folder = join(shared, 'winer-fr-2016');
  for (const month of existsSync(folder) ? readdirSync(folder).filter((name) => /^\d\d$/u.test(name)).sort() : [])
    for (const name of readdirSync(join(folder, month)).filter((file) => file.endsWith('.txt')).sort()) {
      const text = readFileSync(join(folder, month, name), 'utf8');
      const marks = readFileSync(join(folder, month, name.replace('.txt', '.ann')), 'utf8').split('\n')
        .map((line) => /^T\d+\t(\w+) (\d+) (\d+)\t/u.exec(line))
        .filter((match) => match && labels.includes(match[1]))
        .map(([, category, start, end]) => ({ category, start: Number(start), end: Number(end) }));
      texts.push({ text, marks });
    }
  return texts;
}

// A built lexicon with other weights (src/anonymise/lexicon.mjs has the form).
export function retaught(table, weights) {
  const words = 16 + 8 * table.readUInt32LE(8);
  return Buffer.concat([table.subarray(0, words), weights.subarray(weights.indexOf('\n---\n') + 5)]);
}
