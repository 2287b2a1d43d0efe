// What the other files share.  Every French word comes from the page (partials/script-words).

export const words = document.getElementById("words").dataset;

export function say(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
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
