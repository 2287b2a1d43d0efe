// Every page of the site as the people of the demonstration see it: axe-core finds nothing, nothing
// scrolls sideways at 320 px, the browser complains of nothing, and an image of each is kept.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { platform, screenshots, source } from "./platform.mjs";
import { covered, faults, sideways, spilling, unfillable, unreachable } from "./screens.mjs";
import { accept, field, fill, press, signIn, takeOfferedNarration, unfold } from "./story.mjs";

/* Who has a role of a séance, by name. */
const whoHas = (seance, role) => seance.roles.find((one) => one.role === role).person.name;

let site;
const pages = {};

before(async () => { site = await platform({ demo: true }); });
after(() => site?.stop());

/* The pages that the server answers, from its own table; what only scripts ask for is none. */
function routes() {
  const table = readFileSync(join(source, "src/site/routes.c"), "utf8");
  const paths = [...table.matchAll(/ROW\(HTTP_GET,\s*"([^"]+)",[^)]*\),\s*SHOWS\("/g)].map((match) => match[1]);
  assert.ok(paths.length > 20, "routes.c is read as it is written");
  return paths;
}

const pattern = (path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);

async function json(path, page = pages.coordinator) {
  const answer = await page.request.get(path, { headers: { Accept: "application/json" } });
  assert.ok(answer.ok(), path);
  return answer.json();
}

const account = (holds) => site.accounts.find((one) => holds(one.roles));

async function arrive(who, person) {
  pages[who] = await site.person();
  if (person) await signIn(pages[who], person);
}

/* The first séance of a kind and stage, and who has a role in it. */
async function seance(wanted) {
  const { cycles } = await json("/calendrier");
  for (const cycle of cycles) {
    const { seances } = await json(`/calendrier?cycle=${cycle.id}`);
    const found = seances.find((one) => one.kind === wanted || (one.kind === "concertation" && one.stage === wanted));
    if (found) return (await json(`/seances/${found.id}`)).seance;
  }
  return assert.fail(`no séance is ${wanted}`);
}

async function holder(meeting, role) {
  const who = `${role}-${meeting.stage}`;
  if (!pages[who]) await arrive(who, site.accounts.find((one) => one.name === whoHas(meeting, role)));
  return who;
}

/* Half way: an application that has shown no code yet, a passphrase without its code. */
async function enrolling() {
  const { passphrase } = account((roles) => roles.includes("coordinator"));
  await pages.coordinator.goto("/compte/facteurs");
  await unfold(pages.coordinator, "Une application de codes sur votre téléphone");
  await fill(pages.coordinator, { "Nom de cette application": "Tablette" });
  await field(pages.coordinator.locator("form").filter({ hasText: "Ajouter une application" }), "Votre phrase de passe").fill(passphrase);
  await press(pages.coordinator, "Ajouter une application");
  await pages.coordinator.getByText("Visez ce carré").waitFor();
}

async function waiting() {
  const { email, passphrase } = account((roles) => roles.includes("coordinator"));
  await arrive("waiting");
  await pages.waiting.goto("/connexion");
  await fill(pages.waiting, { "Adresse électronique": email, "Phrase de passe": passphrase });
  await press(pages.waiting, "Se connecter");
  await pages.waiting.getByRole("heading", { level: 1, name: "Double vérification" }).waitFor();
}

