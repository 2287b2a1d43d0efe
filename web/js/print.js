// A field prints as far as one sees into it, and never over the end of a page: on paper its text
// stands below it instead, whole.

function text(field) {
  if (field.tagName === "SELECT") return field.value === "" ? "" : field.selectedOptions[0].textContent;
  return field.value;
}

function write(field) {
  const block = document.createElement("p");
  block.className = "on-paper lines written";
  block.textContent = text(field);
  field.classList.add("printed-below");
  field.after(block);
}

const FIELDS = "main :is(textarea, select, input[type=text], input[type=email])";

export function printing() {
  window.addEventListener("beforeprint", () => {
    for (const field of document.querySelectorAll(FIELDS))
      if (field.type !== "hidden") write(field);
  });
  window.addEventListener("afterprint", () => {
    for (const block of document.querySelectorAll(".written")) block.remove();
    for (const field of document.querySelectorAll(".printed-below")) field.classList.remove("printed-below");
  });
}
