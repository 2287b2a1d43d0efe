// The anonymiser in WebAssembly (src/browser): texts in, what identifies in them out.  No page, no
// network: the worker and the tests give it what it needs.

const STATUS_OK = 0;
const DIRECT = -1;
const ALL = -2;

const utf8 = new TextEncoder();
const text8 = new TextDecoder("utf-8", { ignoreBOM: true });

// Of WASI the program needs nothing but somewhere to complain, and has nothing to say.
const wasi = { fd_write: () => 8, fd_close: () => 8, fd_seek: () => 8 };

/** The unzipped content of a gzip stream. */
export async function unzipped(stream) {
  return new Uint8Array(await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

/** ${module}: examine.wasm, compiled; ${pack}: the unzipped anonymise.pack; ${lists} and ${names}:
    what the platform's own lists come to, and who is known by name there (anonymise/terms.h). */
export async function anonymiser(module, pack, lists, names) {
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi });
  const { memory, _initialize, examine_room, examine_open, examine_find, examine_replace } = instance.exports;
  _initialize();

  function put(...parts) {
    const at = examine_room(parts.reduce((sum, part) => sum + part.length, 0));
    if (at === 0) throw new Error("no memory");
    let to = at;
    for (const part of parts) {
      new Uint8Array(memory.buffer).set(part, to);
      to += part.length;
    }
  }

  function read(at, count) {
    if (at === 0) throw new RangeError("the texts are too long");
    const bytes = new Uint8Array(memory.buffer);
    const out = [];
    for (let from = at; out.length < count; from += out.at(-1).length + 1)
      out.push(bytes.subarray(from, bytes.indexOf(0, from)));
    return out.map((part) => text8.decode(part));
  }

  // a NUL would end a text before its end
  const bytesOf = (texts) => texts.map((text) => utf8.encode(`${text.replaceAll("\0", "\ufffd")}\0`));

  put(pack, lists, names);
  if (examine_open(pack.length, lists.length, names.length) !== STATUS_OK) throw new Error("another version of the lists");

  /** All that is said of each finding, a line each (src/browser/examine.c). */
  function told(texts) {
    put(...bytesOf(texts));
    return read(examine_find(texts.length), 1)[0];
  }

  /** What is found in the texts, which are one document. */
  function find(texts) {
    return told(texts).split("\n").slice(0, -1).map((line) => {
      const [text, , , start, end, category, severity, cause, , , entity, suggestion] = line.split("\t");
      return { text: Number(text), start: Number(start), end: Number(end), category, severity, cause,
        entity: Number(entity), suggestion };
    });
  }

  /** The texts with one entity replaced, in one text or (-1) in all, by ${wording} or (null) as proposed. */
  function replace(texts, entity, only, wording) {
    put(...bytesOf(texts), ...bytesOf([wording ?? ""]));
    return read(examine_replace(texts.length, entity, only, wording === null ? 0 : 1), texts.length);
  }

  return {
    told, find, replace,
    /** The texts with all that is direct replaced as proposed, or with what is mild too. */
    replaceAll: (texts, mild = false) => replace(texts, mild ? ALL : DIRECT, -1, null),
  };
}