/* [who looks, path]: at least one for each row of the table. */
async function cases() {
  const structure = (await json("/structures")).structures[0].id;
  const someone = (await json("/acces")).people.find((person) => !person.me).id;
  const planned = await seance("planned");
  const staffed = await seance("staffed");
  const prepared = await seance("prepared");
  const drafted = await seance("drafted");
  const published = await seance("published");
  const halfWay = await seance("half-way");
  const factor = (await json("/compte/facteurs")).factors[0].id;
  await enrolling();
  await waiting();
  const at = (meeting, part) => `/seances/${meeting.id}${part}`;
  const list = [
    ["visitor", "/connexion"], ["visitor", "/rien"], ["visitor", "/aide"],
    ["coordinator", "/"], ["signatory", "/"], ["newcomer", "/"], ["newcomer", "/charte"],
    ["signatory", "/compte"], ["signatory", "/.well-known/change-password"], ["signatory", "/compte/connexions"], ["signatory", "/compte/donnees"], ["signatory", "/charte"], ["coordinator", "/charte"],
    ["coordinator", "/structures"], ["signatory", "/structures/index"], ["signatory", `/structures/${structure}`],
    ["signatory", `/structures/${(await json("/compte", pages.signatory)).person.structure.id}`],
    ["coordinator", "/calendrier"], ["signatory", "/calendrier"], ["signatory", "/calendrier?mois=2022-03"],
    ["waiting", "/connexion/facteur"], ["signatory", "/compte/facteurs"], ["coordinator", "/compte/facteurs"],
    ["coordinator", `/compte/facteurs/${factor}/retrait`], ["coordinator", "/compte/facteurs/application"],
    ["signatory", "/outils"], ["coordinator", "/acces"], ["coordinator", `/acces/${someone}/retrait`],
    ["coordinator", `/acces/${someone}`], ["coordinator", `/acces/${someone}/suspension`],
    ["coordinator", `/acces/${someone}/cles`],
    ["coordinator", `/structures/${structure}/depart`], ["coordinator", "/journal"], ["coordinator", "/journal?from=hier"], ["signatory", "/journal"],
    ["signatory", "/qui-voit-quoi"], ["coordinator", "/qui-voit-quoi?cles=oui"],
    [await holder(prepared, "animator"), `/qui-voit-quoi?seance=${prepared.id}`],
    ["signatory", at(planned, "")], ["signatory", at(prepared, "")], ["signatory", at(published, "")],
    ["coordinator", at(halfWay, "")], ["coordinator", at(planned, "/annulation")],
    ["signatory", at(planned, "/positionnement")], ["signatory", at(published, "/positionnement")],
    ["coordinator", at(planned, "/roles")], ["signatory", at(published, "/roles")],
    [await holder(prepared, "secretary"), at(prepared, "/presence")], ["signatory", at(published, "/presence")],
    ["narrator", at(staffed, "/situation")],
    [await holder(prepared, "animator"), at(prepared, "/situation")],
    [await holder(drafted, "secretary"), at(drafted, "/synthese")],
    [await holder(drafted, "animator"), at(drafted, "/synthese")],
    ["signatory", at(published, "/synthese")],
  ];
  const writes = await holder(drafted, "narrator");
  const { comments } = await json(at(drafted, "/synthese"), pages[writes]);
  const { id: own } = comments.find(({ person }) => person.me);
  list.push([writes, at(drafted, `/synthese/correction?commentaire=${own}`)]);
  for (const { slug } of (await json("/aide")).pages) list.push(["visitor", `/aide/${slug}`]);
  for (const { slug } of (await json("/outils")).tools) list.push(["signatory", `/outils/${slug}`]);
  return list;
}

const named = (who, path) => `${who}${path.replace(/[0-9a-f]{32}|[A-Za-z0-9_-]{43}/g, "").replace(/[^a-z0-9-]+/g, "-")}`.replace(/-+$/, "");

/* faults() left axe-core in the page: only the colours are others in the dark. */
async function faint(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations"] }));
  return violations.flatMap((one) => one.nodes.map((node) => node.html));
}

async function look(page, name) {
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  assert.match(await page.title(), /^\S.* – VIF Cévennes$/);
  assert.equal(await page.locator("h1").count(), 1, "one first heading");
  assert.deepEqual(await unfillable(page), []);
  await page.evaluate(() => { for (const part of document.querySelectorAll("details.act")) part.open = true; });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true });
    await page.evaluate(() => { for (const one of document.querySelectorAll("main details")) one.open = true; });
    assert.deepEqual(await faults(page), [], `at ${width} px`);
  }
  for (const [width, height] of [[360, 640], [320, 640]]) {
    await page.setViewportSize({ width, height });
    assert.equal(await sideways(page), null);
    assert.deepEqual(await spilling(page), [], `at ${width} px`);
    assert.deepEqual(await unreachable(page), [], `at ${width} px`);
    assert.deepEqual(await covered(page), [], `at ${width} px`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await faint(page), [], "in the dark");
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(site.faults.splice(0), [], "in the console");
}

