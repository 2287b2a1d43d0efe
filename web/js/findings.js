// What could identify somebody, marked as one writes: this browser looks, and where it cannot, the
// server, which keeps nothing of it.

import { examiner } from "./examiner.js";
import { make, say, words } from "./tools.js";

const PAUSE = 250;
const PAUSE_ASKING = 900; // the server

// The place of a passage as the field has it: the server counts code points of the cleaned text.
function placeIn(text, passage, start) {
  const wide = /[\ud800-\udfff]/.test(text); // letters that take two
  const near = wide ? [...text].slice(0, start).join("").length : start;
  const behind = text.indexOf(passage, Math.max(0, near - 40));
  return behind >= 0 ? behind : text.indexOf(passage);
}

// Marks lie under the text, which stays an ordinary field.
function layer(input) {
  if (input.tagName !== "TEXTAREA") return null;
  const before = input.previousElementSibling;
  if (before?.classList.contains("marks")) return before;
  const box = document.createElement("div");
  const marks = document.createElement("div");
  const focused = document.activeElement === input;
  const { selectionStart, selectionEnd } = input;
  box.className = "marked";
  marks.className = "marks";
  marks.setAttribute("aria-hidden", "true");
  input.before(box);
  box.append(marks, input);
  if (focused) {
    input.focus({ preventScroll: true });
    input.setSelectionRange(selectionStart, selectionEnd);
  }
  input.addEventListener("scroll", () => { marks.scrollTop = input.scrollTop; });
  return marks;
}

function mark(input, places) {
  const marks = layer(input);
  if (!marks) return;
  const parts = [];
  let done = 0;
  for (const { passage, place } of places) {
    const at = placeIn(input.value, place.words, place.start);
    if (at < done) continue;
    const shown = document.createElement("mark");
    shown.className = passage.severity;
    shown.textContent = place.words;
    parts.push(input.value.slice(done, at), shown);
    done = at + place.words.length;
  }
  marks.replaceChildren(...parts, `${input.value.slice(done)}\n`);
  const { paddingLeft, paddingRight } = getComputedStyle(input); // a refused field has others
  Object.assign(marks.style, { paddingLeft, paddingRight });
  marks.scrollTop = input.scrollTop;
}

