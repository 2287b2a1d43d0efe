// What the other files share.  Every French word comes from the page (partials/script-words).

export const words = document.getElementById("words").dataset;

export function say(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// What is said to who listens, and seen nowhere: sparingly.
const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("aria-live", "polite");
(document.querySelector("main") ?? document.body).append(live);

export function speak(text) {
  live.textContent = text;
}

export function make(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
