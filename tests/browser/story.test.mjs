// The whole story by mouse: from the operator's link to a synthesis that every signatory reads.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import * as story from "./story.mjs";

const { field, fill, hidden, noticed, press, sees, task } = story;
let site;
const people = story.cast();
const pages = {};

before(async () => {
  site = await platform();
  for (const name of Object.keys(people)) pages[name] = await site.person();
});
after(() => site?.stop());

const versionOf = async (page) => Number(await page.locator("form[data-autosave] input[name=version]").inputValue());

/* A text typed and left alone is saved by itself, in a new version, and is there after a reload. */
async function savesItself(page, label, text) {
  const version = await versionOf(page);
  await fill(page, { [label]: text });
  await noticed(page, /Enregistré à \d+ h \d\d\./);
  assert.equal(await versionOf(page), version + 1);
  await page.reload();
  assert.equal(await field(page, label).inputValue(), text);
  assert.equal(await versionOf(page), version + 1);
}

/* And one that is left at once: what was typed goes on its way all the same. */
async function savesOnLeaving(page, label, text) {
  const { pathname } = new URL(page.url());
  await fill(page, { [label]: text });
  await story.follow(page, "Accueil");
  await story.titled(page, "Ce qui est attendu de vous");
  const until = Date.now() + 10_000; // the request may arrive after the next page's
  do await page.goto(pathname);
  while ((await field(page, label).inputValue()) !== text && Date.now() < until);
  assert.equal(await field(page, label).inputValue(), text);
}

test("from the first link to a published synthesis", () => site.play(async () => {
  const { coordinator, animator, narrator, secretary, participant, representative } = pages;

  await story.found(site.link, people, pages);
  const dossier = await story.plan(coordinator, story.begun());
  await hidden(narrator, `${dossier}/situation`);
  await story.staff(dossier, people, pages);

  await task(narrator, "Écrivez la situation");
  await savesItself(narrator, "Contexte", story.account.context);
  await story.writeSituation(narrator);
  await story.submitSituation(narrator);
  for (const page of [secretary, participant, representative, coordinator])
    await hidden(page, `${dossier}/situation`);

  await task(animator, "Relisez la situation");
  await sees(animator, story.account.context);
  await fill(animator, { "Ce qui est à revoir": "« Deux mois » suffit : retirez la saison." });
  await press(animator, "Renvoyer");
  await noticed(animator, "La situation est renvoyée avec votre mot.");
  await task(narrator, "vous est renvoyée avec un mot");
  await sees(narrator, "« Deux mois » suffit : retirez la saison.");
  await story.submitSituation(narrator);
  await story.approveSituation(animator);
  await task(participant, "Lisez la situation avant");
  for (const page of [animator, secretary, participant, coordinator])
    await story.readsSituation(page, dossier);
  await hidden(representative, `${dossier}/situation`);

  await hidden(secretary, `${dossier}/synthese`);
  await story.recordAttendance(secretary, {
    [people.animator.name]: "présent·e", [people.narrator.name]: "présent·e",
    [people.secretary.name]: "présent·e", [people.participant.name]: "présent·e",
    [people.representative.name]: "excusé·e",
  });

  await task(secretary, "Écrivez la synthèse");
  await savesItself(secretary, "Contexte", story.minutes.context);
  await story.writeSynthesis(secretary);
  await savesOnLeaving(secretary, "Suites", "La fiche de liaison sera relue au bilan.");
  await hidden(participant, `${dossier}/synthese`);
  await story.submitSynthesis(secretary);
  await hidden(representative, `${dossier}/synthese`);

  await story.comment(participant, "Il manque le rôle de la sage-femme.");
  await secretary.goto(`${dossier}/synthese`);
  assert.equal(await secretary.getByRole("button", { name: "Signer la synthèse" }).count(), 0, "too early");
  for (const page of [participant, narrator]) await story.agree(page, dossier);
  await task(secretary, "Signez la synthèse");
  await sees(secretary, "Il manque le rôle de la sage-femme.");
  await press(secretary, "Signer la synthèse");
  await noticed(secretary, "Votre signature est enregistrée. Il manque encore celle-ci");
  assert.equal(await secretary.getByRole("button", { name: "Signer la synthèse" }).count(), 0);
  await hidden(representative, `${dossier}/synthese`);
  await story.sign(animator, "Relisez la synthèse", "La synthèse est signée et publiée.");

  for (const page of Object.values(pages)) await story.readsSynthesis(page, dossier);
  await task(representative, "La synthèse est publiée pour la séance du");
}));
