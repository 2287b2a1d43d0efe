// screens.mjs ADDRESS ACCOUNTS FOLDER [NAME]: look at every page as the people of the demonstration see
// it, wide and narrow, and write an image of each; NAME keeps only the pages whose name contains it.
// A page fails that axe-core finds fault with, that scrolls sideways, or that the browser complains
// about (a refused style, a script's error).  Exits 1 if any failed, or if there was nothing to see.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { fresh } from "../flow/totp.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SHAPES = {
  wide: { viewport: { width: 1280, height: 900 } },
  narrow: { viewport: { width: 360, height: 740 }, hasTouch: true },
  tiny: { viewport: { width: 320, height: 568 }, hasTouch: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  plain: { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
};

export function launch() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A browser window of its own.  The content policy stays in force: scripts come in by the debugger. */
export function open(browser, address, shape) {
  return browser.newContext({
    baseURL: address, ignoreHTTPSErrors: true, locale: "fr-FR", timezoneId: "Europe/Paris",
    reducedMotion: "reduce", ...SHAPES[shape],
  });
}

export async function signIn(context, account) {
  const page = await context.newPage();
  await page.goto("/connexion");
  await page.fill('input[name="email"]', account.email);
  await page.fill('input[name="passphrase"]', account.passphrase);
  await page.click('main button[type="submit"]');
  if (account.totp) {
    await page.fill('input[name="code"]', await fresh(account.totp));
    await page.click('main button[type="submit"]');
  }
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}

/** What axe-core finds, one line each. */
export async function faults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate((values) =>
    globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
  return found.violations.map((one) =>
    `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 150)} ${one.nodes[0].failureSummary?.replaceAll("\n", " ").slice(0, 200) ?? ""}`);
}

/** The first element that makes the page scroll sideways, or null. */
export function sideways(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const wide = [...document.body.querySelectorAll("*")].find((one) =>
      one.checkVisibility() && one.getBoundingClientRect().right > width + 1 &&
      !one.closest(".scroll, .visually-hidden"));
    return `scrolls sideways: ${wide?.outerHTML.slice(0, 120)}`;
  });
}

/** Words that stick out of the box that was drawn for them. */
export function spilling(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("label.choice, button, .button, .tag, .stage, .person, .jump a, .card, .task, td, th")]
      .filter((one) => one.checkVisibility() && !one.closest(":is(.stack, .text) thead") && !one.closest(".scroll:not(:has(.stack))"))
      .filter((one) => !one.closest(".visually-hidden") && one.scrollWidth > one.clientWidth + 1)
      .map((one) => `sticks out: ${one.outerHTML.slice(0, 160)}`));
}

/** What of the opened menu a narrow screen does not show. */
export async function unreachable(page) {
  const menu = page.locator("details.menu");
  if (!(await menu.isVisible())) return [];
  const away = await menu.locator("summary").evaluate((one) => {
    const row = one.closest(".banner-row");
    const edge = row.getBoundingClientRect().right - parseFloat(getComputedStyle(row).paddingRight);
    return Math.round(edge - one.getBoundingClientRect().right);
  });
  await menu.locator("summary").click();
  const found = await menu.evaluate((one) => {
    const width = document.documentElement.clientWidth;
    const entries = [...one.querySelectorAll("a, button")];
    const out = entries.filter((entry) => {
      const { left, right, height } = entry.getBoundingClientRect();
      return left < 0 || right > width || height < 24;
    });
    return out.map((entry) => `off the screen: ${entry.textContent}`);
  });
  const wide = await sideways(page);
  const spilt = await spilling(page);
  await menu.locator("summary").click();
  if (away !== 0) found.push(`the menu's button is ${away} px away from the edge`);
  return [...found, ...spilt, ...(wide ? [`with the menu: ${wide}`] : [])];
}

