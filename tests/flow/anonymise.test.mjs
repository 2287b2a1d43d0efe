// `cocon anonymise`: a text on standard input, findings as JSON on standard output.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const run = (input, ...options) =>
  spawnSync(process.env.COCON, ['anonymise', ...options], { input, encoding: 'utf8' });

test('findings have offsets in code points, and a proposal', () => {
  const text = '𝄞 Été : Mme Durand vit à Sauve.';
  const { status, stdout } = run(text);
  assert.equal(status, 0);
  const found = JSON.parse(stdout);
  assert.deepEqual(found.map((finding) => Object.keys(finding)),
    Array(2).fill(['start', 'end', 'category', 'severity', 'text', 'suggestion']));
  for (const { start, end, text: passage } of found)
    assert.equal([...text].slice(start, end).join(''), passage);
  assert.deepEqual(found.map(({ category, severity, text: passage, suggestion }) =>
    [category, severity, passage, suggestion]), [
    ['person', 'direct', 'Mme Durand', 'Madame A.'],
    ['place', 'direct', 'Sauve', 'un village du territoire']]);
});

test('an anonymous text has none', () => {
  const { status, stdout } = run('Madame A. vit avec Monsieur B. depuis huit ans.\n');
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout), []);
  assert.deepEqual(JSON.parse(run('').stdout), []);
});

test('--explain says which rule and which list', () => {
  const [finding] = JSON.parse(run('Mme Durand', '--explain').stdout);
  assert.equal(finding.rule, 'person/title');
  assert.equal(finding.lexicon, 'cues');
  assert.equal(finding.reason, 'title');
  assert.equal(typeof finding.entity, 'number');
});

test('names of people and structures are found', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cocon-names-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'people'), 'Camille Sauvaire\n');
  writeFileSync(join(folder, 'structures'), 'Maison du Pont\n');
  const { stdout } = run('vu camille sauvaire à la maison du pont',
    '--people', join(folder, 'people'), '--structures', join(folder, 'structures'));
  assert.deepEqual(JSON.parse(stdout).map(({ category, text }) => [category, text]),
    [['platform', 'camille sauvaire'], ['platform', 'maison du pont']]);
  assert.notEqual(run('a', '--people', join(folder, 'nothing')).status, 0);
});

test('what is no text is refused with a sentence', () => {
  for (const input of [Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0, 0x62]), Buffer.alloc(5e6, 'a')]) {
    const { status, stdout, stderr } = run(input);
    assert.equal(status, 65);
    assert.equal(stdout, '');
    assert.match(stderr, /standard input: /u);
  }
});

test('--replace prints the whole text anonymised, --map what stands for what', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cocon-map-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const map = join(folder, 'map.tsv');
  const text = 'Mme Durand vit à Sauve avec son fils Kevin.\n\nKevin voit Mme\nDurand le 3 mars 2021.\n' +
    'Joindre Mme Durand au 06 12 34 56 78.\n';
  const { status, stdout, stderr } = run(text, '--replace', '--map', map);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, 'Madame A. vit dans un village du territoire avec son fils B.\n\n' +
    'L’enfant B. voit Madame A. à J0.\nJoindre Madame A. au [numéro retiré].\n');
  assert.equal(stderr, '');
  assert.deepEqual(readFileSync(map, 'utf8').trimEnd().split('\n').map((line) => line.split('\t')), [
    ['B.', 'Kevin', 'person'],
    ['J0', '3 mars 2021', 'date'],
    ['Madame A.', 'Mme Durand', 'person'],
    ['[numéro retiré]', '06 12 34 56 78', 'phone'],
    ['l’enfant B.', 'Kevin', 'person'],
    ['un village du territoire', 'Sauve', 'place']]);
  assert.equal(statSync(map).mode & 0o777, 0o600);
  // a map that is there is never written over
  const again = run(text, '--replace', '--map', map);
  assert.equal(again.status, 73);
  assert.equal(again.stdout, '');
});
