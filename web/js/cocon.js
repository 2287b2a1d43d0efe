// What makes things easier and is never needed: every page works without it.

import { arrived, autosave, links } from "./autosave.js";
import { guard } from "./findings.js";
import { sweep } from "./here.js";
import { count, grow } from "./groups.js";
import { passkeys } from "./passkeys.js";
import { printing } from "./print.js";
import { sending } from "./sending.js";
import { session } from "./session.js";
import { button, words } from "./tools.js";
import { watch } from "./typed.js";

function beside(input, ...added) {
  const row = document.createElement("span");
  row.className = "with-button";
  input.before(row);
  row.append(input, ...added);
}

function reveal(input) {
  const toggle = button(words.show, () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    toggle.textContent = hidden ? words.hide : words.show;
    toggle.setAttribute("aria-pressed", String(hidden));
  });
  toggle.setAttribute("aria-pressed", "false");
  toggle.setAttribute("aria-controls", input.id);
  // browsers offer to keep what stands in a plain field
  input.form.addEventListener("submit", () => { input.type = "password"; });
  beside(input, toggle);
}

function copy(input) {
  if (!navigator.clipboard) return;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  beside(input, button(words.copy, async () => {
    await navigator.clipboard.writeText(input.value);
    status.textContent = words.copied;
  }), status);
  input.addEventListener("focus", () => input.select());
}

// A field that gets the focus scrolls to where the bar at the bottom does not lie over it.
function clear(bar) {
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
}

for (const bar of document.querySelectorAll(".bar")) clear(bar);
for (const group of document.querySelectorAll("[data-group]")) grow(group);
if (document.querySelector('meta[name="login"]'))
  for (const form of document.querySelectorAll('main form[method="post"]:not([data-autosave])')) watch(form);
for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
for (const form of document.querySelectorAll("form[data-guard]")) guard(form);
for (const place of document.querySelectorAll("[data-passkey]")) passkeys(place);
for (const input of document.querySelectorAll("input[data-reveal]")) reveal(input);
for (const input of document.querySelectorAll("input[data-copy]")) copy(input);
count(document);
printing();
links();
sending();
session();
arrived();
sweep();
document.getElementById("refusal")?.focus();
