// A page by the Tab key alone: it finds everything, in sight and with its outline drawn.
import assert from "node:assert/strict";
import { leads } from "./story.mjs";

const STOPS = 120; // more than any page has before what is looked for

/* What is wrong with how the focused element shows itself, or null. */
export function fault() {
  const focused = document.activeElement;
  if (!focused.matches(":focus")) return null; // a part that the browser draws: a date field's picker
  const drawn = focused.closest("label.choice") ?? focused;
  const outlined = [focused, drawn].some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  if (!outlined) return "has no outline";
  const { left, top, width, height } = drawn.getBoundingClientRect();
  if (width < 1 || height < 1) return "has no size";
  for (const x of [0.1, 0.5, 0.9]) {
    for (const y of [0.1, 0.5, 0.9]) {
      const shown = document.elementFromPoint(left + width * x, top + height * y);
      if (shown && (drawn.contains(shown) || shown.contains(focused))) return null;
    }
  }
  return "is out of sight";
}

export const focusedOn = (page, place) => place.evaluate((one) => one === document.activeElement);

/* Tab until the focus is there; every stop on the way shows itself. */
export async function tabTo(page, place) {
  await place.waitFor();
  for (let stop = 0; stop < STOPS; stop += 1) {
    if (await focusedOn(page, place)) return;
    await page.keyboard.press("Tab");
    const wrong = await page.evaluate(fault);
    if (wrong !== null) {
      const what = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
      assert.fail(`${page.url()}: ${what} ${wrong}`);
    }
  }
  assert.fail(`${page.url()}: Tab never came to ${place}`);
}

export async function type(page, place, text) {
  await tabTo(page, place);
  await page.keyboard.type(text);
}

export async function enter(page, place) {
  await tabTo(page, place);
  await page.keyboard.press("Enter");
}

/* The same where it leads to a page. */
export async function enterTo(page, place) {
  await tabTo(page, place);
  await leads(page, () => page.keyboard.press("Enter"));
}
