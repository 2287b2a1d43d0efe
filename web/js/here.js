// A draft that tells who somebody is need not leave this browser: it is kept here, sealed under a key
// that its writer's login alone gives, until nothing in it identifies.

import { examiner } from "./examiner.js";
import { make } from "./tools.js";

// in localStorage; what follows tells neither whose it is nor of what
const NAME = "cocon-draft-";
const SENT = "cocon-sent-"; // chosen: this text is sent as it is written
const DAYS = 90;
const OWN = new Set(["csrf", "key", "version", "space", "beside"]);

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const utf8 = new TextEncoder();

/** Copies of what has arrived, and those that nobody came back for. */
export function sweep() {
  try {
    const left = sessionStorage.getItem(NAME);
    if (left && document.querySelector('meta[name="login"]')) {
      sessionStorage.removeItem(NAME);
      if (!document.querySelector("[data-kept], #refusal")) localStorage.removeItem(left);
    }
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(NAME))) {
      const { at } = JSON.parse(localStorage.getItem(name));
      if (Date.now() - at > DAYS * 86_400_000) localStorage.removeItem(name);
    }
  } catch {
    // no storage, no copies
  }
}

const pairs = (form) => [...new FormData(form)].filter(([name]) => !OWN.has(name));
// as the platform would have stored it
const plain = (list) => JSON.stringify(list
  .map(([name, value]) => [name, value.replaceAll("\r\n", "\n").normalize("NFC").trim()])
  .filter(([name, value]) => value !== "" && !name.startsWith("examined.")));

// The texts that are examined as one document, and all else that is typed: what is said of a passage
// is sent too.
function textsOf(form) {
  const lists = [...form.querySelectorAll("[data-findings]")];
  const guarded = new Map(lists.map((list) => [form.elements[list.dataset.findings], "carriers" in list.dataset]));
  const one = (field, carriers) => ({ path: field.name, text: field.value, carriers });
  const others = [...form.querySelectorAll('textarea[name], input[type="text"][name]')].filter((field) => !guarded.has(field));
  return [[...guarded].map(([field, carriers]) => one(field, carriers)), others.map((field) => one(field, false))]
    .map((texts) => texts.filter(({ text }) => text.trim() !== ""));
}

// What was kept stands in the form again.
function refill(form, list) {
  const sizes = new Map([...form.querySelectorAll("[data-group]")].map((group) => [group.dataset.group, 0]));
  for (const [name] of list)
    name.split(".").forEach((index, i, parts) => {
      const group = parts.slice(0, i).join(".");
      if (/^\d+$/.test(index)) sizes.set(group, Math.max(sizes.get(group) ?? 0, Number(index) + 1));
    });
  for (const [group, size] of [...sizes].sort(([a], [b]) => a.length - b.length)) // outer ones first
    form.querySelector(`[data-group="${CSS.escape(group)}"]`)?.dispatchEvent(new CustomEvent("cocon:size", { detail: size }));
  const said = new Map();
  for (const [name, value] of list) {
    const [, index, part] = /^examined\.(\d+)\.(\w+)$/.exec(name) ?? [];
    if (index) said.set(index, { ...said.get(index), [part]: value });
  }
  form.dispatchEvent(new CustomEvent("cocon:said", { detail: new Map([...said.values()].map((one) => [one.words, one])) }));
  const values = new Map();
  for (const [name, value] of list) values.set(name, [...values.get(name) ?? [], value]);
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) || field.name.startsWith("examined.") || field.type === "hidden") continue;
    const mine = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = mine[0] ?? "";
    field.dispatchEvent(new Event("input")); // what counts letters; the form hears of it once
  }
}

class Keeper {
  #form;
  name; // of the copy
  #sent;
  #key;
  #missing = false; // this browser cannot examine

  constructor(form) {
    this.#form = form;
    this.pending = Object.keys(localStorage).some((name) => name.startsWith(NAME)); // whose, is to be seen
    this.ready = this.#open(toBytes(form.dataset.here));
    delete form.dataset.here;
  }

  // The copy of before, {version, fields}, or null.
  async #open(secret) {
    const mark = hex(await crypto.subtle.digest("SHA-256", secret)).slice(0, 32);
    this.name = NAME + mark;
    this.#sent = SENT + mark;
    this.#key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
    const kept = localStorage.getItem(this.name);
    if (!kept) return null;
    const { iv, data } = JSON.parse(kept);
    const opened = await crypto.subtle.decrypt(this.#cipher(toBytes(iv)), this.#key, toBytes(data));
    return JSON.parse(new TextDecoder().decode(opened));
  }

  #cipher = (iv) => ({ name: "AES-GCM", iv, additionalData: utf8.encode(this.name) });

  #chosen = () => localStorage.getItem(this.#sent) === null;

  /** Whether what is typed may have to stay. */
  on = () => !this.#missing && this.#chosen();

  /** The choice, once it is known that there is one: ${changed} is told of it. */
  async offer(changed) {
    this.#missing = (await examiner()) === null;
    if (this.#missing || !this.#form.isConnected) return false;
    const box = make("here");
    const choice = box.querySelector("input");
    choice.checked = this.#chosen();
    choice.addEventListener("input", (event) => {
      event.stopPropagation(); // nothing of the text changed
      if (choice.checked) localStorage.removeItem(this.#sent);
      else localStorage.setItem(this.#sent, "yes");
      changed();
    });
    this.#form.querySelector(".fields").prepend(box);
    return true;
  }

  snapshot = () => JSON.stringify(textsOf(this.#form));

  /** Whether the text identifies somebody, as it stands now. */
  async stays() {
    const documents = textsOf(this.#form);
    const examine = await examiner();
    if (!examine || !this.on()) return false;
    const answers = await Promise.all(documents.map((texts) => examine(texts))).catch(() => null);
    return !answers || answers.some((answer) => answer.direct_count > 0);
  }

  /** Keeps the form as it stands now; whether there was room. */
  async put() {
    await this.ready.catch(() => null);
    const content = JSON.stringify({ version: this.#form.elements.version.value, fields: pairs(this.#form) });
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(this.#cipher(iv), this.#key, utf8.encode(content));
    try {
      localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), iv: toText(iv), data: toText(data) }));
      return true;
    } catch {
      return false;
    }
  }

  drop = () => localStorage.removeItem(this.name);

  /** The form was sent by hand and is answered: the next page knows whether it was taken. */
  leave = () => sessionStorage.setItem(NAME, this.name);

  /** Shows the copy in the form; false: the form has it already. */
  restore(copy) {
    if (plain(copy.fields) === plain(pairs(this.#form))) return false;
    refill(this.#form, copy.fields);
    this.#form.elements.version.value = copy.version; // over which it was typed
    return true;
  }
}

/** keeper(form): null where nothing can be kept. */
export function keeper(form) {
  try {
    localStorage.getItem(NAME); // throws where storage is refused
  } catch {
    return null;
  }
  return form.dataset.here && globalThis.crypto?.subtle ? new Keeper(form) : null;
}
