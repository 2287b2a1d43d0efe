// What has been typed on this page and is saved nowhere.  It is kept in the page and nowhere else,
// because situations are secret.

const PLATFORM = new Set(["csrf", "key", "version", "space", "beside"]);
const MOST = 50000; // what may ride along with another form

export const page = {
  leaving: false, // on purpose: nothing is lost, nothing is asked
};

const drafts = []; // forms that save themselves: {form, unsaved(), stays(), held(), settle(save)}
const plain = new Map(); // other forms, and what they held at first

/* What a person put into a form.  Passphrases never go anywhere but where they are sent; beside
   passages, the platform writes too. */
function pairs(form, whole) {
  return [...new FormData(form)].filter(([name]) => {
    const field = form.elements[name];
    if (field instanceof HTMLInputElement) {
      if (field.type === "password" || "reveal" in field.dataset) return false;
      if (field.type === "hidden" && !whole) return false;
    }
    return whole ? name !== "beside" : !PLATFORM.has(name) && !name.startsWith("examined.");
  });
}

const text = (list) => new URLSearchParams(list).toString();

export function draft(one) {
  drafts.push(one);
}

export function watch(form) {
  plain.set(form, form.querySelector("[data-kept]") ? null : text(pairs(form, false)));
}

const isUnsaved = (form) => plain.get(form) !== text(pairs(form, false));

/** Everything that would be lost with the page, drafts first: [form].  What is kept in this browser
    is not, and goes nowhere with another form. */
export function unsaved() {
  return [
    ...drafts.filter((one) => one.unsaved() && !one.stays()).map((one) => one.form),
    ...[...plain.keys()].filter((form) => form.isConnected && isUnsaved(form)),
  ];
}

/** Whether something of this page is kept in this browser alone. */
export const keptHere = () => drafts.some((one) => one.stays() && one.held());

/** Drafts are saved, or it is said why not; ${except} carries its own text, and only waits. */
export async function settle(except) {
  for (const one of drafts) await one.settle(one.form !== except);
}

export const settled = () => drafts.every((one) => !one.unsaved());

export const carried = (form) => ({ action: form.getAttribute("action"), body: text(pairs(form, true)) });

/** Fields to send along: what was typed in these forms. */
export function beside(forms) {
  return JSON.stringify({ forms: forms.map(carried) });
}

/** What is typed in other forms goes along when one is sent, so that the next page shows it again;
    whether all of it does. */
export function takeAlong(form) {
  form.querySelector('input[name="beside"]')?.remove();
  const others = unsaved().filter((one) => one !== form);
  if (others.length === 0) return true;
  const value = beside(others);
  if (value.length > MOST) return false;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "beside", value });
  form.append(input);
  return true;
}

/** Whether the platform can be reached just now. */
export async function reachable() {
  if (!navigator.onLine) return false;
  try {
    await fetch("/fichiers/css/cocon.svg", { cache: "no-store", credentials: "omit" });
    return true;
  } catch {
    return false;
  }
}

window.addEventListener("beforeunload", (event) => {
  if (page.leaving) return;
  if ([...plain.keys()].some((form) => form.isConnected && isUnsaved(form))) event.preventDefault();
});
