// Drafts save themselves: a second after a change, before a link is followed, and on leaving the page.
// A save whose answer nobody could see is looked after by the next page.

import { draft, page, settle, settled } from "./typed.js";
import { end, visited } from "./session.js";
import { say, speak, words } from "./tools.js";

const DELAY = 1000;
const AGAIN = 15000;
const KEEPALIVE_MAX = 60000; // browsers refuse more on leaving
const LEFT = "cocon-left"; // in this tab: which text was left at which version; no word of it

export function autosave(form) {
  const status = form.querySelector(".autosave");
  const action = form.getAttribute("action");
  let changes = 0;
  let saved = 0;
  let refused = 0; // the changes that were not taken: they are to be put right first
  let timer = 0;
  let running = null; // settles when what is on its way has been answered
  let sending = 0;
  let halted = false; // only saving by hand can go on: it shows both versions, or says why

  const unsaved = () => saved !== changes;

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

  const body = () => new URLSearchParams(new FormData(form)).toString();

  function send(text) {
    return fetch(action, {
      method: "POST",
      body: text,
      credentials: "same-origin",
      keepalive: text.length < KEEPALIVE_MAX,
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
      visited();
    } else if (response.status === 400) {
      refused = at;
      showFaults(form, answer.fields ?? {});
      tell(words.invalid, true);
    } else if (response.status === 429 || response.status === 503) {
      tell(words.busy, true);
      later(AGAIN);
    } else {
      halted = true;
      tell(response.status === 409 ? words.conflict : words.refused, true);
      if (response.status === 401) end();
    }
  }

  function save() {
    if (running || halted || !unsaved() || page.leaving || !form.isConnected) return;
    running = saveNow(changes);
  }

  async function saveNow(at) {
    sending = at;
    tell(words.saving, false);
    try {
      await take(await send(body()), at);
    } catch {
      tell(words.offline, true);
      later(AGAIN);
    }
    running = null;
    if (changes !== at) later(DELAY);
  }

  function changed() {
    if (!unsaved() && !halted) tell(words.unsaved, false);
    changes += 1;
    later(DELAY);
  }

  function remember() {
    const lost = halted || refused === changes;
    const { value: version } = form.elements.version;
    sessionStorage.setItem(LEFT, JSON.stringify({ action, version, lost, at: Date.now() }));
  }

  draft({
    form,
    unsaved,
    async settle(now) {
      clearTimeout(timer);
      await running;
      if (!now) return;
      save();
      await running;
    },
  });
  form.addEventListener("input", changed);
  form.addEventListener("cocon:change", changed);
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  // what is on its way is saved whatever becomes of the page; what cannot be is asked about
  window.addEventListener("beforeunload", (event) => {
    if (page.leaving || !(unsaved() || running) || !form.isConnected) return;
    remember();
    const late = running && sending !== changes;
    const stuck = halted || refused === changes || !navigator.onLine || body().length >= KEEPALIVE_MAX;
    if (unsaved() && (late || stuck)) event.preventDefault();
    else save();
  });
  window.addEventListener("pagehide", () => {
    if (page.leaving || !unsaved() || !form.isConnected) return;
    remember();
    if (running || halted || refused === changes) return;
    saved = changes;
    send(body()).catch(() => {}); // the next page looks whether it arrived
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !unsaved()) window.location.reload();
  });
  if (form.querySelector(".saved")) {
    // somebody saved meanwhile: which of both stays is not for a timer to decide
    halted = true;
    changes = 1;
    tell(words.choose, false);
  } else if (form.querySelector("[data-kept]")) {
    changed();
  }
}

// Links wait until what was typed is saved; a draft that cannot be is asked about.
export function links() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const other = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || other || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const place = new URL(link.href);
    const here = place.pathname === window.location.pathname && place.hash !== "";
    if (place.origin !== window.location.origin || here || settled()) return;
    event.preventDefault();
    await settle();
    window.location.assign(link.href);
  });
}

const pause = (time) => new Promise((done) => { setTimeout(done, time); });

async function versionOf(action) {
  const answer = await fetch(action, { headers: { Accept: "application/json" } });
  return answer.ok ? Number((await answer.json()).version) : -1;
}

/** What the page before this one sent as it was left: it is shown once it is saved, and missed. */
export async function arrived() {
  const left = JSON.parse(sessionStorage.getItem(LEFT) ?? "null");
  sessionStorage.removeItem(LEFT);
  if (!left || Date.now() - left.at > 60_000 || !document.querySelector('meta[name="login"]')) return;
  const form = document.querySelector(`form[data-autosave][action="${CSS.escape(left.action)}"]`);
  if (form && !left.lost && Number(form.elements.version.value) > Number(left.version)) return;
  const status = form?.querySelector(".autosave");
  if (form) form.inert = true;
  if (status) status.textContent = words.saving;
  let version = left.lost ? -1 : 0;
  for (let tries = 0; tries < 8 && version >= 0 && version <= Number(left.version); tries += 1) {
    await pause(250);
    version = await versionOf(left.action).catch(() => -1);
  }
  if (version > Number(left.version)) {
    if (form) window.location.reload();
    return;
  }
  if (form) form.inert = false;
  const told = status ?? document.createElement("p");
  told.className = "autosave trouble";
  told.setAttribute("role", "status");
  told.textContent = words.lost;
  if (!form) document.querySelector("main").prepend(told);
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
