// What a login shows goes from the screen when it ends: it says so before, in every tab, and after
// signing in what was typed is there again.

import { beside, carried, keptHere, page, reachable, unsaved } from "./typed.js";
import { make, say, words } from "./tools.js";

const WARNING = 3 * 60_000;
const LOOK = 5000;

const login = document.querySelector('meta[name="login"]');
const tabs = new BroadcastChannel("cocon-login");
let idleUntil = Infinity;
let latest = Infinity;
let warning = null;
let over = false;

function hour(at) {
  const time = new Date(at);
  return { hour: time.getHours(), minute: String(time.getMinutes()).padStart(2, "0") };
}

/** The platform was visited: the login goes on for its full time. */
export function visited() {
  if (!login || over) return;
  idleUntil = Date.now() + Number(login.dataset.idle) * 1000;
  warning?.remove();
  warning = null;
  tabs.postMessage({ who: login.content });
}

async function stay() {
  const answer = await fetch("/compte", { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) visited();
  else if (answer?.status === 401) end();
}

function warn() {
  if (warning) return;
  const last = latest <= idleUntil;
  warning = make("session");
  warning.querySelector("p").textContent = say(last ? words.endsLast : words.ends, hour(Math.min(latest, idleUntil)));
  if (last) warning.querySelector("button").remove();
  else warning.querySelector("button").addEventListener("click", stay);
  document.body.prepend(warning); // the first that the Tab key meets from the top
}

/* What was typed goes to the platform, which seals it into the page to sign in. */
function leave(forms, path) {
  page.leaving = true;
  if (forms.length === 0) {
    window.location.replace(`/connexion?suite=${path}`);
    return;
  }
  const form = document.createElement("form");
  const [first] = forms;
  Object.assign(form, { method: "post", action: first.action, hidden: true });
  const fields = [...new URLSearchParams(first.body), ["hold", "yes"], ["whose", login.content], ["beside", first.beside]];
  for (const [name, value] of fields) {
    const input = document.createElement("textarea"); // a hidden input would lose its lines
    Object.assign(input, { name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

/** The login is over: nothing of it stays on the screen, connected or not. */
export function end() {
  if (!login || over) return;
  over = true;
  const kept = unsaved();
  const forms = kept.slice(0, 1).map((form) => ({ ...carried(form), beside: beside(kept.slice(1)) }));
  const path = document.body.dataset.here ?? window.location.pathname;
  const blank = make("session-over");
  if (kept.length === 0 && !keptHere()) blank.querySelector("[data-kept]").remove();
  document.title = blank.querySelector("h1").textContent;
  document.body.replaceChildren(blank);
  blank.focus();
  const go = async () => {
    if (await reachable()) leave(forms, path);
    else setTimeout(go, LOOK);
  };
  go();
}

function look() {
  if (over) return;
  const until = Math.min(idleUntil, latest);
  if (Date.now() >= until) end();
  else if (Date.now() >= until - WARNING) warn();
}

export function session() {
  if (!login) {
    // nobody is signed in here any more: what other tabs show is over too
    if (document.querySelector('form[action="/connexion"]')) tabs.postMessage({ over: true });
    return;
  }
  latest = Date.now() + Number(login.dataset.left) * 1000;
  visited();
  tabs.addEventListener("message", ({ data }) => {
    if (data.over || data.who !== login.content) {
      end();
      return;
    }
    idleUntil = Date.now() + Number(login.dataset.idle) * 1000;
    warning?.remove();
    warning = null;
  });
  setInterval(look, LOOK);
  for (const event of ["focus", "pageshow"]) window.addEventListener(event, look);
  document.addEventListener("visibilitychange", look);
}
