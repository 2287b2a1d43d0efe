// The whole story again where no script runs, and what goes wrong on the way: refused fields, an ended
// login, two browsers on one text.  Nothing that was typed is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import * as story from "./story.mjs";

const { field, fill, group, hidden, noticed, press, sees, task } = story;
let site;
const people = story.cast();
const pages = {};

before(async () => {
  site = await platform();
  for (const name of Object.keys(people)) pages[name] = await site.person({ javaScriptEnabled: false });
});
after(() => site?.stop());

const alert = (page) => page.getByRole("alert");
const valueOf = (place, label) => field(place, label).inputValue();

/* What keeps somebody out is said beside the field and on top, and the rest of the form comes back. */
async function refusesInvitation(page, person, link) {
  await page.goto(link);
  await fill(page, {
    "Nom affiché aux autres signataires": person.name, "Adresse électronique": person.email,
    "Phrase de passe": "bonjour", "La même phrase de passe, encore une fois": "bonjour",
  });
  await press(page, "Ouvrir mon accès");
  await alert(page).getByRole("link", { name: "Phrase de passe" }).waitFor();
  await sees(page, "Cette phrase serait trop facile à deviner.");
  assert.equal(await valueOf(page, "Nom affiché aux autres signataires"), person.name);
  assert.equal(await valueOf(page, "Phrase de passe"), "", "a secret is never sent back");
}

/* The summary links to the field, the field says what is wrong, and what was typed is there. */
async function refusesSituation(page) {
  await task(page, "Écrivez la situation");
  await fill(page, { Contexte: story.account.context });
  await fill(group(page, "Étape 1"), { Quand: "J0" });
  await press(page, "Déposer pour relecture");
  const summary = alert(page);
  await summary.getByText(/Points à revoir\s: \d+/).waitFor();
  await summary.getByRole("link", { name: "Étape 1 – Ce qui se passe" }).waitFor();
  await summary.getByRole("link", { name: "Questions au groupe" }).click();
  assert.equal(await page.locator(":target").getAttribute("name"), "questions");
  const questions = field(page, "Questions au groupe");
  assert.equal(await questions.getAttribute("aria-invalid"), "true");
  const described = (await questions.getAttribute("aria-describedby")).split(" ").at(-1);
  assert.match(await page.locator(`#${described}`).innerText(), /À remplir\./);
  assert.equal(await valueOf(page, "Contexte"), story.account.context);
  assert.equal(await valueOf(group(page, "Étape 1"), "Quand"), "J0");
}

/* A login that ended: signing in happens on the way, and the text that was sent is there after it. */
async function outlivesItsLogin(page, person) {
  assert.ok(site.sql("UPDATE login SET expires_at = 1") > 0);
  await fill(page, { "Questions au groupe": story.account.questions });
  await press(page, "Enregistrer");
  await sees(page, "Votre connexion est terminée.");
  await fill(page, { "Adresse électronique": person.email, "Phrase de passe": "une autre phrase" });
  await press(page, "Se connecter");
  await sees(page, "L’adresse ou la phrase de passe n’est pas la bonne.");
  await fill(page, { "Phrase de passe": person.passphrase });
  await press(page, "Se connecter");
  await noticed(page, "Votre texte est là, tel que vous l’aviez écrit");
  assert.equal(await valueOf(page, "Questions au groupe"), story.account.questions);
  assert.equal(await valueOf(page, "Contexte"), story.account.context);
  await press(page, "Enregistrer");
  await noticed(page, "Brouillon enregistré.");
  await page.reload();
  assert.equal(await valueOf(page, "Questions au groupe"), story.account.questions);
}

