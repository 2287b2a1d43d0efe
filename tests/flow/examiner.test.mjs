// What a browser finds itself is what POST /examen answers, names of the platform included.
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';
import { anonymiser, unzipped } from '../../web/js/anonymiser.js';
import { entityOf, passages } from '../../web/js/passages.js';
import { casework } from '../anonymise/corpus.mjs';
import { Place, act, binary, model } from './cocon.mjs';

const place = new Place();
const assets = join(dirname(binary), 'share/assets/examen');
let writer, browser, labels;

before(async () => {
  place.demo();
  await place.start();
  writer = await place.enter(({ name }) => name.startsWith('Avocate'));
  labels = await model(writer, '/examen/noms');
  const lists = (await writer.get('/examen/listes')).bytes;
  const names = Uint8Array.from(labels.names.match(/../g), (digits) => Number.parseInt(digits, 16));
  browser = await anonymiser(new WebAssembly.Module(readFileSync(join(assets, 'examine.wasm'))),
    await unzipped(Readable.toWeb(createReadStream(join(assets, 'anonymise.pack')))), lists, names);
});
after(() => place.close());

const looked = (texts, change) => act(writer, '/examen', { texts, ...change });
const labelled = (answer) => {
  for (const passage of answer.passages) {
    passage.cause_label = labels.causes.find(({ cause }) => cause === passage.cause).cause_label;
    passage.severity_label = labels.severities.find(({ severity }) => severity === passage.severity).severity_label;
  }
  return answer;
};
const here = (texts) => labelled(passages(texts, browser.find(texts.map(({ text }) => text))));
const there = ({ passages: all, direct_count, mild_count }) => ({
  passages: all.map(({ category_label, place_count_text, ...rest }) => rest), direct_count, mild_count,
});

test('every passage, its places and its words, are the same', async () => {
  const structures = (await model(writer, '/structures')).structures.map(({ name }) => `Suivi par ${name}.`);
  const paragraphs = [...casework().map(({ text }) => text), ...structures].map((text) => text.trim().normalize('NFC')); // as the server reads it
  for (let i = 0; i < paragraphs.length; i += 8) {
    const texts = paragraphs.slice(i, i + 8).map((text, k) => ({ path: `texts.${k}`, text, carriers: k % 2 === 1 }));
    assert.deepEqual(here(texts), there(await looked(texts)));
  }
});

test('where more is found than is listed, what identifies is', async () => {
  const crowd = Array.from({ length: 230 }, (_, i) => `vu le ${1 + i % 28}/${1 + i % 12}/${1990 + i % 30}`).join(' ; ');
  for (const text of [crowd, `${crowd}. ${'Mme Durand, 06 12 34 56 78. '.repeat(120)}`]) {
    const texts = [{ path: 'context', text }];
    assert.deepEqual(here(texts), there(await looked(texts)));
  }
});

test('replaced, texts read the same', async () => {
  for (const { text } of casework(['casework']).slice(0, 30)) {
    const texts = [{ path: 'a', text: text.trim() }, { path: 'b', text: 'Elle est revenue.' }];
    const contents = texts.map((one) => one.text);
    const found = browser.find(contents);
    const all = await looked(texts, { all: true });
    assert.deepEqual(browser.replaceAll(contents), all.texts.map((one) => one.text));
    if (found.length === 0) continue;
    const words = [...contents[found[0].text]].slice(found[0].start, found[0].end).join('');
    const one = await looked(texts, { words, with: 'quelqu’un', path: 'a' });
    assert.deepEqual(browser.replace(contents, entityOf(texts, found, words), 0, 'quelqu’un'),
      one.texts.map((each) => each.text));
  }
});

test('what a browser needs is for who may write, and names nobody', async () => {
  const stranger = place.visitor();
  for (const path of ['/examen/listes', '/examen/noms'])
    assert.equal((await stranger.get(path)).status, 401, path);
  const said = JSON.stringify(labels.names) + (await writer.get('/examen/listes')).bytes.toString('latin1');
  for (const { name } of place.accounts) assert.ok(!said.includes(name), name);
});
