// Drafts save themselves: a second after a change, before a link is followed, and on leaving the page.
// A save whose answer nobody could see is looked after by the next page.  What identifies somebody
// is kept in this browser instead (here.js), unless who writes chose otherwise.

import { keeper } from "./here.js";
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

  const here = keeper(form);
  let kept = -1; // the changes that are kept here
  let held = -1; // those that have to stay
  let clean = -1; // those that may be sent
  let keeping = null;
  let judging = null;

  const unsaved = () => saved !== changes && !(held === changes && kept === changes);

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

  // At each change, before anything else: a page may close at any moment.
  async function keepNow() {
    for (let at = -1; at !== changes;) {
      at = changes;
      if (await here.put()) kept = at;
      else tell(words.hereFull, true);
    }
    keeping = null;
  }

  // And whether it may be sent, so that it is known when the page is left.
  async function judgeNow() {
    for (let at = -1; at !== changes;) {
      at = changes;
      if (await here.stays()) held = at;
      else clean = at;
    }
    judging = null;
    delete form.dataset.looking;
  }

  function keep() {
    if (!here?.on()) return;
    keeping ??= keepNow();
    form.dataset.looking = "";
    judging ??= judgeNow();
  }

  // What the platform must not see, or may not: nobody has looked yet.
  const secret = () => Boolean(here?.on()) && clean !== changes;

  function save() {
    if (held === changes && kept === changes && saved !== changes && here.on()) tell(words.here, false);
    if (running || halted || !unsaved() || page.leaving || !form.isConnected) return;
    running = saveNow(changes);
  }

  // Whether these changes must not be sent; then they are kept, and it is said.
  async function stays(at, told) {
    if (!here?.on() || !(await here.stays())) return false;
    await keeping;
    held = at;
    if (changes === at && kept === at) tell(told, false);
    return true;
  }

  async function saveNow(at) {
    const text = body(); // what is examined is what is sent
    sending = at;
    try {
      if (!(clean !== at && await stays(at, words.here)) && !halted && form.isConnected) {
        tell(words.saving, false);
        await take(await send(text), at); // at once where it is known to be clean: the page may be going
        await keeping;
        if (here && saved === at) forget(at);
      }
    } catch {
      tell(words.offline, true);
      later(AGAIN);
    }
    running = null;
    if (changes !== at) later(DELAY);
  }

  // It is on the platform: the copy goes, or is of what was typed since.
  function forget(at) {
    if (changes === at) here.drop();
    else keep();
  }

  // By hand: what has to stay is not sent, and that is said.
  let cleared = "";
  async function bySubmit(event) {
    if (!here?.on() || cleared === here.snapshot()) return;
    event.preventDefault();
    const { submitter } = event;
    const texts = here.snapshot();
    clearTimeout(timer);
    await running;
    const by = submitter?.hasAttribute("formaction") ? words.hereSubmit : words.hereSave;
    keep();
    if (!(await stays(changes, by))) {
      cleared = texts;
      form.requestSubmit(submitter);
      return;
    }
    status.classList.add("trouble");
    speak(by);
    (form.querySelector(".finding.direct button") ?? status).scrollIntoView({ block: "center" });
  }

  function changed() {
    if (!unsaved() && !halted && held !== changes) tell(words.unsaved, false);
    changes += 1;
    keep();
    later(DELAY);
  }

  // What was kept here before is in the form again; it goes on as if just typed.
  async function found(copy) {
    if (!copy || form.querySelector("[data-kept], .saved")) return;
    if (!here.restore(copy)) {
      here.drop();
      return;
    }
    tell(words.hereBack, false);
    form.dispatchEvent(new Event("cocon:change"));
  }

  function remember() {
    const lost = halted || refused === changes;
    const { value: version } = form.elements.version;
    sessionStorage.setItem(LEFT, JSON.stringify({ action, version, lost, at: Date.now(), here: here?.name }));
  }

  draft({
    form,
    unsaved,
    stays: secret,
    held: () => saved !== changes,
    async settle(now) {
      clearTimeout(timer);
      await running;
      await keeping;
      if (!now) return;
      save();
      await running;
    },
  });
  form.addEventListener("submit", bySubmit);
  form.addEventListener("input", changed);
  form.addEventListener("cocon:change", changed);
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  // what is on its way is saved whatever becomes of the page; what cannot be is asked about
  window.addEventListener("beforeunload", (event) => {
    if (page.leaving || !(unsaved() || running) || !form.isConnected) return;
    if (secret()) { // what is kept here waits for whoever wrote it
      if (kept !== changes) event.preventDefault();
      return;
    }
    remember();
    const late = running && sending !== changes;
    const stuck = halted || refused === changes || !navigator.onLine || body().length >= KEEPALIVE_MAX;
    if (unsaved() && (late || stuck)) event.preventDefault();
    else save();
  });
  window.addEventListener("pagehide", () => {
    if (page.leaving && cleared !== "" && cleared === here.snapshot()) here.leave();
    if (page.leaving || !unsaved() || !form.isConnected || secret()) return;
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
  if (here) begin();

  // What is typed goes the other way from now on.
  function chosen() {
    held = -1;
    if (saved !== changes) changed();
  }

  async function begin() {
    form.inert = here.pending; // for the moment that it takes to look
    const copy = await here.ready.catch(() => null); // edited: it is none
    await arrival;
    if (copy) found(copy);
    form.inert = false;
    if (await here.offer(chosen)) return;
    // this browser cannot look itself, or no more: as ever, but what was kept is sent by hand alone
    held = -1;
    if (!copy) {
      if (unsaved()) later(0);
      return;
    }
    halted = true;
    tell(words.hereMissing, true);
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

let landed;
const arrival = new Promise((done) => { landed = done; }); // what was left is saved, or known to be lost

/** What the page before this one sent as it was left: it is shown once it is saved, and missed. */
export async function arrived() {
  await settleLeft();
  landed();
}

async function settleLeft() {
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
    if (left.here && !form) localStorage.removeItem(left.here);
    if (form) window.location.reload();
    if (form) await new Promise(() => {}); // the page goes
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
