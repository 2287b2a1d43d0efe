// What people do on the pages, found as they find it: by label, by role, by what is said.  One
// function a step of the story, from the first link to the published synthesis.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { fresh } from "../flow/totp.mjs";

/* Spaces that do not break count as spaces. */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s");

/* A field by its label, whether or not it may be left empty. */
const called = (name) => new RegExp(`^\\s*${escaped(name)}(\\s\\(facultatif\\))?\\s*$`);
export const field = (place, label) => place.getByLabel(called(label));
export const group = (place, name) => place.getByRole("group", { name: called(name) });
export const sees = (page, text) => page.getByText(text).first().waitFor();
export const noticed = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor();

/* Does what leads to a page, and is done when that page is all there: what is asked next is asked of
   it, and not of the one that goes.  What was said before may be said again: it is no sign. */
export async function leads(page, act) {
  const [, done] = await Promise.all([page.waitForEvent("load"), act()]);
  return done;
}
const pageOf = (place) => place.page?.() ?? place;
/* A button that its own page answers; one that sends a form; a link. */
export const tap = (place, name) => place.getByRole("button", { name, exact: true }).click();
export const press = (place, name) => leads(pageOf(place), () => tap(place, name));
export const follow = (place, name, rest) =>
  leads(pageOf(place), () => place.getByRole("link", { name, ...rest }).first().click());
/* What cannot be taken back is asked once more where scripts run. */
export async function pressSurely(page, name) {
  if (!page.scripts) return press(page, name);
  await tap(page, name);
  return press(page.getByRole("dialog"), name);
}
export async function titled(page, name) {
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.waitForLoadState();
}

export async function fill(place, values) {
  for (const [label, value] of Object.entries(values)) await field(place, label).fill(value);
}

/* A part that waits folded. */
export async function unfold(page, name) {
  const part = page.locator("details.act").filter({ hasText: name });
  if (!(await part.evaluate((one) => one.open))) await part.locator("summary").click();
}

/* Home, then what is asked there. */
export async function task(page, sentence) {
  await page.goto("/");
  await follow(page, sentence);
}

/* Nothing of a page is shown: neither that it exists nor why. */
export async function hidden(page, path) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 404, path);
  await sees(page, "Cette page n’existe pas, ou ne vous est pas ouverte.");
}

const somebody = (role, name, rest) => ({
  role, name, email: `${role}@exemple.invalid`, passphrase: randomBytes(15).toString("base64url"), ...rest,
});
export const structures = [
  { name: "La Clède, accueil et hébergement", short: "La Clède", kind: "Association" },
  { name: "Gendarmerie nationale", short: "Gendarmerie", kind: "Institution" },
  { name: "Centre hospitalier Alès-Cévennes", short: "Hôpital", kind: "Institution" },
  { name: "Caisse d’allocations familiales", short: "CAF", kind: "Institution" },
];
export const cast = () => ({
  coordinator: somebody("coordinatrice", "Coordinatrice, Reseda"),
  animator: somebody("animatrice", "Travailleuse sociale, La Clède",
    { structure: 0, profession: "travailleur·se social·e", represents: true }),
  narrator: somebody("narrateur", "Adjudant, gendarmerie",
    { structure: 1, profession: "adjudant·e de gendarmerie", represents: true }),
  representative: somebody("cadre", "Cadre de santé, hôpital",
    { structure: 2, profession: "cadre de santé", represents: true }),
  secretary: somebody("secretaire", "Infirmière, hôpital", { structure: 2, profession: "infirmier·ère" }),
  participant: somebody("participante", "Assistante sociale, CAF",
    { structure: 3, profession: "assistant·e social·e", represents: true }),
});

export async function accept(page, person, link, founding = false) {
  await page.goto(link);
  await titled(page, "Bienvenue");
  if (founding)
    await fill(page, { "Nom affiché aux autres signataires": person.name, "Adresse électronique": person.email });
  await fill(page, {
    "Phrase de passe": person.passphrase,
    "La même phrase de passe, encore une fois": person.passphrase,
  });
  await press(page, "Ouvrir mon accès");
  await noticed(page, "Bienvenue. Votre compte est prêt.");
  if (founding) await addApplication(page, person);
}

