// On paper: few pages, what and whose it is, every word of a draft, and nothing of the navigation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { platform } from "./platform.mjs";
import { field, signIn } from "./story.mjs";

/* Who has a role of a séance, by name. */
const whoHas = (seance, role) => seance.roles.find((one) => one.role === role).person.name;

let site;
let coordinator;

before(async () => {
  site = await platform({ demo: true });
  coordinator = await enter(site.accounts.find(({ roles }) => roles.includes("coordinator")));
});
after(() => site?.stop());

async function enter(person, context) {
  const page = await site.person(context);
  await signIn(page, person);
  return page;
}

async function json(path) {
  const answer = await coordinator.request.get(path, { headers: { Accept: "application/json" } });
  return answer.json();
}

/* The first concertation of a stage. */
async function seance(stage) {
  for (const { id } of (await json("/calendrier")).cycles)
    for (const one of (await json(`/calendrier?cycle=${id}`)).seances)
      if (one.kind === "concertation" && one.stage === stage) return (await json(`/seances/${one.id}`)).seance;
  return assert.fail(`no séance is ${stage}`);
}

const holder = (meeting, role, context) =>
  enter(site.accounts.find(({ name }) => name === whoHas(meeting, role)), context);

/* A4 between its margins, in pixels of CSS. */
const [WIDTH, HEIGHT] = [180, 265].map((millimetres) => (millimetres * 96) / 25.4);

/* How many pages there are, and how many the text needs. */
async function sheets(page) {
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  await page.setViewportSize({ width: Math.round(WIDTH), height: Math.round(HEIGHT) });
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const height = await page.evaluate(() => document.body.scrollHeight);
  return { count: pdf.match(/\/Type\s*\/Page\b/g).length, needed: Math.ceil(height / HEIGHT) };
}

/* What a page shows on paper, after sheets(). */
const paper = (page) => page.locator("body").innerText();

async function isSheet(page, meeting, reader, most) {
  const { count, needed } = await sheets(page);
  assert.ok(count <= needed + 1, `${count} pages for what fits on ${needed}: some are almost empty`);
  assert.ok(count <= most, `${count} pages`);
  const text = await paper(page);
  const day = meeting.title.replace(/^la séance du /, "");
  for (const told of ["Plateforme de concertation", day, reader, "Imprimé le "])
    assert.ok(text.includes(told), `${told}: ${text.slice(0, 300)}`);
  const useless = await page.evaluate(() =>
    [...document.querySelectorAll("nav, footer, button, header.banner, .hint, summary, [role=status]")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0).map((one) => one.outerHTML.slice(0, 80)));
  assert.deepEqual(useless, []);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("main :is(.item, .parts > li, .card, .comments > li)")]
      .filter((one) => getComputedStyle(one).breakInside !== "avoid").length);
  assert.equal(cut, 0, "cards that a page's end cuts");
}

test("a published synthesis, and a situation", async () => {
  const published = await seance("published");
  const me = (await json("/")).me.name;
  await coordinator.goto(`/seances/${published.id}/synthese`);
  await isSheet(coordinator, published, me, 5);
  const prepared = await seance("prepared");
  const animator = await holder(prepared, "animator");
  await animator.goto(`/seances/${prepared.id}/situation`);
  await isSheet(animator, prepared, whoHas(prepared, "animator"), 2);
});

test("a draft: its longest text whole, over several pages", async () => {
  const drafted = await seance("drafted");
  const secretary = await holder(drafted, "secretary");
  await secretary.goto(`/seances/${drafted.id}/synthese`);
  const long = Array.from({ length: 90 }, (_, line) => `Ligne ${line + 1}.`).join("\n");
  const wide = `${"Un mot de plus dans une seule ligne, ".repeat(8)}et le dernier.`;
  await field(secretary, "Ce que nous avons appris les uns des autres").fill(long);
  await secretary.locator('input[type=text][name="actors.0.part"]').fill(wide);
  await isSheet(secretary, drafted, whoHas(drafted, "secretary"), 8);
  const shown = await secretary.evaluate(() =>
    [...document.querySelectorAll(".written")].filter((one) => one.checkVisibility()).map((one) => one.innerText));
  for (const text of [long, wide]) assert.ok(shown.includes(text), text.slice(0, 40));
  await secretary.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.equal(await secretary.locator(".written, .printed-below").count(), 0);
  assert.equal(await field(secretary, "Ce que nous avons appris les uns des autres").inputValue(), long);
});

test("the same where no script runs: a field is as high as its text", async () => {
  const drafted = await seance("drafted");
  const plain = await holder(drafted, "secretary", { javaScriptEnabled: false });
  await plain.goto(`/seances/${drafted.id}/synthese`);
  await field(plain, "Ce que nous avons appris les uns des autres").fill("Ligne.\n".repeat(60));
  await plain.emulateMedia({ media: "print" });
  const area = await field(plain, "Ce que nous avons appris les uns des autres").boundingBox();
  assert.ok(area.height > 700, `${area.height} px for sixty lines`);
});
