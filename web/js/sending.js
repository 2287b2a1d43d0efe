// A form on its way: asked once more where it cannot be taken back, sent once, and not into a
// connection that is cut.

import { page, reachable, settle, takeAlong } from "./typed.js";
import { make, words } from "./tools.js";

const ready = new WeakSet();

// What cannot be taken back is asked once more.
function ask(event) {
  const asking = event.submitter;
  if (!asking?.dataset.confirm || asking.dataset.confirmed) return false;
  event.preventDefault();
  const dialog = make("confirm");
  dialog.querySelector("p").textContent = asking.dataset.confirm;
  dialog.querySelector('[value="yes"]').textContent = asking.textContent;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    const yes = dialog.returnValue === "yes";
    dialog.remove();
    asking.focus();
    if (!yes) return;
    asking.dataset.confirmed = "yes";
    asking.form.requestSubmit(asking);
  });
  dialog.showModal();
  dialog.querySelector('[value="no"]').focus();
  return true;
}

function rest(form) {
  ready.delete(form);
  delete form.dataset.sent;
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}

function cutOff(form) {
  const status = form.querySelector(".autosave") ?? document.createElement("p");
  status.className = "autosave trouble";
  status.setAttribute("role", "status");
  form.append(...(status.isConnected ? [] : [status]));
  status.textContent = words.unsent;
}

async function prepare(form, submitter) {
  if (!(await reachable())) {
    rest(form);
    cutOff(form);
    return;
  }
  await settle(form);
  page.leaving = takeAlong(form);
  ready.add(form);
  delete form.dataset.sent;
  form.requestSubmit(submitter);
}

function sent(event) {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented || ask(event)) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  if (form.method !== "post" || ready.has(form)) return;
  event.preventDefault();
  prepare(form, event.submitter);
}

export function sending() {
  document.addEventListener("submit", sent);
  window.addEventListener("pageshow", () => {
    page.leaving = false;
    for (const form of document.querySelectorAll("form")) rest(form);
  });
  // a page that answers a form stands at its own address: loading it again sends nothing twice
  if (document.body.dataset.here) history.replaceState(null, "", document.body.dataset.here);
}
