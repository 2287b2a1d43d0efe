// Drafts save themselves: a few seconds after a change, and on leaving the page.  What is not saved yet
// is kept in the page and nowhere else, because situations are secret.

import { say, speak, words } from "./tools.js";

const DELAY = 4000;
const AGAIN = 15000;
const KEEPALIVE_MAX = 60000; // browsers refuse more on leaving

export function autosave(form) {
  const status = form.querySelector(".autosave");
  let changes = 0;
  let saved = 0;
  let timer = 0;
  let running = false;
  let finished = null; // settles when what is on its way has been answered
  let sending = 0;
  let halted = false; // only saving by hand can go on: it shows both versions, or the sign-in page
  let leaving = false;

  // Trouble is spoken, and that it is over; that all is well, once.
  let spoken = "";
  function tell(text, trouble, done) {
    status.textContent = text;
    status.classList.toggle("trouble", trouble);
    if ((!trouble && !done) || (done ? spoken === "saved" : spoken === text)) return;
    spoken = done ? "saved" : text;
    speak(text);
  }

  function later(delay) {
    clearTimeout(timer);
    if (!halted) timer = setTimeout(save, delay);
  }

  function send(keepalive) {
    const body = new URLSearchParams(new FormData(form)).toString();
    return fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      credentials: "same-origin",
      keepalive: keepalive && body.length < KEEPALIVE_MAX,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRF-Token": form.elements.csrf.value,
        Accept: "application/json",
      },
    });
  }

  async function take(response, at) {
    const answer = await response.json();
    clearFaults(form);
    if (response.ok) {
      saved = at;
      form.elements.version.value = answer.version;
      const now = new Date();
      const minute = String(now.getMinutes()).padStart(2, "0");
      tell(say(words.saved, { hour: now.getHours(), minute }), false, true);
    } else if (response.status === 400) {
      showFaults(form, answer.fields ?? {});
      tell(words.invalid, true);
    } else if (response.status === 429 || response.status === 503) {
      tell(words.busy, true);
      later(AGAIN);
    } else {
      halted = true;
      tell({ 401: words.signin, 409: words.conflict }[response.status] ?? words.refused, true);
    }
  }

  function save() {
    if (running || halted || saved === changes) return;
    running = true;
    finished = saveNow(changes);
  }

  async function saveNow(at) {
    sending = at;
    tell(words.saving, false);
    try {
      await take(await send(true), at);
    } catch {
      tell(words.offline, true);
      later(AGAIN);
    }
    running = false;
    if (changes !== at) later(DELAY);
  }

  function changed() {
    if (saved === changes && !halted) tell(words.unsaved, false);
    changes += 1;
    later(DELAY);
  }

  form.addEventListener("input", changed);
  form.addEventListener("cocon:change", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) {
      leaving = true;
      return;
    }
    // the answer on its way brings the version that this form must carry
    const button = event.submitter;
    event.preventDefault();
    finished.then(() => form.requestSubmit(button));
  });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    // a form on its way says it all: saving beside it would make a refused one stale
    if (document.visibilityState === "hidden" && !leaving) save();
  });
  // what cannot be sent on leaving asks first
  window.addEventListener("beforeunload", (event) => {
    const late = running && sending !== changes;
    const stuck = !running && saved !== changes && (halted || !navigator.onLine);
    if (!leaving && (late || stuck)) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (leaving || running || halted || saved === changes) return;
    saved = changes;
    send(true).catch(() => {});
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted && saved === changes) window.location.reload();
  });
}

// Faults beside their fields, as the server's own pages show them.

function clearFaults(form) {
  for (const fault of form.querySelectorAll(".error.live")) fault.remove();
  for (const field of form.querySelectorAll("[data-live-fault]")) {
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", field.dataset.liveFault);
    if (field.dataset.liveFault === "") field.removeAttribute("aria-describedby");
    delete field.dataset.liveFault;
  }
}

function showFaults(form, faults) {
  for (const [path, text] of Object.entries(faults)) {
    const field = form.querySelector(`[name="${CSS.escape(path)}"]`);
    if (!field || field.dataset.liveFault !== undefined) continue;
    const fault = document.createElement("p");
    fault.className = "error live";
    fault.id = `${field.id}-live`;
    fault.textContent = text;
    field.before(fault);
    field.dataset.liveFault = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${field.dataset.liveFault} ${fault.id}`.trim());
    field.setAttribute("aria-invalid", "true");
  }
}
