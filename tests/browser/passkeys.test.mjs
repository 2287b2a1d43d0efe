// A passkey is made and shown by Chromium's virtual authenticator: the whole way, script and all.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { platform, screenshots } from "./platform.mjs";
import { fill, follow, noticed, press, signIn, tap, titled } from "./story.mjs";

let site;
let person;
let page;
let devtools;
let authenticator;

const OPTIONS = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
  isUserVerified: true, automaticPresenceSimulation: true };

before(async () => {
  site = await platform({ demo: true, host: "localhost" });
  person = site.accounts.find(({ totp }) => !totp);
  page = await site.person();
  devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  ({ authenticatorId: authenticator } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options: OPTIONS }));
});
after(() => site?.stop());

const credentials = async () =>
  (await devtools.send("WebAuthn.getCredentials", { authenticatorId: authenticator })).credentials;

const look = (name) => page.screenshot({ path: join(screenshots, `passkeys-${name}.png`), fullPage: true });

async function add(name, passphrase) {
  await page.goto("/compte/facteurs");
  await page.getByText("Une clé d’accès", { exact: true }).click();
  const place = page.locator("[data-passkey=create]");
  await place.getByLabel("Nom de cette clé").fill(name);
  await place.getByLabel("Votre phrase de passe").fill(passphrase);
  await look("add");
  await tap(page, "Ajouter une clé d’accès");
  return place;
}

async function knock() {
  await page.context().clearCookies();
  await page.goto("/connexion");
  await fill(page, { "Adresse électronique": person.email, "Phrase de passe": person.passphrase });
  await press(page, "Se connecter");
  await titled(page, "Double vérification");
}

const cookies = async () => (await page.context().cookies()).map(({ name }) => name);

test("a passkey is added", () => site.play(async () => {
  await signIn(page, person);
  const refused = await add("Ordinateur", "autre chose");
  await refused.getByText("Ce n’est pas votre phrase de passe actuelle.").waitFor();
  assert.equal((await credentials()).length, 0, "nothing is made before the passphrase is right");
  await add("Ordinateur", person.passphrase);
  await noticed(page, "La double vérification est en place. Elle vous sera demandée à la prochaine connexion.");
  await page.getByRole("heading", { name: "Ordinateur" }).waitFor();
  assert.equal((await credentials()).length, 1);
  await look("added");
}));

test("and not twice by the same authenticator", () => site.play(async () => {
  const place = await add("Encore", person.passphrase);
  await place.getByText("Cette clé est déjà dans votre liste.").waitFor();
}));

test("signing in takes it", () => site.play(async () => {
  await knock();
  assert.ok(!(await cookies()).includes("__Host-cocon"), "no login yet");
  const inside = await page.request.get("/", { maxRedirects: 0, headers: { Accept: "application/json" } });
  assert.equal(inside.status(), 401);
  await look("show");
  await press(page, "Utiliser ma clé d’accès");
  await noticed(page, "Vous êtes connecté·e.");
  assert.ok((await cookies()).includes("__Host-cocon"));
}));

test("a second look at the same answer opens nothing", () => site.play(async () => {
  await knock();
  await page.evaluate(() => { HTMLFormElement.prototype.submit = function kept() { globalThis.kept = new FormData(this); }; });
  await tap(page, "Utiliser ma clé d’accès");
  await page.waitForFunction(() => globalThis.kept);
  const fields = await page.evaluate(() => Object.fromEntries(globalThis.kept));
  const json = (path, { csrf, key, ...data }) => page.request.post(path, { data, headers: { Accept: "application/json" } });
  const first = await json("/connexion/facteur/cle", { ...fields, signature: `AAAA${fields.signature.slice(4)}` });
  assert.equal(first.status(), 400, await first.text());
  // the challenge was used up by the miss: the right signature comes too late
  const second = await json("/connexion/facteur/cle", fields);
  assert.equal(second.status(), 400, await second.text());
  // an answer to somebody else's challenge neither
  await knock();
  const third = await json("/connexion/facteur/cle", fields);
  assert.equal(third.status(), 400, await third.text());
  await knock();
  await press(page, "Utiliser ma clé d’accès");
  await noticed(page, /la bonne phrase de passe sans réussir la double vérification/);
}));

test("without user verification it is refused", () => site.play(async () => {
  await knock();
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: false });
  await tap(page, "Utiliser ma clé d’accès");
  await page.getByText("Rien n’a été vérifié").waitFor();
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: true });
}));

test("a copy of the authenticator is refused, and its person is told", () => site.play(async () => {
  const [copy] = await credentials();
  await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: authenticator });
  ({ authenticatorId: authenticator } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options: OPTIONS }));
  await devtools.send("WebAuthn.addCredential", { authenticatorId: authenticator, credential: { ...copy, signCount: 1 } });
  await knock();
  await press(page, "Utiliser ma clé d’accès");
  await page.getByText("Cette clé d’accès a été refusée").first().waitFor();
  await look("cloned");
  assert.ok(!(await cookies()).includes("__Host-cocon"));
  // the one that counted further still opens, and the page tells what happened
  await devtools.send("WebAuthn.clearCredentials", { authenticatorId: authenticator });
  await devtools.send("WebAuthn.addCredential", { authenticatorId: authenticator, credential: { ...copy, signCount: 1000 } });
  await knock();
  await press(page, "Utiliser ma clé d’accès");
  await noticed(page, /la bonne phrase de passe sans réussir la double vérification/);
  await page.goto("/compte/facteurs");
  await page.getByText("Une copie de cette clé a peut-être servi").waitFor();
  await look("suspect");
}));

test("it is named, and removed", () => site.play(async () => {
  await page.getByText("Renommer ou retirer").click();
  await page.getByLabel("Nom", { exact: true }).fill("Clé du bureau");
  await press(page, "Renommer\u00A0: Ordinateur");
  await noticed(page, "Le nom est changé.");
  await page.getByText("Renommer ou retirer").click();
  await follow(page, "Retirer");
  await fill(page, { "Votre phrase de passe": person.passphrase });
  await look("remove");
  await press(page, "Retirer");
  await noticed(page, "Ce moyen de vérification est retiré. Vos autres connexions sont fermées.");
  await page.getByText("Rien pour l’instant.").waitFor();
}));
