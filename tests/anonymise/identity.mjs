// What the browser finds is what the server finds, byte for byte: node identity.mjs WHOLE TABLE WASM
// PACK.  WHOLE is the program made of whole.c, TABLE the built lexicon, WASM and PACK what browsers
// get.  Over every text that the project has, in four typings, alone and two to a document, and a
// word with each letter of Unicode.  Besides, that what browsers get is small.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { anonymiser, unzipped } from '../../web/js/anonymiser.js';
import { TYPINGS, casework, news, root, shared } from './corpus.mjs';

const MOST = 1_500_000; // bytes, compressed, of all that a browser gets
const [program, table, wasm, pack] = process.argv.slice(2);

function native(input, ...options) {
  const { status, stdout } = spawnSync(program, [table, join(root, 'policies/anonymisation'), ...options],
    { input, maxBuffer: 1 << 30 });
  assert.equal(status, 0, program);
  return stdout;
}

const files = (folder) => (existsSync(folder) ? readdirSync(folder).sort().map((name) => join(folder, name)) : []);
const inAllTypings = (texts) => Object.values(TYPINGS).flatMap((typed) => texts.map(typed));

const texts = [
  ...inAllTypings(casework()),
  ...inAllTypings(news()),
  ...files(import.meta.dirname).filter((path) => path.endsWith('.txt')).map((path) => readFileSync(path, 'utf8')),
  ...files(join(root, 'tests/fuzz/corpus/anonymise')).map((path) => readFileSync(path, 'utf8')),
  ...files(join(shared, 'anonymise')).flatMap((path) => readFileSync(path, 'utf8').replaceAll('\\n', '\n').split(/[\t\n]/u)),
  'Camille Sauvaire a vu Madame Sauvaire à la Maison du Pont ; sauvaire aussi.',
  '',
  '\ufeffMme\u00ad Du\u200brand, ﬁlle de Ｍ. Ｄurand, ①② 𝐊𝐚𝐫𝐢𝐦, 06\u202f12\u00a034 56 78',
].map((text) => text.replaceAll(/[\0\x01]/gu, '\ufffd'));
const letters = [];
for (let point = 2; point < 0x110000; point++)
  if (point < 0xd800 || point > 0xdfff) letters.push(String.fromCodePoint(point));
for (let i = 0; i < letters.length; i += 4096)
  texts.push(letters.slice(i, i + 4096).map((letter) => `M. Dur${letter}nd et ${letter}lodie.`).join('\n'));
const documents = [
  ...texts.map((text) => [text]),
  ...casework().map(({ text }, i, all) => [text, '', all[(i + 1) % all.length].text]),
];
assert.ok(documents.length > 1000, 'the texts are there');

const [lists, names] = ['--lists', '--names'].map((option) => native('', option));
const browser = await anonymiser(new WebAssembly.Module(readFileSync(wasm)),
  await unzipped(Readable.toWeb(createReadStream(pack))), lists, names);
const told = native(documents.map((document) => `${document.join('\x01')}\0`).join('')).toString('utf8').split('\0');
let findings = 0;
documents.forEach((document, i) => {
  const [said, direct, all] = told.slice(3 * i, 3 * i + 3);
  assert.equal(browser.told(document), said, `findings in ${JSON.stringify(document).slice(0, 300)}`);
  assert.equal(browser.replaceAll(document).join('\x01'), direct);
  assert.equal(browser.replaceAll(document, true).join('\x01'), all);
  findings += said.split('\n').length - 1;
});
assert.ok(findings > 10000, `only ${findings} findings`);

const sizes = [readFileSync(wasm), readFileSync(pack), lists].map((bytes) => Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length));
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`${documents.length} documents, ${findings} findings: the same on both sides`);
console.log(`compressed: program ${sizes[0]}, words and model ${sizes[1]}, lists ${sizes[2]} bytes; ${total} together`);
assert.ok(total < MOST, `${total} bytes`);
