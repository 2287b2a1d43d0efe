// Enter in a one-line field does what the form says, and nothing else: it rewords nothing, adds
// nothing, and hands nothing in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import * as story from "./story.mjs";

const { field, fill, leads, noticed, press, signIn } = story;
const NAMED = "La petite Lina Benali est en CE1 à l’école Jean-Moulin de Sumène.";
let site;
let path;
let account;

before(async () => {
  site = await platform({ demo: true });
  account = site.accounts.find(({ name }) => name.startsWith("Avocate"));
  const narrator = await site.person();
  await signIn(narrator, account);
  await story.takeOfferedNarration(narrator);
  await story.task(narrator, "Écrivez la situation");
  path = new URL(narrator.url()).pathname;
});
after(() => site?.stop());

/* One-line fields in which Enter sends the form: those beside a passage have their own button where
   scripts run. */
const lines = (page, scripts) => page.locator(
  `main form[data-autosave] :is(input[type=text], input[type=month], input[type=date])${
    scripts ? ":not([data-with], [data-reason])" : ""}:visible`);

for (const javaScriptEnabled of [false, true])
  test(`Enter keeps a situation as typed, ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const page = await site.person({ javaScriptEnabled });
    await signIn(page, account);
    await page.goto(path);
    if (javaScriptEnabled) await page.getByLabel("Garder sur cet appareil").uncheck(); // else it is not sent
    await fill(page, { Contexte: NAMED });
    await press(page, "Enregistrer");
    await page.locator(".finding.direct").first().waitFor();
    const names = await lines(page, javaScriptEnabled).evaluateAll((all) => all.map((one) => one.name));
    assert.ok(names.length > 1, `one-line fields: ${names}`);
    for (const name of names) {
      const parts = await page.locator("fieldset.item").count();
      await leads(page, () => page.locator(`[name="${name}"]`).press("Enter"));
      await noticed(page, "Brouillon enregistré.");
      assert.equal(await field(page, "Contexte").inputValue(), NAMED, `Enter in ${name}`);
      assert.equal(await page.locator("fieldset.item").count(), parts, `Enter in ${name}`);
      assert.equal(new URL(page.url()).pathname, path);
    }
  });

/* The list has a button for one guest more before its own. */
for (const javaScriptEnabled of [false, true])
  test(`Enter records attendance and adds nobody, ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const page = await site.person({ javaScriptEnabled });
    await signIn(page, site.accounts.find(({ email }) => email.startsWith("coordinatrice")));
    await story.task(page, "Notez les présences pour la réunion à mi-parcours");
    const list = new URL(page.url()).pathname;
    const guest = page.locator('[name="guests.0.label"]');
    await guest.fill("Juriste");
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.method() === "POST" && request.isNavigationRequest()),
      leads(page, () => guest.press("Enter")),
    ]);
    const { pathname, search } = new URL(asked.url());
    assert.equal(pathname + search, list);
    await noticed(page, "Les présences sont enregistrées.");
    assert.equal(await guest.inputValue(), "Juriste");
    assert.equal(new URL(page.url()).hash, "", "no blank guest is asked for");
  });
