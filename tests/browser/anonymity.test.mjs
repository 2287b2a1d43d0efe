// From the first mark under a child's name to the text that the animator approves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import * as story from "./story.mjs";

const { field, fill, fillParts, noticed, press, sees, signIn } = story;
let site;
let narrator;
let path;

const NAMED = "La petite Lina Benali est en CE1 à l’école Jean-Moulin de Sumène. Lina a tout vu.";

before(async () => {
  site = await platform({ demo: true });
  const account = site.accounts.find(({ name }) => name.startsWith("Avocate"));
  narrator = await site.person();
  await signIn(narrator, account);
  await story.takeOfferedNarration(narrator);
  await story.task(narrator, "Écrivez la situation");
  path = new URL(narrator.url()).pathname;
});
after(() => site?.stop());

/* Of those who animate something, whoever reads this situation. */
async function whoAnimates() {
  for (const account of site.accounts.filter(({ roles }) => roles.includes("animator"))) {
    const page = await site.person();
    await signIn(page, account);
    if ((await page.goto(path)).status() === 200) return page;
  }
  return assert.fail("nobody animates this séance");
}

const findings = (page) => page.locator(".finding");
const about = (page, text) => findings(page).filter({ hasText: text }).first();

test("names are marked as one writes, listed, and announced", async () => {
  await fill(narrator, { Contexte: NAMED });
  await about(narrator, "Lina").waitFor();
  const marked = await narrator.locator(".marks mark").allTextContents();
  for (const name of ["Lina", "Sumène"])
    assert.ok(marked.some((text) => text.includes(name)), `${name}: ${marked}`);
  await noticed(narrator, /permet(tent)? de reconnaître quelqu’un/);
  const text = narrator.getByLabel("Contexte", { exact: false }).first();
  const [under, over] = await Promise.all(
    [narrator.locator(".marks").first(), text].map((one) => one.boundingBox()));
  assert.ok(Math.abs(under.width - over.width) < 1 && Math.abs(under.height - over.height) < 1,
    "the marks lie under their text");
});

test("by keyboard: shown in the text, reworded everywhere, taken back", async () => {
  const item = about(narrator, "Lina");
  await item.getByRole("button", { name: /^Montrer/ }).press("Enter");
  const chosen = await narrator.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.activeElement;
    return value.slice(selectionStart, selectionEnd);
  });
  assert.match(chosen, /Lina/);
  await item.getByLabel("Écrire plutôt").fill("l’aînée");
  await item.getByLabel("Écrire plutôt").press("Enter");
  await noticed(narrator, /remplacé/);
  const context = field(narrator, "Contexte");
  const reworded = await context.inputValue();
  assert.ok(!reworded.includes("Lina") && reworded.includes("l’aînée"), reworded);
  await context.press("Control+z");
  assert.match(await context.inputValue(), /Lina/);
});

test("what identifies is refused where it stands, and one click replaces all of it", async () => {
  await fill(narrator, { "Mois où l’accompagnement s’est terminé": "2022-03", Contexte: NAMED });
  await fillParts(narrator, "Déroulé", "Étape", story.account.course.slice(0, 1));
  await fill(narrator, { "Questions au groupe": story.account.questions });
  await field(narrator, "J’ai relu ce texte : rien n’y permet de reconnaître quelqu’un").check();
  await story.tap(narrator, "Déposer pour relecture");
  await sees(narrator, "Ce texte permet encore de reconnaître quelqu’un.");
  await about(narrator, "Lina").waitFor();
  await story.tap(narrator, "Tout remplacer comme proposé");
  await narrator.waitForFunction(() => !document.querySelector(".finding.direct"));
  const text = await field(narrator, "Contexte").inputValue();
  assert.ok(!/Lina|Benali|Jean-Moulin|Sumène/.test(text), text);
});

test("a passage that may stay takes a reason, which the animator reads", async () => {
  await fill(narrator, { Contexte: "La seule sage-femme du canton suit la mère." });
  const reason = about(narrator, "seule").getByLabel("Ou dire pourquoi il peut rester");
  await reason.fill("Le canton en compte neuf.");
  await press(narrator, "Déposer pour relecture");
  await noticed(narrator, "La situation est déposée.");
  const animator = await whoAnimates();
  await sees(animator, "Ce que la relecture automatique a relevé");
  await sees(animator, "Le canton en compte neuf.");
  await press(animator, "Approuver la situation");
  await noticed(animator, "La situation est approuvée.");
});
