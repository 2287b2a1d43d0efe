// What is one's own and what coordination does with an access, twice: by the Tab key alone, and where
// no script runs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fresh } from "../flow/totp.mjs";
import { enter, enterTo, tabTo, type } from "./keys.mjs";
import { platform } from "./platform.mjs";
import { field, follow, leads, noticed, sees, signIn, titled } from "./story.mjs";

const WAYS = {
  "by keyboard": {
    browser: {},
    push: enterTo,
    open: enter,
    write: type,
    async tick(page, place) {
      await tabTo(page, place);
      await page.keyboard.press("Space");
    },
    async choose(page, place, label) {
      await tabTo(page, place);
      await page.keyboard.type(label);
    },
    member: "psychologue.chac", structure: "MECS", own: "psychologue.psychologue",
  },
  "without scripts": {
    browser: { javaScriptEnabled: false },
    push: (page, place) => leads(page, () => place.click()),
    open: (page, place) => place.click(),
    write: (page, place, text) => place.fill(text),
    tick: (page, place) => place.check(),
    choose: (page, place, label) => place.selectOption({ label }),
    member: "infirmiere-urgences.chac", structure: "Commissariat", own: "educatrice-specialisee.mecs",
  },
};
let site;

before(async () => { site = await platform({ demo: true }); });
after(() => site?.stop());

const account = (start) => site.accounts.find(({ email }) => email.startsWith(start));
const button = (place, name) => place.getByRole("button", { name });
const link = (place, name) => place.getByRole("main").getByRole("link", { name });

/* What an unticked box says, then the box and the act. */
async function surely(way, page, act, box) {
  await way.push(page, button(page.getByRole("main"), act));
  await page.getByRole("alert").getByRole("link", { name: box }).waitFor();
  await way.tick(page, field(page, box));
  await way.push(page, button(page.getByRole("main"), act));
}

async function fromAccount(way, page, name) {
  await page.goto("/compte");
  await way.push(page, link(page, name));
  await titled(page, name);
}

async function endsLogins(way, page, person) {
  const elsewhere = await site.person();
  await signIn(elsewhere, person);
  await fromAccount(way, page, "Connexions ouvertes");
  await way.push(page, button(page, "Mettre fin à toutes les autres"));
  await noticed(page, "Vos autres connexions sont fermées.");
  await elsewhere.goto("/calendrier");
  await titled(elsewhere, "Se connecter");
  await signIn(elsewhere, person);
  await page.reload();
  await way.push(page, button(page, /^Mettre fin\s: /));
  await noticed(page, "Cette connexion est fermée.");
  await sees(page, "Vous n’êtes connecté·e nulle part ailleurs.");
}

async function addsAndRemovesAnApplication(way, page, person) {
  await fromAccount(way, page, "Double vérification");
  const form = page.locator("form").filter({ has: button(page, "Ajouter une application") });
  await way.write(page, field(form, "Votre phrase de passe"), person.passphrase);
  await way.push(page, button(form, "Ajouter une application"));
  await titled(page, "Ajouter une application");
  await way.open(page, page.locator("summary").filter({ hasText: "Je ne peux pas le viser" }));
  const totp = await page.locator(".secret code").innerText();
  await way.write(page, field(page, "Code à six chiffres"), "abc");
  await way.push(page, button(page, "Confirmer"));
  await page.getByRole("alert").getByRole("link", { name: "Code à six chiffres" }).waitFor();
  await way.write(page, field(page, "Code à six chiffres"), await fresh(totp));
  await way.push(page, button(page, "Confirmer"));
  await noticed(page, "La double vérification est en place.");

  const door = await site.person(way.browser);
  await door.goto("/connexion");
  await way.write(door, field(door, "Adresse électronique"), person.email);
  await way.write(door, field(door, "Phrase de passe"), person.passphrase);
  await way.push(door, button(door, "Se connecter"));
  await titled(door, "Double vérification");
  await way.write(door, field(door, "Code à six chiffres"), await fresh(totp));
  await way.push(door, button(door, "Continuer"));
  await noticed(door, "Vous êtes connecté·e.");

  await way.open(page, page.locator("summary").filter({ hasText: "Renommer ou retirer" }));
  await way.push(page, link(page, /^Retirer/));
  await way.write(page, field(page, "Votre phrase de passe"), person.passphrase);
  await way.push(page, button(page, "Retirer"));
  await noticed(page, "Ce moyen de vérification est retiré.");
  await door.goto("/calendrier");
  await titled(door, "Se connecter");
}

async function hasACopy(way, page, person) {
  await fromAccount(way, page, "Vos données");
  const [kept] = await Promise.all([page.waitForEvent("download"), way.open(page, link(page, "Copie à lire"))]);
  assert.ok(readFileSync(await kept.path(), "utf8").includes(person.email));
  await kept.delete();
  await way.push(page, button(page, "Demander l’effacement"));
  await noticed(page, "Votre demande est enregistrée.");
  await way.push(page, button(page, "Retirer ma demande"));
  await noticed(page, "Votre demande est retirée.");
}

async function changesAndSuspends(way, page, person) {
  const theirs = await site.person();
  await signIn(theirs, person);
  await page.goto("/acces");
  await way.push(page, link(page, person.name));
  await titled(page, person.name);
  await way.choose(page, field(page, "Profession"), "bénévole");
  await way.push(page, button(page, "Enregistrer"));
  await noticed(page, "la fonction est changée");
  await way.push(page, link(page, person.name));
  await titled(page, person.name);
  assert.equal(await field(page, "Profession").locator("option:checked").innerText(), "bénévole");
  await way.push(page, link(page, "Suspendre l’accès"));
  await surely(way, page, "Suspendre l’accès", "Je suspends l’accès de cette personne");
  await noticed(page, "L’accès est suspendu.");
  await theirs.goto("/calendrier");
  await titled(theirs, "Se connecter");
  await page.goto("/acces");
  await way.push(page, link(page, person.name));
  await way.push(page, button(page, "Rouvrir l’accès"));
  await noticed(page, "L’accès est rouvert.");
  await signIn(theirs, person);
}

async function seesAStructureOff(way, page, structure) {
  await page.goto("/structures");
  await follow(page.getByRole("main"), structure);
  await way.push(page, link(page, "Quitter la charte"));
  await titled(page, "Quitter la charte");
  await surely(way, page, "Quitter la charte", "La structure quitte la charte");
  await noticed(page, "La structure a quitté la charte.");
}

for (const [name, way] of Object.entries(WAYS)) {
  test(`one's own account, ${name}`, () => site.play(async () => {
    const person = account(way.own);
    const page = await site.person({ acceptDownloads: true, ...way.browser });
    await signIn(page, person);
    await endsLogins(way, page, person);
    await hasACopy(way, page, person);
    await addsAndRemovesAnApplication(way, page, person);
  }));

  test(`an access changed, suspended, opened again, and a structure that leaves, ${name}`, () => site.play(async () => {
    const page = await site.person(way.browser);
    await signIn(page, account("coordinatrice"));
    await changesAndSuspends(way, page, account(way.member));
    await seesAStructureOff(way, page, way.structure);
  }));
}
