// The pages of « Rencontres cliniques », as its people see them: the words of the space, two places of one
// role, notes that are signed; nothing scrolls sideways, axe-core finds nothing.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { platform, screenshots } from "./platform.mjs";
import { faults, sideways } from "./screens.mjs";
import { leads, signIn } from "./story.mjs";

let site, lead, leader, member;
const meetings = {};

before(async () => {
  site = await platform({ demo: true, space: "rencontres-cliniques" });
  mkdirSync(screenshots, { recursive: true });
  const arrive = async (holds) => {
    const page = await site.person();
    await signIn(page, site.accounts.find(holds));
    return page;
  };
  lead = await arrive(({ roles }) => roles.includes("coordinator"));
  leader = await arrive(({ name }) => name.startsWith("CESF"));
  member = await arrive(({ roles }) => roles.length === 1 && roles[0] === "signatory");
  const answer = await lead.request.get("/calendrier", { headers: { Accept: "application/json" } });
  for (const { stage, id } of (await answer.json()).seances) meetings[stage] ??= id;
});
after(() => site?.stop());

/* The page at 1280 and at 360 px. */
async function look(page, path, name) {
  await page.goto(path);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await sideways(page), null, `${name} at ${width}`);
    await page.screenshot({ path: join(screenshots, `clinical-${name}-${width}.png`), fullPage: true });
  }
  assert.deepEqual(await faults(page), [], name);
  return page.locator("main").innerText();
}

test("a meeting says who co-animates and who presents, and leads to its notes", async () => {
  const text = await look(member, `/seances/${meetings.published}`, "meeting");
  assert.match(text, /co-animation[\s\S]*co-animation[\s\S]*présentation/i);
  assert.match(text, /Les notes/);
  assert.doesNotMatch(text, /synthèse|secrétariat|narration|animateur/i);
});

test("roles have as many places as people hold them", async () => {
  const text = await look(lead, `/seances/${meetings.planned}/roles`, "roles");
  assert.match(text, /chacun présente une fois dans l’année/);
  assert.equal(await lead.getByRole("heading", { name: /^co-animation \([12] sur 2\)$/ }).count(), 2);
  assert.equal(await lead.getByRole("heading", { name: "présentation" }).count(), 1);
  await lead.goto(`/seances/${meetings.planned}/roles`);
  await lead.getByLabel("Proposer à").first().selectOption({ index: 0 });
  await leads(lead, () => lead.getByRole("button", { name: "Proposer ce rôle" }).first().click());
  await lead.getByText("Le rôle est proposé").waitFor();
});

test("help is about the roles of the group", async () => {
  const text = await look(member, "/aide/les-roles", "help");
  assert.match(text, /Co-animation, deux personnes/);
  assert.doesNotMatch(text, /secrétariat|narration|(?<!co-)animation/i);
  await member.goto("/aide");
  await member.getByRole("link", { name: "Écrire les notes" }).press("Enter");
  await member.getByRole("heading", { level: 1, name: "Écrire les notes" }).waitFor();
});

test("what a group may read before it meets", async () => {
  assert.match(await look(member, `/seances/${meetings.prepared}/situation`, "situation"), /Ce que j’attends du groupe/);
  assert.match(await look(member, `/seances/${meetings.prepared}/positionnement`, "coming"), /Vous|vient|viennent/);
  await look(leader, `/seances/${meetings.prepared}/presence`, "attendance");
});

test("the notes, in the words of the space", async () => {
  const text = await look(member, `/seances/${meetings.published}/synthese`, "notes");
  assert.match(text, /Notes de la rencontre/);
  assert.match(text, /Ce que le groupe garde/);
  assert.doesNotMatch(text, /synthèse/i);
});

test("planning, people and rights", async () => {
  assert.match(await look(lead, "/calendrier", "calendar"), /rencontre clinique/);
  assert.match(await look(lead, "/acces", "people"), /de 8 à 15 personnes/);
  assert.match(await look(member, "/qui-voit-quoi", "sight"), /la co-animation/);
  await look(member, "/", "home");
});
