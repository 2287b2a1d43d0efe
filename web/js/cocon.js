// What makes things easier and is never needed: every page works without it.
"use strict";

// Drafts save themselves: a few seconds after a change, and on leaving the page.
function autosave(form) {
  const delay = 4000;
  const status = document.createElement("p");
  status.className = "autosave";
  status.setAttribute("role", "status");
  form.append(status);
  let timer = 0;
  let changes = 0;
  let saved = 0;
  let tried = 0;
  let running = null;
  let stopped = false;

  const body = () => new URLSearchParams(new FormData(form));
  const say = (text) => { status.textContent = text; };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  function take(answer) {
    form.elements.version.value = answer.version;
    const now = new Date();
    const minutes = String(now.getMinutes()).padStart(2, "0");
    say(`Enregistré à ${now.getHours()} h ${minutes}.`);
  }

  async function send(at) {
    tried = at;
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: body(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const answer = await response.json();
      if (response.ok) {
        saved = at;
        take(answer);
      } else {
        // saving by hand shows what is wrong, both versions, or the sign-in page
        stopped = response.status !== 503 && response.status !== 400;
        if (response.status === 503) tried = -1;
        say(`${answer.message} L’enregistrement automatique attend : enregistrez avec le bouton.`);
      }
    } catch {
      tried = -1;
      say("La connexion est interrompue : votre texte n’est pas encore enregistré.");
    }
  }

  async function save() {
    if (stopped || running || saved === changes) return;
    running = send(changes);
    await running;
    running = null;
    // the same refused text is not sent again and again
    if (!stopped && saved !== changes && tried !== changes) later();
  }

  form.addEventListener("input", () => {
    changes += 1;
    later();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) {
      stopped = true;
      return;
    }
    // the answer on its way brings the version that this form must carry
    const button = event.submitter;
    event.preventDefault();
    running.then(() => {
      running = null;
      form.requestSubmit(button);
    });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("pagehide", () => {
    if (stopped || running || saved === changes) return;
    fetch(form.getAttribute("action"), {
      method: "POST",
      body: body(),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: true,
    });
  });
  form.addEventListener("cocon:change", () => {
    changes += 1;
    later();
  });
}

// Repeated parts: one more from the last, without a round trip.
function renumber(item, path, index) {
  const dots = `${path}.`;
  const dashes = path.replaceAll(".", "-");
  const rename = (text) => text
    .replace(new RegExp(`(^|[^a-z_])${dots.replaceAll(".", "\\.")}\\d+(?=\\.)`, "g"), `$1${dots}${index}`)
    .replace(new RegExp(`-${dashes}-\\d+(?=-)`, "g"), `-${dashes}-${index}`);
  for (const element of [item, ...item.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby", "data-group"]) {
      if (element.hasAttribute(name)) element.setAttribute(name, rename(element.getAttribute(name)));
    }
  }
  const number = item.querySelector(":scope > legend .number");
  if (number) number.textContent = String(index + 1);
}

function empty(item) {
  for (const field of item.querySelectorAll("input, textarea, select")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
  }
  for (const error of item.querySelectorAll(".error")) error.remove();
}

function grow(group) {
  const items = () => [...group.querySelectorAll(":scope > .item")];
  const place = group.querySelector(":scope > .grow button");
  if (!place || items().length === 0) return;
  const changed = () => group.dispatchEvent(new Event("cocon:change", { bubbles: true }));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Ajouter";
  const what = document.createElement("span");
  what.className = "visually-hidden";
  what.textContent = ` : ${group.querySelector("legend").textContent}`;
  button.append(what);

  function removable(item) {
    if (item.querySelector(":scope > .remove")) return;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet remove";
    remove.textContent = "Retirer";
    remove.addEventListener("click", () => {
      if (items().length === 1) empty(item);
      else item.remove();
      items().forEach((one, index) => renumber(one, group.dataset.group, index));
      button.focus();
      changed();
    });
    item.append(remove);
  }

  button.addEventListener("click", () => {
    const last = items().at(-1);
    const copy = last.cloneNode(true);
    copy.querySelector(":scope > .remove")?.remove();
    empty(copy);
    renumber(copy, group.dataset.group, items().length);
    last.after(copy);
    removable(copy);
    copy.querySelector("input, textarea, select")?.focus();
  });
  items().forEach(removable);
  place.replaceWith(button);
}

// A passphrase can be looked at while it is typed.
function reveal(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.setAttribute("aria-controls", input.id);
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? "Masquer" : "Afficher";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  show(false);
  input.after(button);
}

function copy(input) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  const status = document.createElement("span");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Copier";
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    status.textContent = " Copié.";
  });
  input.after(button, status);
}

for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
for (const group of document.querySelectorAll("[data-group]")) grow(group);
for (const input of document.querySelectorAll("input[data-reveal]")) reveal(input);
for (const input of document.querySelectorAll("input[data-copy]")) copy(input);
document.getElementById("refusal")?.focus();