/* Names of pictures stay apart: the second of a kind says so. */
function apart(seen, name) {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}

/* Somebody who has not signed yet, from the page that shows the link to the one that it opens. */
async function welcome(t) {
  const newcomer = { name: "Juriste, SEP", email: "juriste@exemple.invalid", passphrase: "corniche tamis ouragan velours biseau" };
  const { coordinator, visitor } = pages;
  await coordinator.goto("/acces");
  await unfold(coordinator, "Inviter une personne");
  await fill(coordinator, { "Adresse électronique": newcomer.email, "Nom affiché": newcomer.name });
  await field(coordinator, "Profession").selectOption({ label: "juriste" });
  await field(coordinator, "Structure").selectOption({ index: 1 });
  await press(coordinator, "Préparer l’invitation");
  const link = await coordinator.getByLabel("Lien d’invitation").inputValue();
  await t.test("the invitation's link", () => look(coordinator, "coordinator-invited"));
  await visitor.goto(link);
  await t.test("the invitation", () => look(visitor, "visitor-invitation"));
  await coordinator.goto(link);
  await t.test("the invitation of somebody else", () => look(coordinator, "coordinator-invitation"));
  await arrive("newcomer");
  await accept(pages.newcomer, newcomer, link);
  return new URL(link).pathname;
}

/* Somebody whose invitation is withdrawn: who left is listed, and can be erased. */
async function farewell(t) {
  const { coordinator } = pages;
  const name = "Bénévole, SEP";
  await coordinator.goto("/acces");
  await unfold(coordinator, "Inviter une personne");
  await fill(coordinator, { "Adresse électronique": "benevole@exemple.invalid", "Nom affiché": name });
  await field(coordinator, "Profession").selectOption({ label: "bénévole" });
  await field(coordinator, "Structure").selectOption({ index: 1 });
  await press(coordinator, "Préparer l’invitation");
  await coordinator.getByLabel("Lien d’invitation").waitFor();
  const { id } = (await json("/acces")).people.find((person) => person.name === name);
  await coordinator.goto(`/acces/${id}/retrait`);
  await coordinator.getByRole("checkbox").check();
  await press(coordinator, "Retirer l’accès");
  await t.test("who left", () => look(coordinator, "coordinator-acces-gone"));
  const path = `/acces/${id}/effacement`;
  await coordinator.goto(path);
  await t.test("erasing them", () => look(coordinator, "coordinator-erase"));
  return path;
}

/* What comes back when something is wrong. */
async function refusals(t) {
  const { narrator, visitor } = pages;
  await press(narrator, "Déposer pour relecture");
  await narrator.getByRole("alert").waitFor();
  await t.test("a refused form", () => look(narrator, "narrator-refused"));
  await visitor.goto("/connexion");
  await fill(visitor, { "Adresse électronique": "rien", "Phrase de passe": "rien" });
  await press(visitor, "Se connecter");
  await visitor.getByRole("alert").waitFor();
  await t.test("a refused sign-in", () => look(visitor, "visitor-refused"));
}

test("every page", async (t) => {
  await arrive("visitor");
  await arrive("coordinator", account((roles) => roles.includes("coordinator")));
  await arrive("signatory", account((roles) => roles.length === 1 && roles[0] === "signatory"));
  await arrive("narrator", site.accounts.find((one) => one.email.startsWith("avocate.")));
  await takeOfferedNarration(pages.narrator);
  const invitation = await welcome(t);
  const erasure = await farewell(t);
  const list = await cases();
  const seen = new Map();
  for (const [who, path] of list)
    await t.test(`${path} by ${who}`, async () => {
      await pages[who].goto(path);
      await look(pages[who], apart(seen, named(who, path)));
    });
  await pages.narrator.goto(list.find(([who]) => who === "narrator")[1]);
  await refusals(t);
  await t.test("none is forgotten", () => {
    const looked = [invitation, erasure, ...list.map(([, path]) => path.split("?")[0])];
    for (const path of routes()) assert.ok(looked.some((one) => pattern(path).test(one)), path);
  });
});