/* Who coordinates is led here, and gets no further without. */
export async function addApplication(page, person) {
  await titled(page, "Double vérification");
  await fill(page, { "Votre phrase de passe": person.passphrase });
  await press(page, "Ajouter une application");
  await titled(page, "Ajouter une application");
  await page.getByText("Je ne peux pas le viser").click();
  person.totp = await page.locator(".secret code").innerText();
  await fill(page, { "Code à six chiffres": await fresh(person.totp) });
  await press(page, "Confirmer");
  await noticed(page, "La double vérification est en place. Elle vous sera demandée à la prochaine connexion.");
  await follow(page, "Accueil");
}

export async function signIn(page, person) {
  await page.goto("/connexion");
  await fill(page, { "Adresse électronique": person.email, "Phrase de passe": person.passphrase });
  await press(page, "Se connecter");
  if (person.totp) {
    await titled(page, "Double vérification");
    await fill(page, { "Code à six chiffres": await fresh(person.totp) });
    await press(page, "Continuer");
  }
  await noticed(page, "Vous êtes connecté·e.");
}

export async function addStructures(page) {
  await task(page, "Ajoutez les structures du réseau.");
  for (const { name, short, kind } of structures) {
    await page.goto("/structures");
    await unfold(page, "Ajouter une structure");
    await fill(page, { "Nom de la structure": name, "Nom court": short });
    await page.getByRole("radio", { name: kind }).check();
    await press(page, "Ajouter");
    await noticed(page, "La structure est ajoutée.");
    await titled(page, name);
  }
}

/* The link, which is shown once. */
export async function invite(page, person) {
  await page.goto("/acces");
  await unfold(page, "Inviter une personne");
  await fill(page, { "Adresse électronique": person.email, "Nom affiché": person.name });
  await field(page, "Profession").selectOption({ label: person.profession });
  await field(page, "Structure").selectOption({ label: structures[person.structure].name });
  if (person.represents)
    await field(page, "Représente sa structure et signe la charte pour elle").check();
  await press(page, "Préparer l’invitation");
  return page.getByLabel("Lien d’invitation").inputValue();
}

