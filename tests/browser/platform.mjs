// A platform of its own for a test, and people in front of it: a data folder, a server on a free
// port, a browser.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { copyDemo } from "../flow/cocon.mjs";

export const source = resolve(process.env.COCON_SOURCE ?? join(import.meta.dirname, "../.."));
const cocon = process.env.COCON ?? join(source, "build/release/cocon");
const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const screenshots = resolve(process.env.SCREENSHOTS ?? join(source, "build/screenshots"));
const PATIENCE = 30_000; // milliseconds for any one thing to appear

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/* What a guess costs is no matter here: tests sign in many times. */
function cheapPolicies(folder) {
  cpSync(join(source, "policies"), folder, { recursive: true });
  const path = join(folder, "passphrase.ini");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/^passes = .*$/gm, "passes = 1")
    .replace(/^memory_kib = .*$/gm, "memory_kib = 1024").replace(/^lanes = .*$/gm, "lanes = 1"));
}

/* Resolves once it listens, rejects with what it said if it ends before. */
function serve(options) {
  const server = spawn(cocon, ["serve", ...options], { stdio: ["ignore", "ignore", "pipe"] });
  const said = [];
  const listening = new Promise((done, failed) => {
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      if (line.includes("listening on")) done();
    });
    server.once("error", failed);
    server.once("exit", () => failed(new Error(`cocon serve ended:\n${said.join("\n")}`)));
  });
  return { server, listening };
}

/* Chromium says of every answer above 399 that it "failed to load": refusals are tested as such. */
function watch(page, faults) {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(`${page.url()}: ${message.text()}`);
  });
}

/**
 * platform({demo, space, host}): a running server, on the demonstration's data (with those of a second
 * space, whose accounts are then told) or on an empty space that waits for its founding coordinator at `link`.  Whoever starts it calls stop(), which throws if a page
 * had an error in its console.
 */
export async function platform({ demo = false, space, host = "127.0.0.1" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cocon-browser-"));
  const data = join(folder, "data");
  const port = await freePort();
  const options = ["--data", data, "--policies", join(folder, "policies"), "--port", String(port)];
  cheapPolicies(join(folder, "policies"));
  const command = demo ? ["demo", ...options] : ["init", "--demo-certificate", "--json", ...options];
  const copied = demo && copyDemo(data);
  const printed = copied || execFileSync(cocon, command, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (space) execFileSync(cocon, ["demo", ...options, "--pack", space], { stdio: ["ignore", "ignore", "pipe"] });
  if (host !== "127.0.0.1") { // as its configuration says it is reached: --port would say otherwise
    const ini = join(data, "cocon.ini");
    const text = readFileSync(ini, "utf8").replace(/^url = .*$/m, `url = https://${host}:${port}`);
    writeFileSync(ini, text.replace(/^port = .*$/m, `port = ${port}`));
    options.splice(options.indexOf("--port"), 2);
  }
  const { server, listening } = serve(options);
  let browser;
  const faults = [];
  const pages = [];
  const end = async () => {
    await browser?.close();
    if (server.exitCode === null) {
      const ended = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening;
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
  } catch (error) {
    await end();
    throw error;
  }
  return {
    url: `https://${host}:${port}`,
    link: demo ? undefined : JSON.parse(printed).invitation,
    accounts: demo ? JSON.parse(readFileSync(join(data, space ? `accounts-${space}.json` : "accounts.json"), "utf8")) : [],
    faults,

    /* A page of somebody with a browser of their own; options are those of a browser context. */
    async person(context = {}) {
      const own = await browser.newContext({
        baseURL: `https://${host}:${port}`, ignoreHTTPSErrors: true, locale: "fr-FR",
        timezoneId: "Europe/Paris", reducedMotion: "reduce", ...context,
      });
      own.setDefaultTimeout(PATIENCE);
      const page = Object.assign(await own.newPage(), { scripts: context.javaScriptEnabled ?? true });
      watch(page, faults);
      pages.push(page);
      return page;
    },

    /* What each browser shows when the scene fails is kept: failed-1.png, ... */
    async play(scene) {
      try {
        await scene();
      } catch (error) {
        for (const [index, page] of pages.entries()) {
          const path = join(screenshots, `failed-${index + 1}.png`);
          await page.screenshot({ path, fullPage: true });
          error.message += `\n${path}: ${page.url()}`;
        }
        throw error;
      }
    },

    /* Rows change under the server's feet: what an hour's wait would do. */
    sql(statement) {
      const script = "import sqlite3, sys\n"
        + "with sqlite3.connect(sys.argv[1], timeout=10) as db: print(db.execute(sys.argv[2]).rowcount)";
      return Number(execFileSync("python3", ["-c", script, join(data, "cocon.db"), statement]));
    },

    async stop() {
      await end();
      if (faults.length > 0) throw new Error(`in the browsers' consoles:\n${faults.join("\n")}`);
    },
  };
}
