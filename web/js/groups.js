// Repeated parts of a form: add, take away, put back, move; and the characters left in a field.

import { button, make, say, speak, words } from "./tools.js";

function inputs(item) {
  return [...item.querySelectorAll("input, textarea, select")].filter((one) => !one.closest(".findings"));
}

function isBlank(item) {
  return inputs(item).every((one) =>
    one.type === "checkbox" || one.type === "radio" ? !one.checked : one.value.trim() === "");
}

function empty(item) {
  for (const one of inputs(item)) {
    if (one.type === "checkbox" || one.type === "radio") one.checked = false;
    else if (one.tagName === "SELECT") one.selectedIndex = 0;
    else one.value = "";
    one.removeAttribute("aria-invalid");
  }
  for (const fault of item.querySelectorAll(".error, .count")) fault.remove();
  for (const list of item.querySelectorAll(".findings")) list.replaceChildren();
  for (const field of item.querySelectorAll(".wrong")) field.classList.remove("wrong");
}

function renumber(item, path, index) {
  const dashes = path.replaceAll(".", "-");
  const rename = (text) => text
    .replaceAll(new RegExp(`^${path.replaceAll(".", "\\.")}\\.\\d+`, "g"), `${path}.${index}`)
    .replaceAll(new RegExp(`(-${dashes})-\\d+(?=-)`, "g"), `$1-${index}`);
  for (const element of item.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "data-group", "data-findings"]) {
      if (element.hasAttribute(name)) element.setAttribute(name, rename(element.getAttribute(name)));
    }
  }
  item.querySelector(":scope > legend .number").textContent = String(index + 1);
}

export function grow(group) {
  const items = () => [...group.querySelectorAll(":scope > .item")];
  if (items().length === 0) return;
  const pattern = items().at(-1).cloneNode(true);
  const label = pattern.querySelector(":scope > legend").firstChild.textContent.trim();
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  empty(pattern);

  const name = (item) => item.querySelector(":scope > legend").textContent.trim();
  const add = button(say(words.add, { item: label.toLowerCase() }), () => {
    const item = pattern.cloneNode(true);
    add.parentElement.before(item);
    prepare(item);
    arrange();
    inputs(item)[0].focus();
  });

  function arrange() {
    const all = items();
    all.forEach((item, index) => {
      renumber(item, group.dataset.group, index);
      item.querySelector('[data-do="up"]').disabled = index === 0;
      item.querySelector('[data-do="down"]').disabled = index === all.length - 1;
    });
    add.disabled = all.length >= Number(group.dataset.max || Infinity);
  }

  function changed(text) {
    arrange();
    live.textContent = text;
    group.dispatchEvent(new Event("cocon:change", { bubbles: true }));
  }

  // As many as a kept text has.
  group.addEventListener("cocon:size", ({ detail: size }) => {
    for (const item of items().slice(size)) item.remove();
    while (items().length < size) {
      const item = pattern.cloneNode(true);
      add.parentElement.before(item);
      prepare(item);
    }
    arrange();
  });

  function move(item, other, after, from) {
    if (!other) return;
    if (after) other.after(item);
    else other.before(item);
    changed(say(words.moved, { item: name(item) }));
    if (from.disabled) item.querySelector("[data-do]:not(:disabled)").focus();
    else from.focus();
  }

  function remove(item) {
    const undo = make("removed");
    undo.querySelector("span").textContent = say(words.removed, { item: name(item) });
    undo.querySelector("button").addEventListener("click", () => {
      undo.replaceWith(item);
      changed("");
      inputs(item)[0].focus();
    });
    const kept = !isBlank(item);
    item.replaceWith(undo);
    changed(undo.querySelector("span").textContent);
    if (kept) {
      undo.querySelector("button").focus();
    } else {
      undo.remove();
      add.focus();
    }
  }

  function prepare(item) {
    const tools = make("item-tools");
    for (const tool of tools.querySelectorAll("[data-do]")) {
      tool.addEventListener("click", () => {
        const all = items();
        const at = all.indexOf(item);
        if (tool.dataset.do === "remove") remove(item);
        else if (tool.dataset.do === "up") move(item, all[at - 1], false, tool);
        else move(item, all[at + 1], true, tool);
      });
    }
    item.append(tools);
    count(item);
  }

  const place = group.querySelector(":scope > .grow") ?? document.createElement("p");
  place.replaceChildren(add, live);
  group.append(place);
  for (const item of items()) {
    // the empty one that waits for those without scripts
    const first = items().length === 1 && "required" in group.dataset;
    if (item.classList.contains("blank") && isBlank(item) && !first) item.remove();
    else prepare(item);
  }
  arrange();
}

// Said when they become few.
export function count(root) {
  for (const field of root.querySelectorAll("textarea[data-max], input[data-max]")) {
    if (field.dataset.counted) continue;
    field.dataset.counted = "yes";
    const max = Number(field.dataset.max);
    const shown = document.createElement("p");
    shown.className = "count";
    let was = "";
    let pause = 0;
    const show = () => {
      const left = max - [...field.value].length;
      const few = left < Math.max(20, max / 10);
      const many = Math.abs(left) > 1;
      const text = left < 0 ? (many ? words.over : words.overOne) : many ? words.left : words.leftOne;
      shown.textContent = few ? say(text, { count: Math.abs(left) }) : "";
      shown.classList.toggle("over", left < 0);
      return left < 0 ? "over" : few ? "few" : "";
    };
    field.after(shown);
    // spoken when it begins to matter and when it is too much, in a pause, and not at each letter
    field.addEventListener("input", () => {
      const now = show();
      clearTimeout(pause);
      if (now === was) return;
      pause = setTimeout(() => { was = now; speak(shown.textContent); }, 1000);
    });
    was = show();
  }
}
