// Examines texts in this browser, as the server does (src/browser): nothing of them is sent.

import { words } from "./tools.js";

const WORKER = "/fichiers/js/examine-worker.js";

// The page's policy asks for addresses of scripts that somebody vouched for: this one alone is.
const address = globalThis.trustedTypes?.createPolicy("examiner", {
  createScriptURL: (text) => { if (text === WORKER) return text; throw new TypeError(text); },
}).createScriptURL(WORKER) ?? WORKER;

const labelled = (list, name) => new Map(list.map((one) => [one[name], one[`${name}_label`]]));

async function open() {
  const [module, answer] = await Promise.all([
    WebAssembly.compileStreaming(fetch(`/fichiers/examen/examine.wasm?v=${words.version}`)),
    fetch(words.namesAction, { headers: { Accept: "application/json" }, credentials: "same-origin" }),
  ]);
  if (!answer.ok) throw new Error(`${words.namesAction}: ${answer.status}`);
  const { names, causes, severities } = await answer.json();
  const worker = new Worker(address, { type: "module" });
  const waiting = new Map();
  let turns = 0;
  await new Promise((done, failed) => {
    worker.addEventListener("error", () => {
      failed(new Error("the worker does not run"));
      for (const done of waiting.values()) done({ error: "the worker ended" });
    });
    worker.addEventListener("message", ({ data }) => {
      if (data.ready) done();
      else if (data.turn === undefined) failed(new Error(data.error));
      else waiting.get(data.turn)(data);
      waiting.delete(data.turn);
    });
    worker.postMessage({ module, names, lists: words.listsAction, pack: `/fichiers/examen/anonymise.pack?v=${words.version}` });
  });
  const cause = labelled(causes, "cause");
  const severity = labelled(severities, "severity");

  /** The answer of POST /examen for [{path, text, carriers}] and {words, with, path} or {all}. */
  return async function examine(texts, change = null) {
    turns += 1;
    const turn = turns;
    const { answer: found, error } = await new Promise((done) => {
      waiting.set(turn, done);
      worker.postMessage({ turn, texts, change });
    });
    if (error) throw new Error(error);
    for (const passage of found.passages) {
      passage.cause_label = cause.get(passage.cause);
      passage.severity_label = severity.get(passage.severity);
    }
    return found;
  };
}

let opened = null;

/** examine(texts, change) of above, or null where this browser cannot: old, or told not to. */
export function examiner() {
  const able = globalThis.WebAssembly?.compileStreaming && globalThis.Worker && globalThis.DecompressionStream;
  opened ??= able ? open().catch(() => null) : Promise.resolve(null);
  return opened;
}
