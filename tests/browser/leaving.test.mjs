// What was typed a moment ago: on reloading, leaving, handing in without a connection, sending another
// form, and when the login ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import { field, follow, noticed, press, sees, signIn, tap, titled, unfold } from "./story.mjs";

/* Who has a role of a séance, by name. */
const whoHas = (seance, role) => seance.roles.find((one) => one.role === role).person.name;

let site;
let coordinator;
let drafted;

before(async () => {
  site = await platform({ demo: true });
  coordinator = await enter(site.accounts.find(({ roles }) => roles.includes("coordinator")));
  for (const { id } of (await json(coordinator, "/calendrier")).cycles)
    for (const one of (await json(coordinator, `/calendrier?cycle=${id}`)).seances)
      if (one.kind === "concertation" && one.stage === "drafted") drafted = (await json(coordinator, `/seances/${one.id}`)).seance;
  await reviewAgain();
});
after(() => site?.stop());

async function enter(person, context) {
  const page = await site.person(context);
  await signIn(page, person);
  return page;
}

async function json(page, path) {
  const answer = await page.request.get(path, { headers: { Accept: "application/json" } });
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return answer.json();
}

async function post(page, path, fields) {
  const { csrf } = await json(page, "/");
  const headers = { Accept: "application/json", "X-CSRF-Token": csrf };
  const answer = await page.request.post(path, { headers, data: fields });
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
}

/* The demonstration's days of review are over: a text that went back has them anew. */
async function reviewAgain() {
  await post(await holder("animator"), `${synthesis()}/renvoi`, { word: "Relisez encore." });
  const secretary = await holder("secretary");
  const { values, version } = await json(secretary, synthesis());
  await post(secretary, `${synthesis()}/remise`, { ...values, version });
}

const toReview = (page) => page.getByRole("textbox", { name: "Ce qui est à revoir" }); // beside the last word
const account = (name) => site.accounts.find((one) => one.name === name);
const holder = (role) => enter(account(whoHas(drafted, role)));
const synthesis = () => `/seances/${drafted.id}/synthese`;
const next = (page) => field(page, "Suites");
const saved = async (page) => (await json(page, synthesis())).values.follow_up ?? JSON.stringify((await json(page, synthesis())).values);

/* The browser is ready to look itself at what is typed: before, nothing is sent on leaving. */
const ready = (page) => page.getByLabel("Garder sur cet appareil").waitFor();

const looked = (page) => page.locator("form[data-autosave]:not([data-looking])").waitFor();

async function open(page) {
  await page.goto(synthesis());
  await ready(page);
}

async function writes() {
  const page = await holder("secretary");
  await open(page);
  return page;
}

/* What a browser asks before it leaves; it leaves. */
function questions(page) {
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  });
  return asked;
}

async function eventually(what, holds) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(what);
}

/* The server is slow to save: what was sent on leaving arrives after the next page is asked for. */
const slowly = (page) => page.route("**/synthese", async (route) => {
  if (route.request().method() === "POST") await new Promise((done) => { setTimeout(done, 400); });
  await route.continue();
});

test("a page loaded again right after typing shows the last words", async () => {
  const page = await writes();
  const asked = questions(page);
  for (const [slow, words] of [[false, "Un mot de la fin."], [true, "Un mot de plus, plus tard."]]) {
    if (slow) await slowly(page);
    await ready(page);
    await next(page).fill("Avant.");
    await noticed(page, "Enregistré à");
    await next(page).fill(words);
    await looked(page);
    await page.reload();
    await eventually(`${words} is shown`, async () => (await next(page).inputValue()) === words);
    assert.ok((await saved(page)).includes(words));
    await next(page).press("End");
    await next(page).pressSequentially(" Suite.");
    await noticed(page, "Enregistré à");
  }
  assert.deepEqual(asked, []);
  await page.context().close();
});

test("a page left right after typing is saved: by an address, by a link, by closing", async () => {
  const page = await writes();
  const asked = questions(page);
  await next(page).fill("Parti par une adresse.");
  await looked(page);
  await page.goto("/aide");
  await eventually("saved", async () => (await saved(page)).includes("Parti par une adresse."));
  await open(page);
  await next(page).fill("Parti par un lien.");
  await looked(page);
  await follow(page, "Charte");
  await titled(page, /harte/);
  assert.ok((await saved(page)).includes("Parti par un lien."));
  await open(page);
  await next(page).fill("Fermé.");
  await looked(page);
  const context = page.context();
  await page.close({ runBeforeUnload: true });
  const other = await context.newPage();
  await eventually("saved", async () => (await saved(other)).includes("Fermé."));
  assert.deepEqual(asked, []);
  await context.close();
});

test("what cannot be saved is asked about, and what did not arrive is said", async () => {
  const page = await writes();
  const asked = questions(page);
  await next(page).fill("x".repeat(60_000));
  await sees(page, "Enregistrement en attente");
  await page.goto("/aide");
  assert.deepEqual(asked, ["beforeunload"]);
  await open(page);
  const other = await writes(); // another browser saves meanwhile
  await next(other).fill("L’autre texte.");
  await noticed(other, "Enregistré à");
  await page.route("**/calendrier", async (route) => {
    await new Promise((done) => { setTimeout(done, 500); });
    await route.continue();
  });
  await next(page).fill("Refusé en partant.");
  await looked(page);
  await page.goto("/calendrier");
  await sees(page, "n’ont pas été enregistrés");
  assert.ok((await saved(page)).includes("L’autre texte."));
  await other.context().close();
  await page.context().close();
});