/** Fields that the bar at the bottom lies over when they have the focus, while it says a lot. */
export function covered(page) {
  return page.evaluate(async () => {
    const bar = document.querySelector(".bar");
    if (!bar) return [];
    const status = bar.querySelector(".autosave");
    if (status) status.textContent = document.getElementById("words").dataset.offline;
    await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
    const fields = [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
      .filter((one) => one.checkVisibility() && !bar.contains(one));
    const under = fields.filter((one) => {
      one.focus();
      const { top, bottom } = (one.closest("label.choice") ?? one).getBoundingClientRect();
      const over = bar.getBoundingClientRect();
      return document.activeElement === one && Math.min(bottom, top + 60) > over.top + 1 && top < over.bottom;
    });
    document.activeElement.blur();
    window.scrollTo(0, 0);
    if (status) status.textContent = "";
    return under.map((one) => `under the bar: ${one.outerHTML.slice(0, 120)}`);
  });
}

/** What keeps passphrases for people would not understand: a passphrase whose account or purpose is
 * not said, a field of one that a telephone writes with a capital. */
export function unfillable(page) {
  return page.evaluate(() => {
    const faults = [];
    for (const secret of document.querySelectorAll("input[type=password], input[data-reveal]")) {
      const whose = [...secret.form.elements].find((one) => one.autocomplete === "username");
      const place = `${secret.form.getAttribute("action")} ${secret.name}`;
      if (!["current-password", "new-password"].includes(secret.autocomplete)) faults.push(`${place}: for what?`);
      if (!whose || (whose.readOnly && !whose.value.includes("@"))) faults.push(`${place}: whose?`);
    }
    for (const plain of document.querySelectorAll("input[type=password], input[data-reveal], input[type=email]"))
      if (plain.autocapitalize !== "none" || plain.spellcheck || plain.getAttribute("autocorrect") !== "off")
        faults.push(`${plain.name}: written as a sentence`);
    return faults;
  });
}

async function json(page, path) {
  const answer = await page.request.get(path, { headers: { Accept: "application/json" } });
  return answer.json();
}

/** What everybody may open, then what each one is asked to do. */
async function pagesOf(page, account, whole) {
  const pages = { accueil: "/", charte: "/charte", compte: "/compte", aide: "/aide", journal: "/journal" };
  const home = await json(page, "/");
  for (const task of home.tasks ?? []) {
    const name = `tache-${task.task}`;
    if (task.href !== "/" && !(name in pages)) pages[name] = task.href;
  }
  const cycles = await json(page, "/calendrier");
  if (!whole || !cycles.cycles) return pages; // the charter may not be signed
  Object.assign(pages, { calendrier: "/calendrier", "calendrier-mois": "/calendrier?mois=2022-03" });
  const structures = (await json(page, "/structures")).structures;
  const mine = home.me?.structure?.id ?? structures[0].id;
  Object.assign(pages, {
    structures: "/structures", "structures-index": "/structures/index", structure: `/structures/${mine}`,
    outils: "/outils",
  });
  const tools = (await json(page, "/outils")).tools;
  pages.outil = `/outils/${tools[0].slug}`;
  if (account.roles.includes("coordinator")) pages.acces = "/acces";
  const seances = [];
  for (const cycle of cycles.cycles) {
    pages[`calendrier-${cycle.name}`] = `/calendrier?cycle=${cycle.id}`;
    seances.push(...(await json(page, `/calendrier?cycle=${cycle.id}`)).seances);
  }
  const seen = new Set();
  for (const seance of seances) {
    const kind = seance.kind === "concertation" ? seance.stage : seance.kind;
    if (seen.has(kind)) continue;
    seen.add(kind);
    for (const part of ["", "positionnement", "roles", "situation", "presence", "synthese", "annulation"]) {
      const path = `/seances/${seance.id}${part && "/"}${part}`;
      const answer = await page.request.get(path, { headers: { Accept: "application/json" } });
      if (answer.ok()) pages[`seance-${kind}${part && "-"}${part}`] = path;
    }
  }
  return pages;
}

async function helpPages(page) {
  const pages = { connexion: "/connexion", introuvable: "/rien" };
  for (const help of (await json(page, "/aide")).pages) pages[`aide-${help.slug}`] = `/aide/${help.slug}`;
  return pages;
}

function slug(text) {
  return text.normalize("NFD").replace(/[^\w-]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
}

async function look(run, context, who, shape, pages) {
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    const status = /status of (401|404)/.test(message.text());
    if (message.type() === "error" && !status) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  for (const [name, path] of Object.entries(pages)) {
    const title = `${who}-${name}-${shape}`;
    if (!title.includes(run.only)) continue;
    complaints.length = 0;
    await page.goto(path);
    if (shape !== "plain")
      await page.evaluate(() => { for (const part of document.querySelectorAll("details.act")) part.open = true; });
    await page.screenshot({ path: join(run.folder, `${title}.png`), fullPage: true });
    const wide = await sideways(page);
    const found = [...complaints, ...(wide ? [wide] : [])];
    if (shape !== "plain") found.push(...(await faults(page)));
    run.seen += 1;
    for (const fault of found) {
      run.failed += 1;
      console.log(`${title}: ${fault}`);
    }
  }
  await page.close();
}

/** Who sees the whole site, and who only what they are asked to do: every role of every dossier. */
function cast(accounts) {
  const holds = (account, role) => account.roles.includes(role);
  const coordinator = accounts.find((one) => holds(one, "coordinator"));
  const signatory = accounts.find((one) => one.roles.length === 1 && holds(one, "signatory"));
  const others = accounts.filter((one) => one !== coordinator && one !== signatory && one.roles.length > 1);
  return { coordinator, signatory, others };
}

async function main([address, file, folder, only = ""]) {
  const accounts = JSON.parse(readFileSync(file, "utf8"));
  const run = { folder, only, seen: 0, failed: 0 };
  mkdirSync(folder, { recursive: true });
  const browser = await launch();
  for (const shape of ["wide", "narrow"]) {
    const context = await open(browser, address, shape);
    const page = await context.newPage();
    await look(run, context, "visiteur", shape, await helpPages(page));
    await context.close();
  }
  const { coordinator, signatory, others } = cast(accounts);
  const visits = [
    ...Object.keys(SHAPES).map((shape) => ({ account: coordinator, shape, whole: true })),
    ...["wide", "narrow"].map((shape) => ({ account: signatory, shape, whole: true })),
    ...others.flatMap((account) => ["wide", "tiny"].map((shape) => ({ account, shape, whole: false }))),
  ];
  for (const { account, shape, whole } of visits) {
    const context = await open(browser, address, shape);
    const page = await signIn(context, account);
    await look(run, context, slug(account.email.split("@")[0]), shape, await pagesOf(page, account, whole));
    await context.close();
  }
  await browser.close();
  console.log(`${run.seen} pages looked at, ${run.failed} faults`);
  return run.seen > 0 && run.failed === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(await main(process.argv.slice(2)));
