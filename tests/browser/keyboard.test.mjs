// The main tasks by keyboard alone: the Tab key finds everything, in sight and with its outline drawn.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, enterTo, fault, focusedOn, tabTo, type } from "./keys.mjs";
import { platform } from "./platform.mjs";
import { fresh } from "../flow/totp.mjs";
import * as story from "./story.mjs";

const { field, fill, group, leads, moment, noticed, press, pressSurely, signIn, unfold } = story;
let site;

before(async () => { site = await platform({ demo: true }); });
after(() => site?.stop());

const account = (start) => site.accounts.find((one) => one.email.startsWith(start));

const button = (page, name) => page.getByRole("button", { name, exact: true });

async function follow(page, sentence) {
  await page.goto("/");
  await enterTo(page, page.getByRole("link", { name: sentence }).first());
}

// The demonstration's meetings are long past: home asks nothing about them, the calendar leads there.
async function followCalendar(page, cycle, meeting, part) {
  await page.goto("/calendrier");
  for (const name of [cycle, meeting, part]) await enterTo(page, page.getByRole("link", { name }).first());
}

async function signInByKeyboard(page, person) {
  await page.goto("/connexion");
  await type(page, field(page, "Adresse électronique"), person.email);
  await type(page, field(page, "Phrase de passe"), person.passphrase);
  await leads(page, () => page.keyboard.press("Enter"));
  if (person.totp) {
    await type(page, field(page, "Code à six chiffres"), await fresh(person.totp));
    await leads(page, () => page.keyboard.press("Enter"));
  }
  await noticed(page, "Vous êtes connecté·e.");
}

/* The summary has the focus; its first link brings to the field. */
async function throughSummary(page, label) {
  const summary = page.getByRole("alert");
  await summary.waitFor();
  assert.ok(await focusedOn(page, summary), "the summary of what is wrong has the focus");
  const link = summary.getByRole("link", { name: label });
  const target = (await link.getAttribute("href")).slice(1);
  await enter(page, link);
  await page.waitForURL((url) => url.hash === `#${target}`);
  assert.equal(await page.evaluate(() => document.activeElement.id), target);
}

test("skipping to the content, and a refused sign-in", () => site.play(async () => {
  const page = await site.person();
  await page.goto("/connexion");
  const skip = page.getByRole("link", { name: "Aller au contenu" });
  await page.keyboard.press("Tab");
  assert.ok(await focusedOn(page, skip), "the first stop is the skip link");
  assert.equal(await page.evaluate(fault), null);
  await page.keyboard.press("Enter");
  assert.ok(await focusedOn(page, page.getByRole("main")));
  await page.keyboard.press("Tab");
  assert.ok(await focusedOn(page, field(page, "Adresse électronique")), "the menu is skipped");
  await page.keyboard.type("personne");
  await leads(page, () => page.keyboard.press("Enter"));
  await throughSummary(page, "Adresse électronique");
  assert.equal(await field(page, "Adresse électronique").inputValue(), "personne");
}));