export async function publishCharter(page) {
  await task(page, "Publiez la première version de la charte.");
  assert.match(await field(page, "Texte de la charte").inputValue(), /^# /m);
  await pressSurely(page, "Publier");
  await noticed(page, "La version 1 de la charte est publiée.");
  await sees(page, /Empreinte de ce texte \(SHA-256\)\s: [0-9a-f]{64}/);
}

export async function signForStructure(page) {
  await task(page, "Lisez la charte et signez-la au nom de votre structure.");
  await field(page, "J’ai lu cette version de la charte et je la signe au nom de ma structure").check();
  await press(page, "Signer pour ma structure");
  await noticed(page, "La charte est signée au nom de votre structure.");
}

export async function adhere(page) {
  await task(page, "Lisez la charte et adhérez-y");
  await field(page, "J’ai lu cette version de la charte et j’y adhère").check();
  await press(page, "Adhérer");
  await noticed(page, "Votre adhésion est enregistrée.");
}

/* A civil moment as a field for it takes it: some days from today. */
export function moment(days) {
  const day = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return `${day.toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" })}T14:00`;
}

/* Today, a little after midnight: it has begun, and its day is not over. */
export const begun = () => moment(0).replace("T14:00", "T00:05");

/* A cycle with one séance in it; the path of its dossier. */
export async function plan(page, starts) {
  await task(page, "Ouvrez le cycle de l’année");
  await unfold(page, "Ouvrir un cycle");
  await fill(page, { "Nom du cycle": "Cycle d’essai", Année: starts.slice(0, 4) });
  await press(page, "Ouvrir");
  await noticed(page, "Le cycle est ouvert.");
  await unfold(page, "Planifier une rencontre");
  await page.getByRole("radio", { name: "Séance de concertation" }).check();
  await fill(page, { "Date et heure": starts, Lieu: "Salle du rez-de-chaussée, Alès" });
  await field(page, "Structure d’accueil").selectOption({ label: structures[0].name });
  assert.equal(await field(page, "Durée, en minutes").inputValue(), "150");
  await press(page, "Planifier");
  await noticed(page, "C’est planifié : la séance du");
  return new URL(page.url()).pathname;
}

export async function answer(page, choice, offers = []) {
  await task(page, "Dites si vous venez");
  await page.getByRole("radio", { name: choice }).check();
  for (const offer of offers) await page.getByRole("checkbox", { name: offer }).check();
  await press(page, "Répondre");
  await noticed(page, choice === "Je viens" ? "vous venez" : "vous êtes excusé·e");
}

export async function giveRole(page, dossier, role, person) {
  await page.goto(`${dossier}/roles`);
  const place = page.getByRole("region", { name: role });
  const option = place.getByRole("option", { name: person.name });
  await place.getByLabel("Proposer à").selectOption(await option.getAttribute("value"));
  await press(place, "Proposer ce rôle");
  await noticed(page, "Le rôle est proposé.");
}

export async function takeRole(page, role) {
  await task(page, `On vous propose un rôle (${role})`);
  await press(page, "J’accepte");
  await noticed(page, "Merci : vous avez accepté ce rôle.");
}

/* The demonstration's offered narration: its day is past, so that the calendar leads there. */
export async function takeOfferedNarration(page) {
  await page.goto("/calendrier");
  await follow(page, "La séance du lundi 13 mars 2023");
  await follow(page, "Les rôles");
  await press(page, "J’accepte");
  await noticed(page, "Merci : vous avez accepté ce rôle.");
}

export async function approveSituation(page) {
  await task(page, "Relisez la situation");
  await press(page, "Approuver la situation");
  await noticed(page, "La situation est approuvée.");
}

/* Everyone as given, by the name shown on their line; then the sheet is closed. */
export async function recordAttendance(page, statuses) {
  await task(page, "Notez les présences");
  for (const [name, status] of Object.entries(statuses))
    await page.getByRole("row", { name }).getByRole("radio", { name: status }).check();
  await field(page, "L’émargement est complet : la séance a eu lieu").check();
  await press(page, "Enregistrer les présences");
  await noticed(page, "L’émargement est clos.");
}

export async function comment(page, text) {
  await task(page, "Relisez la synthèse");
  await fill(page, { "Votre commentaire": text });
  await press(page, "Ajouter le commentaire");
  await noticed(page, "Votre commentaire est ajouté.");
}

/* Everybody else who was there: then the two sign without waiting for the days of review. */
export async function agree(page, dossier) {
  await page.goto(`${dossier}/synthese`);
  await press(page, "J’ai relu, je n’ai rien à ajouter");
  await noticed(page, "C’est noté : vous n’avez rien à ajouter.");
}

export async function sign(page, sentence, said) {
  await task(page, sentence);
  await press(page, "Signer la synthèse");
  await noticed(page, said);
}

/* From nothing to six people bound by the charter; `pages` gives each their own browser. */
export async function found(link, people, pages) {
  const { coordinator, ...others } = people;
  await accept(pages.coordinator, coordinator, link, true);
  await publishCharter(pages.coordinator);
  await addStructures(pages.coordinator);
  for (const name of Object.keys(others)) {
    const own = await invite(pages.coordinator, people[name]);
    await accept(pages[name], people[name], own);
  }
  await adhere(pages.coordinator);
  for (const [name, person] of Object.entries(others))
    if (person.represents) await signForStructure(pages[name]);
  for (const name of Object.keys(others)) await adhere(pages[name]);
  await pages.coordinator.goto("/"); // whom the invitations decided about is admitted by that
}

/* Answers, offers, and the three roles given and accepted. */
export async function staff(dossier, people, pages) {
  await answer(pages.animator, "Je viens", ["d’animer"]);
  await answer(pages.narrator, "Je viens", ["de raconter une situation passée"]);
  await answer(pages.secretary, "Je viens", ["de prendre le secrétariat"]);
  await answer(pages.participant, "Je viens");
  await answer(pages.representative, "Je suis excusé·e");
  const roles = { animator: "animation", secretary: "secrétariat de séance", narrator: "narration" };
  for (const [who, role] of Object.entries(roles)) {
    await giveRole(pages.coordinator, dossier, role, people[who]);
    await takeRole(pages[who], role);
  }
}

/* Repeated parts: a blank one may wait already, others are asked for. */
export async function fillParts(page, name, item, parts) {
  for (const [index, values] of parts.entries()) {
    const place = group(page, name);
    const part = group(place, `${item} ${index + 1}`);
    if ((await part.count()) === 0) await place.getByRole("button", { name: /ajouter/i }).click();
    await part.waitFor();
    for (const [label, value] of Object.entries(values)) {
      const input = field(part, label);
      const select = (await input.and(page.getByRole("combobox")).count()) > 0;
      await (select ? input.selectOption({ label: value }) : input.fill(value));
    }
  }
}

export const account = {
  context: "Madame vit avec Monsieur et leurs deux enfants. Elle travaille la nuit ; il surveille ses trajets.",
  questions: "Qui pouvait prévenir l’école sans mettre Madame en danger ?",
  course: [
    { Quand: "J0", "Ce qui se passe": "Madame consulte aux urgences et dit être tombée." },
    { Quand: "J+3", "Ce qui se passe": "La sage-femme repère la peur et propose un second rendez-vous." },
    { Quand: "deux mois plus tard", "Ce qui se passe": "Le signalement arrive deux fois, à deux services." },
  ],
};

export async function writeSituation(page) {
  await fill(page, { "Mois où l’accompagnement s’est terminé": "2024-03", Contexte: account.context });
  await page.getByRole("checkbox", { name: "Psychologiques" }).check();
  await fillParts(page, "Déroulé", "Étape", account.course);
  await fill(page, { "Questions au groupe": account.questions });
}

export async function submitSituation(page) {
  await field(page, "J’ai relu ce texte : rien n’y permet de reconnaître quelqu’un").check();
  await press(page, "Déposer pour relecture");
  await noticed(page, "La situation est déposée.");
}

export const minutes = {
  context: "Deux services ont aidé la même personne sans le savoir l’un de l’autre.",
  points: [
    { "Étape de la prise en charge": "Repérage", "Ce qui s’est passé": "La chute n’a pas été questionnée aux urgences." },
    { "Étape de la prise en charge": "Enfants", "Ce qui s’est passé": "L’école n’a rien su pendant deux mois." },
  ],
  proposals: [
    { Quoi: "Une fiche de liaison courte entre urgences et service social.", "Qui la porte": "Hôpital" },
    { Quoi: "Un temps commun avec les écoles à la rentrée.", "Pour quand": "le bilan" },
  ],
};

export async function writeSynthesis(page) {
  await fill(page, { Contexte: minutes.context });
  await fillParts(page, "Points de criticité", "Point de criticité", minutes.points);
  await fillParts(page, "Propositions", "Proposition", minutes.proposals);
}

export async function submitSynthesis(page) {
  await press(page, "Déposer la synthèse");
  await noticed(page, "La synthèse est déposée.");
}

export async function readsSituation(page, dossier) {
  await page.goto(`${dossier}/situation`);
  await sees(page, account.context);
  for (const step of account.course) await sees(page, step["Ce qui se passe"]);
}

export async function readsSynthesis(page, dossier) {
  await page.goto(`${dossier}/synthese`);
  await sees(page, minutes.context);
  for (const point of minutes.points) await sees(page, point["Ce qui s’est passé"]);
  for (const proposal of minutes.proposals) await sees(page, proposal.Quoi);
}
