// The anonymiser on a thread of its own, so that typing never waits.  The page sends the compiled
// program once, then texts; each question has its number.

import { anonymiser, unzipped } from "./anonymiser.js";
import { entityOf, passages } from "./passages.js";

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

async function open({ module, pack, lists, names }) {
  const [words, said] = await Promise.all([
    fetched(pack).then((answer) => unzipped(answer.body)),
    fetched(lists).then((answer) => answer.arrayBuffer()),
  ]);
  const bytes = Uint8Array.from(names.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return anonymiser(module, words, new Uint8Array(said), bytes);
}

// As POST /examen: what is found, after a change if one is asked for.
function examined(program, texts, change) {
  const contents = () => texts.map(({ text }) => text);
  const answer = {};
  if (change?.all || change?.words) {
    const entity = change.all ? 0 : entityOf(texts, program.find(contents()), change.words);
    const only = change.path ? texts.findIndex(({ path }) => path === change.path) : -1;
    let after = contents();
    if (change.all) after = program.replaceAll(after);
    else if (entity >= 0) after = program.replace(after, entity, only, change.with ?? null);
    texts = texts.map((one, i) => ({ ...one, text: after[i] }));
    answer.texts = texts.map(({ path, text }) => ({ path, text }));
  }
  return Object.assign(answer, passages(texts, program.find(contents())));
}

let program = null;

self.addEventListener("message", ({ data }) => {
  program ??= open(data);
  program.then((ready) => {
    if (data.module) self.postMessage({ ready: true });
    else self.postMessage({ turn: data.turn, answer: examined(ready, data.texts, data.change) });
  }).catch((error) => self.postMessage({ turn: data.turn, error: error.message }));
});