test("answering, and adhering to a new version of the charter", () => site.play(async () => {
  const coordinator = await site.person();
  await signIn(coordinator, account("coordinatrice"));
  await coordinator.goto("/charte");
  await unfold(coordinator, "Publier une nouvelle version");
  await fill(coordinator, { "Texte de la charte": "# Charte\n\nNous parlons de situations passées." });
  await pressSurely(coordinator, "Publier");
  await noticed(coordinator, "La version 2 de la charte est publiée.");
  const starts = moment(20); // past meetings ask for no answer
  await coordinator.goto("/calendrier");
  await unfold(coordinator, "Ouvrir un cycle");
  await fill(coordinator, { "Nom du cycle": "Cycle d’essai", Année: starts.slice(0, 4) });
  await press(coordinator, "Ouvrir");
  await noticed(coordinator, "Le cycle est ouvert.");
  await unfold(coordinator, "Planifier une rencontre");
  await fill(coordinator, { "Date et heure": starts, Lieu: "Salle du rez-de-chaussée" });
  await press(coordinator, "Planifier");
  await noticed(coordinator, "C’est planifié");

  const page = await site.person();
  await signInByKeyboard(page, account("infirmier."));
  await follow(page, "Dites si vous venez");
  await enterTo(page, button(page, "Répondre"));
  await throughSummary(page, "Votre réponse");
  await tabTo(page, page.getByRole("radio", { name: "Je viens" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("checkbox", { name: "de prendre le secrétariat" }));
  await page.keyboard.press("Space");
  await enterTo(page, button(page, "Répondre"));
  await noticed(page, "C’est noté : vous venez.");
  await page.keyboard.press("Tab");
  assert.ok(await focusedOn(page, page.getByRole("link", { name: "Aller au contenu" })), "a new page begins at its top");
  assert.ok(await page.getByRole("checkbox", { name: "de prendre le secrétariat" }).isChecked());

  await follow(page, "La charte a changé : adhérez à la nouvelle version");
  await tabTo(page, field(page, "J’ai lu cette version de la charte et j’y adhère"));
  await page.keyboard.press("Space");
  await enterTo(page, button(page, "Adhérer"));
  await noticed(page, "Votre adhésion est enregistrée.");
}));

test("taking the narration, writing the situation and handing it in", () => site.play(async () => {
  const page = await site.person();
  await signInByKeyboard(page, account("avocate."));
  await followCalendar(page, "Cycle 2023", "La séance du lundi 13 mars 2023", "Les rôles");
  await enterTo(page, button(page, "J’accepte"));
  await noticed(page, "Merci : vous avez accepté ce rôle.");

  await follow(page, "Écrivez la situation");
  await enterTo(page, button(page, "Déposer pour relecture"));
  await throughSummary(page, "Mois où l’accompagnement s’est terminé");
  await page.keyboard.type("03");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("2021");
  assert.equal(await field(page, "Mois où l’accompagnement s’est terminé").inputValue(), "2021-03");
  await tabTo(page, page.getByRole("checkbox", { name: "Psychologiques" }));
  await page.keyboard.press("Space");
  await type(page, field(page, "Contexte"), "Madame et ses deux enfants.");

  const course = group(page, "Déroulé");
  await type(page, field(group(course, "Étape 1"), "Quand"), "J0");
  await type(page, field(group(course, "Étape 1"), "Ce qui se passe"), "Elle consulte aux urgences.");
  await enter(page, course.getByRole("button", { name: "Ajouter" }));
  assert.ok(await focusedOn(page, field(group(course, "Étape 2"), "Quand")), "the focus goes to what was added");
  await page.keyboard.type("J+3");
  await type(page, field(group(course, "Étape 2"), "Ce qui se passe"), "La sage-femme repère la peur.");
  await type(page, field(page, "Questions au groupe"), "Qui pouvait prévenir l’école ?");
  await tabTo(page, field(page, "J’ai relu ce texte : rien n’y permet de reconnaître quelqu’un"));
  await page.keyboard.press("Space");
  await enterTo(page, button(page, "Déposer pour relecture"));
  await noticed(page, "La situation est déposée.");
  await story.sees(page, "La sage-femme repère la peur.");
}));

test("the journal: what one person did, and a proof to keep", () => site.play(async () => {
  const page = await site.person({ acceptDownloads: true });
  await signInByKeyboard(page, account("coordinatrice"));
  await page.goto("/journal");
  await enter(page, page.locator("summary").filter({ hasText: "Choisir" }));
  const act = field(page, "Acte");
  await tabTo(page, act);
  await page.keyboard.type("approbation");
  assert.equal(await act.inputValue(), "approve");
  await enterTo(page, button(page, "Montrer"));
  assert.equal(new URL(page.url()).searchParams.get("act"), "approve");
  const rows = page.locator("tbody tr");
  assert.ok(await rows.count() > 0);
  for (const row of await rows.all()) assert.match(await row.innerText(), /approbation/i);
  const proof = rows.first().getByRole("link", { name: "télécharger la preuve" });
  const [kept] = await Promise.all([page.waitForEvent("download"), enter(page, proof)]);
  assert.match(kept.suggestedFilename(), /\.json$/);
  await kept.delete();

  await type(page, field(page, "Nombre d’entrées que vous aviez noté"), "10");
  const [grown] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(grown.suggestedFilename(), /\.json$/);
  await grown.delete();
}));

test("who can read, beside a part of a text, and the rules behind it", () => site.play(async () => {
  const page = await site.person();
  await signInByKeyboard(page, account("cadre-de-sante."));
  await page.goto("/");
  await follow(page, "Relisez la synthèse");
  const part = page.locator("details.who-reads").first();
  await enter(page, part.locator("summary"));
  await part.getByText("Dès la publication de la synthèse").or(part.getByText("dès la publication de la synthèse")).first().waitFor();
  await enterTo(page, part.getByRole("link", { name: "Toutes les règles" }));
  const { pathname, searchParams } = new URL(page.url());
  assert.ok(pathname === "/qui-voit-quoi" && searchParams.has("seance"), page.url());
  await enter(page, page.locator("summary").filter({ hasText: "Et qui peut agir : synthèse" }));
  await page.locator("#sur-synthesis ~ details").getByText("commenter").first().waitFor();
}));

test("withdrawing somebody's access", () => site.play(async () => {
  const page = await site.person();
  await signInByKeyboard(page, account("coordinatrice"));
  await page.goto("/acces");
  await enterTo(page, page.locator("tbody th a").last());
  await enterTo(page, page.getByRole("link", { name: "Retirer l’accès" }));
  const path = new URL(page.url()).pathname;
  assert.match(path, /^\/acces\/.*\/retrait$/);
  await enterTo(page, button(page, "Retirer l’accès"));
  await throughSummary(page, "Je retire l’accès de cette personne");
  await page.keyboard.press("Space");
  await enterTo(page, button(page, "Retirer l’accès"));
  await noticed(page, "L’accès est retiré.");
  await story.hidden(page, path);
}));