// As if typed, so that the browser's own undo takes it back.
function write(input, text) {
  if (input.value === text) return;
  input.focus({ preventScroll: true });
  input.select();
  if (!document.execCommand("insertText", false, text)) input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function guard(form) {
  const lists = () => [...form.querySelectorAll("[data-findings]")];
  const inputOf = (list) => form.elements[list.dataset.findings];
  const review = form.querySelector("[data-review]");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  form.append(live);
  let timer = 0;
  let asked = 0;
  let waiting = null; // an answer that came while a passage was being decided
  let told = "";
  let pause = PAUSE_ASKING;
  examiner().then((examine) => { if (examine) pause = PAUSE; });

  // What was typed beside the passages, by passage.
  let before = new Map();
  form.addEventListener("cocon:said", ({ detail }) => { before = detail; });
  function said() {
    const all = before;
    before = new Map();
    for (const item of form.querySelectorAll(".finding")) {
      const key = item.querySelector("[data-words]")?.value;
      const value = (name) => item.querySelector(name)?.value ?? "";
      if (key) all.set(key, { with: value("[data-with]"), reason: value("[data-reason]") });
    }
    return all;
  }

  const texts = () => lists().filter((list) => inputOf(list).value.trim() !== "").map((list) => ({
    path: inputOf(list).name, text: inputOf(list).value, carriers: "carriers" in list.dataset,
  }));

  async function ask(change) {
    const turn = (asked += 1);
    const examine = await examiner();
    const answer = await (examine ? examine(texts(), change) : askServer(change));
    return turn === asked && form.isConnected ? answer : null; // the login may be over meanwhile
  }

  async function askServer(change) {
    const body = new URLSearchParams(change);
    texts().forEach(({ path, text, carriers }, index) => {
      body.set(`texts.${index}.path`, path);
      body.set(`texts.${index}.text`, text);
      if (carriers) body.set(`texts.${index}.carriers`, "yes");
    });
    const response = await fetch(words.examineAction, {
      method: "POST",
      body: body.toString(),
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRF-Token": form.elements.csrf.value,
        Accept: "application/json",
      },
    });
    // refused or late: sending the form looks again, and says why
    return response.ok ? response.json() : null;
  }

  async function look() {
    const answer = await ask({}).catch(() => null); // cut off: autosave says so
    if (!answer) return;
    if (form.querySelector(".finding :focus")) waiting = answer;
    else show(answer);
  }

  async function replace(change, name) {
    const answer = await ask(change).catch(() => null);
    if (!answer?.texts) return;
    for (const { path, text } of answer.texts) write(form.elements[path], text ?? "");
    clearTimeout(timer);
    show(answer);
    if (name !== "") live.textContent = say(words.replaced, { words: name });
    (form.querySelector('.finding [data-do="all"]') ?? inputOf(lists()[0])).focus();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  }

  function wire(item, input, name, place) {
    const act = (what, run) => item.querySelector(`[data-do="${what}"]`)?.addEventListener("click", run);
    const change = () => ({ words: name, with: item.querySelector("[data-with]").value });
    act("show", () => {
      const at = placeIn(input.value, place.words, place.start);
      input.focus();
      input.setSelectionRange(at, at + place.words.length);
    });
    act("all", () => replace(change(), name));
    act("here", () => replace({ ...change(), path: input.name }, name));
  }

  // One passage under one field; what is decided of it stands under the first.
  function entry(list, passage, index, first, here, before) {
    const item = make("finding");
    const input = inputOf(list);
    const keep = (part, kept) => { if (!kept) item.querySelector(part).remove(); };
    item.classList.add(passage.severity);
    item.querySelector(".what").textContent = passage.severity_label;
    item.querySelector("mark").textContent = here[0].words;
    item.querySelector(".cause").textContent = passage.cause_label;
    for (const name of item.querySelectorAll(".visually-hidden")) name.textContent = ` : ${passage.words}`;
    item.querySelector("[data-words]").name = `examined.${index}.words`;
    item.querySelector("[data-words]").value = passage.words;
    for (const part of ["with", "reason"]) {
      const field = item.querySelector(`[data-${part}]`);
      field.name = `examined.${index}.${part}`;
      field.id = `${input.id}-${part}-${index}`;
      field.value = before?.[part] || (passage[part] ?? "");
      field.previousElementSibling.htmlFor = field.id;
    }
    const elsewhere = passage.place_count > here.length;
    keep(".everywhere", elsewhere);
    keep('[data-do="here"]', elsewhere);
    keep(".hint", !first);
    keep(".justify", first && passage.severity !== "direct");
    keep(".reword", first);
    keep("[data-words]", first);
    wire(item, input, passage.words, here[0]);
    return item;
  }

  function show(answer) {
    const before = said();
    const seen = new Set();
    waiting = null;
    for (const list of lists()) {
      const places = [];
      const items = [];
      answer.passages.forEach((passage, index) => {
        const here = passage.places.filter((place) => place.path === list.dataset.findings);
        if (here.length === 0) return;
        items.push(entry(list, passage, index, !seen.has(index), here, before.get(passage.words)));
        seen.add(index);
        for (const place of here) places.push({ passage, place });
      });
      list.replaceChildren(...items);
      mark(inputOf(list), places.sort((a, b) => a.place.start - b.place.start));
    }
    tell(answer.direct_count, answer.mild_count);
  }

  function tell(direct, open) {
    const count = (number, one, many) => (number === 0 ? "" : say(number > 1 ? many : one, { count: number }));
    const text = [count(direct, words.directOne, words.directMany), count(open, words.openOne, words.openMany)]
      .filter(Boolean).join(" ");
    review.hidden = text === "";
    review.querySelector("p").textContent = text;
    for (const all of review.querySelectorAll(".actions")) all.hidden = direct === 0;
    if (text !== told) live.textContent = text === "" ? words.foundNone : text;
    told = text;
  }

  form.addEventListener("input", (event) => { if (!event.target.closest(".findings")) later(); });
  form.addEventListener("cocon:change", later);
  form.addEventListener("focusout", () => setTimeout(() => {
    if (waiting && !form.querySelector(".finding :focus")) show(waiting);
  }));
  // Enter beside a passage does not send the whole form
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-with], [data-reason]")) return;
    event.preventDefault();
    if (event.target.matches("[data-with]")) event.target.parentElement.querySelector("button").click();
  });
  review.querySelector("[data-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    replace({ all: "yes" }, "");
  });
  if (lists().some((list) => inputOf(list).value.trim() !== "")) look();
}