test("a comment, a word of return, a structure's sheet: leaving asks", async () => {
  const page = await holder("animator");
  const asked = questions(page);
  await page.goto(synthesis());
  await page.reload();
  assert.deepEqual(asked, [], "nothing was typed");
  await field(page, "Votre commentaire").fill("Un commentaire.");
  await page.goto("/aide");
  assert.deepEqual(asked.splice(0), ["beforeunload"]);
  await page.goto(synthesis());
  await toReview(page).fill("Un mot.");
  await page.reload();
  assert.deepEqual(asked.splice(0), ["beforeunload"]);
  const { structures } = await json(coordinator, "/structures");
  const asking = questions(coordinator);
  await coordinator.goto(`/structures/${structures[0].id}`);
  await unfold(coordinator, "Tenir la fiche à jour");
  await coordinator.locator("details.act textarea, details.act input[type=text]").first().fill("Un début.");
  await follow(coordinator, "Structures", { exact: true });
  await titled(coordinator, "Structures");
  assert.deepEqual(asking, ["beforeunload"]);
  await page.context().close();
});

test("a comment sent leaves the word beside it", async () => {
  const page = await holder("animator");
  const asked = questions(page);
  await page.goto(synthesis());
  await toReview(page).fill("Le mot\nsur deux lignes.");
  await field(page, "Votre commentaire").fill("Un commentaire qui part.");
  await press(page, "Ajouter le commentaire");
  await sees(page, "Un commentaire qui part.");
  await eventually("the form is empty", async () => (await field(page, "Votre commentaire").inputValue()) === "");
  assert.equal(await toReview(page).inputValue(), "Le mot\nsur deux lignes.");
  await eventually("the page has its own address", () => new URL(page.url()).pathname === synthesis());
  assert.deepEqual(asked, []);
  await page.goto("/");
  assert.deepEqual(asked, ["beforeunload"], "it is still saved nowhere");
  await page.context().close();
});

test("without a connection nothing is sent, and nothing is lost", async () => {
  const page = await holder("animator");
  await page.goto(synthesis());
  await field(page, "Votre commentaire").fill("Écrit dans le train.");
  await page.context().setOffline(true);
  await tap(page, "Ajouter le commentaire");
  await sees(page, "La connexion est coupée");
  assert.equal(await field(page, "Votre commentaire").inputValue(), "Écrit dans le train.");
  await page.context().setOffline(false);
  await press(page, "Ajouter le commentaire");
  await sees(page, "Écrit dans le train.");
  await noticed(page, "commentaire");
  const secretary = await writes();
  await next(secretary).fill("Avant le tunnel.");
  await secretary.context().setOffline(true);
  await tap(secretary, "Enregistrer");
  await sees(secretary, "La connexion est coupée");
  await secretary.context().setOffline(false);
  await eventually("saved by itself", async () => (await saved(secretary)).includes("Avant le tunnel."));
  await page.context().close();
  await secretary.context().close();
});

/* The page's clock goes on; the server's rows are put back as an hour's wait would do. */
async function wait(page, minutes) {
  await page.clock.fastForward(minutes * 60_000);
}

const ends = () => site.sql("UPDATE login SET seen_at = seen_at - 3600");

test("before the login ends it is said; then the screen is blank, and what was typed comes back", async () => {
  const person = account(whoHas(drafted, "animator"));
  const page = await site.person();
  await page.clock.install();
  await signIn(page, person);
  await page.goto(synthesis());
  const shown = (await page.locator("main").innerText()).split("\n").find((line) => line.length > 60);
  await field(page, "Votre commentaire").fill("Un commentaire resté là.");
  await toReview(page).fill("Un mot resté là.");
  await wait(page, 28);
  await page.getByRole("alert").filter({ hasText: "Votre connexion se termine à" }).waitFor();
  await tap(page, "Rester connecté·e");
  await page.locator(".session-warning").waitFor({ state: "detached" });
  await wait(page, 28);
  await page.getByRole("alert").filter({ hasText: "Votre connexion se termine à" }).waitFor();
  ends();
  await wait(page, 3);
  await titled(page, "Se connecter");
  await sees(page, "Votre texte est gardé");
  const html = await page.content();
  for (const secret of [shown, "resté là"]) assert.ok(!html.includes(secret), secret);
  await field(page, "Adresse électronique").fill(person.email);
  await field(page, "Phrase de passe").fill(person.passphrase);
  await press(page, "Se connecter");
  await titled(page, "Synthèse des échanges");
  assert.equal(await field(page, "Votre commentaire").inputValue(), "Un commentaire resté là.");
  assert.equal(await toReview(page).inputValue(), "Un mot resté là.");
  await page.context().close();
});

test("the same without a connection, and in another tab when one signs out", async () => {
  const person = account(whoHas(drafted, "animator"));
  const page = await site.person();
  await page.clock.install();
  await signIn(page, person);
  await page.goto(synthesis());
  await field(page, "Votre commentaire").fill("Écrit dans le tunnel.");
  await page.context().setOffline(true);
  ends();
  await wait(page, 31);
  await titled(page, "Votre connexion est terminée");
  assert.ok(!(await page.content()).includes("tunnel"));
  await page.context().setOffline(false);
  await wait(page, 1);
  await titled(page, "Se connecter");
  await field(page, "Adresse électronique").fill(person.email);
  await field(page, "Phrase de passe").fill(person.passphrase);
  await press(page, "Se connecter");
  await titled(page, "Synthèse des échanges");
  assert.equal(await field(page, "Votre commentaire").inputValue(), "Écrit dans le tunnel.");
  const tab = await page.context().newPage();
  await tab.goto("/");
  await press(tab, "Se déconnecter");
  await titled(tab, "Se connecter");
  await titled(page, "Se connecter");
  assert.ok(!(await page.content()).includes("tunnel"));
  await page.context().close();
});