/* Two windows on one text: the second to save sees both versions and chooses. */
async function showsBothVersions(page) {
  const other = await page.context().newPage();
  await other.goto(new URL(page.url()).pathname);
  await fill(other, { "Ce qui a fonctionné": "Le relais entre deux collègues." });
  await press(other, "Enregistrer");
  await noticed(other, "Brouillon enregistré.");
  await other.close();
  await fill(page, { "Ce qui a fonctionné": "Le second rendez-vous proposé aussitôt." });
  await press(page, "Enregistrer");
  await alert(page).getByText("Ce texte a changé entre-temps.").waitFor();
  const saved = page.locator("section").filter({ has: page.getByRole("heading", { name: "Ce qui est enregistré à présent" }) });
  await saved.getByText("Le relais entre deux collègues.").waitFor();
  assert.equal(await valueOf(page, "Ce qui a fonctionné"), "Le second rendez-vous proposé aussitôt.");
  await press(page, "Enregistrer");
  await noticed(page, "Brouillon enregistré.");
  await page.reload();
  assert.equal(await valueOf(page, "Ce qui a fonctionné"), "Le second rendez-vous proposé aussitôt.");
}

test("the story without scripts, and its mishaps", () => site.play(async () => {
  const { coordinator, animator, narrator, secretary, participant, representative } = pages;

  await refusesInvitation(coordinator, people.coordinator, site.link);
  await story.found(site.link, people, pages);
  const dossier = await story.plan(coordinator, story.begun());
  await story.staff(dossier, people, pages);

  await refusesSituation(narrator);
  await outlivesItsLogin(narrator, people.narrator);
  await showsBothVersions(narrator);
  await story.writeSituation(narrator);
  await story.submitSituation(narrator);
  for (const [name, page] of Object.entries(pages))
    if (page !== narrator) await story.signIn(page, people[name]);
  await hidden(participant, `${dossier}/situation`);
  await story.approveSituation(animator);
  await story.readsSituation(participant, dossier);

  await story.recordAttendance(secretary, {
    [people.animator.name]: "présent·e", [people.narrator.name]: "présent·e",
    [people.secretary.name]: "présent·e", [people.participant.name]: "présent·e",
    [people.representative.name]: "excusé·e",
  });
  await task(secretary, "Écrivez la synthèse");
  await story.writeSynthesis(secretary);
  await story.submitSynthesis(secretary);
  await story.comment(participant, "Il manque le rôle de la sage-femme.");
  for (const page of [participant, narrator]) await story.agree(page, dossier);
  await story.sign(animator, "Relisez la synthèse", "Votre signature est enregistrée.");
  await hidden(representative, `${dossier}/synthese`);
  await story.sign(secretary, "Signez la synthèse", "La synthèse est signée et publiée.");
  for (const page of Object.values(pages)) await story.readsSynthesis(page, dossier);
}));

/* Choosing, and a proof to keep: plain forms and links. */
async function looksIntoTheJournal(page) {
  await page.goto("/journal");
  await story.unfold(page, "Choisir");
  await field(page, "Acte").selectOption({ label: "approbation" });
  await press(page, "Montrer");
  assert.equal(new URL(page.url()).searchParams.get("act"), "approve");
  const rows = page.locator("tbody tr");
  assert.equal(await rows.count(), 1, "one situation was approved");
  const [kept] = await Promise.all([page.waitForEvent("download"), rows.getByRole("link", { name: "télécharger la preuve" }).click()]);
  assert.match(kept.suggestedFilename(), /\.json$/);
  await kept.delete();
  await page.goto("/journal?from=hier");
  await alert(page).getByRole("link", { name: "Du" }).click();
  assert.equal(await page.locator(":target").getAttribute("name"), "from");
}

/* The box must be ticked; then the next page of whoever left is the door. */
async function withdraws(page, person, theirs) {
  await page.goto("/acces");
  await story.follow(page.locator("tbody th"), person.name, { exact: true });
  await story.follow(page, "Retirer l’accès");
  await sees(page, "Ce qu’elle a déjà lu ne peut pas être repris.");
  await press(page, "Retirer l’accès");
  await alert(page).getByRole("link", { name: "Je retire l’accès de cette personne" }).waitFor();
  await field(page, "Je retire l’accès de cette personne").check();
  await press(page, "Retirer l’accès");
  await noticed(page, "L’accès est retiré.");
  await theirs.goto("/calendrier");
  await story.titled(theirs, "Se connecter");
}

test("the journal, and somebody who leaves", () => site.play(async () => {
  await looksIntoTheJournal(pages.coordinator);
  await withdraws(pages.coordinator, people.participant, pages.participant);
}));
