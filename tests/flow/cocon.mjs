// A server of one's own for each test file: its folder, its port, its people, and the rows beneath.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fresh } from './totp.mjs';

export const source = process.env.COCON_SOURCE ?? fileURLToPath(new URL('../..', import.meta.url));
export const binary = process.env.COCON ?? join(source, 'build/release/cocon');

// What a guess costs is not what these tests are about.
const CHEAP = '\npasses = 1\nmemory_kib = 1024\nlanes = 1\n';
const PASSPHRASE_INI = `[cost]${CHEAP}[floor]${CHEAP}[meter]\nbits = 55\n`;

// SQLite by way of Python, which every Node can call: a question a line, an answer a line.  Who writes
// takes the server's own lock.
const PYTHON = `
import fcntl, json, sqlite3, sys
plain = lambda value: value.hex() if isinstance(value, bytes) else value
for line in sys.stdin:
    ask = json.loads(line)
    with open(ask["path"] + "-lock", "a") as lock:
        if ask["write"]:
            fcntl.flock(lock, fcntl.LOCK_EX)
        db = sqlite3.connect(ask["path"], timeout=30, isolation_level=None)
        db.execute("PRAGMA wal_autocheckpoint = 0")
        cursor = db.execute(ask["sql"], ask["values"])
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, map(plain, row))) for row in cursor]
        db.close()
    print(json.dumps({"rows": rows, "changed": cursor.rowcount}), flush=True)
`;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The demonstration that was laid for all tests (lay.mjs), copied to where there is none yet; false
 * without one. */
export function copyDemo(data) {
  const laid = process.env.COCON_DEMO;
  if (!laid || !existsSync(laid)) return false;
  cpSync(laid, data, { recursive: true, preserveTimestamps: true });
  return true;
}

/** A platform in a temporary folder; `close()` it whatever happens. */
export class Place {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'cocon-flow-'));
    this.data = join(this.folder, 'data');
    this.policies = join(this.folder, 'policies');
    cpSync(join(source, 'policies'), this.policies, { recursive: true });
    writeFileSync(join(this.policies, 'passphrase.ini'), PASSPHRASE_INI);
    this.under = []; // a program that runs the server
    this.environment = {}; // what it finds besides
    this.said = '';
    this.secrets = new Map(); // of second factors, by address
    this.used = new Map(); // the step of the last code of each
  }

  /** A command of cocon that ends by itself: {status, stdout, stderr}. */
  command(name, ...more) {
    return this.fed('', name, ...more);
  }

  /** The same, with something on its standard input. */
  fed(input, name, ...more) {
    return spawnSync(binary, [name, '--data', this.data, '--policies', this.policies, ...more], {
      encoding: 'utf8',
      input,
    });
  }

  /** The path of the founding link of a new space. */
  init(...more) {
    const done = this.command('init', '--demo-certificate', '--json', ...more);
    assert.equal(done.status, 0, done.stderr || done.error || done.signal);
    return new URL(JSON.parse(done.stdout).invitation).pathname;
  }

  demo(...more) {
    if (more.length > 0 || !copyDemo(this.data)) {
      const done = this.command('demo', ...more);
      assert.equal(done.status, 0, done.stderr || done.error || done.signal);
    }
    this.accounts = JSON.parse(readFileSync(join(this.data, 'accounts.json'), 'utf8'));
    this.know();
  }

  /** The secrets of the demonstration's accounts. */
  know() {
    for (const { email, totp } of this.accounts) if (totp) this.secrets.set(email, totp);
  }

  async start() {
    for (let tries = 1; ; tries++) {
      this.port = await freePort();
      if (await this.#serve()) break;
      assert.ok(tries < 3, this.said); // somebody else may have taken the port
    }
    this.certificate ??= readFileSync(join(this.data, 'certificate.pem'));
    this.agent = new https.Agent({ keepAlive: true, ca: this.certificate, maxSockets: 16 });
  }

  #configure() {
    const ini = join(this.data, 'cocon.ini');
    const text = readFileSync(ini, 'utf8').replace(/^url = .*$/m, `url = ${this.url}`);
    writeFileSync(ini, text.replace(/^port = .*$/m, `port = ${this.port}`));
  }

  #serve() {
    const args = ['serve', '--data', this.data, '--policies', this.policies];
    if (this.url) this.#configure(); // for people; --port would say otherwise
    else args.push('--port', this.port);
    const [program, ...words] = [...this.under, binary, ...args];
    const env = { ...process.env, ...this.environment };
    this.server = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], env });
    this.ended = new Promise((resolve) => {
      this.server.on('close', (code, signal) => resolve(signal ?? code));
    });
    return new Promise((resolve) => {
      this.ended.then(() => resolve(false));
      this.server.stderr.setEncoding('utf8').on('data', (text) => {
        this.said += text;
        if (text.includes('listening on')) resolve(true);
      });
    });
  }

  async #end(signal) {
    this.agent.destroy();
    this.server.kill(signal);
    const how = await this.ended;
    this.server = null;
    return how;
  }

  /** Ends as an operator would; what the sanitizers say is in the exit code. */
  async stop() {
    assert.equal(await this.#end('SIGTERM'), 0, this.said);
  }

  async crash() {
    assert.equal(await this.#end('SIGKILL'), 'SIGKILL');
  }

  async close() {
    try {
      if (this.server) await this.stop();
    } finally {
      this.python?.stdin.end();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  async #sql(write, sql, values) {
    if (!this.python) {
      const stdio = ['pipe', 'pipe', 'inherit'];
      this.python = spawn('python3', ['-c', PYTHON], { stdio });
      this.lines = createInterface({ input: this.python.stdout })[Symbol.asyncIterator]();
    }
    const ask = { path: join(this.data, 'cocon.db'), sql, values, write };
    this.python.stdin.write(`${JSON.stringify(ask)}\n`);
    const { value, done } = await this.lines.next();
    assert.ok(!done, `no answer to ${sql}`);
    return JSON.parse(value);
  }

  /** Rows as objects, blobs in hexadecimal. */
  async rows(sql, ...values) {
    return (await this.#sql(false, sql, values)).rows;
  }

  async change(sql, ...values) {
    return (await this.#sql(true, sql, values)).changed;
  }

  /** How many rows each table has, in one look. */
  async counts() {
    // the server signs heads of the journal in its own time
    const names = await this.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'journal_head'");
    const each = names.map(({ name }) => `(SELECT count(*) FROM ${name}) AS ${name}`);
    return (await this.rows(`SELECT ${each.join(', ')}`))[0];
  }

  visitor() {
    return new Visitor(this);
  }

  /** Somebody of the demonstration, signed in: the first account that `matches`. */
  async enter(matches) {
    const account = this.accounts.find(matches);
    assert.ok(account, `no account: ${matches}`);
    const visitor = this.visitor();
    visitor.account = account;
    await visitor.signIn(account.email, account.passphrase);
    return visitor;
  }
}

/** A browser's jar and a script's manners. */
export class Visitor {
  constructor(place) {
    this.place = place;
    this.cookies = new Map();
    this.csrf = undefined;
  }

  /** Any request at all: {status, headers, text, json, bytes}. */
  send(method, path, { headers = {}, body, chunked = false } = {}) {
    const all = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    if (this.cookies.size > 0)
      all.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (chunked) all['Transfer-Encoding'] = 'chunked';
    else if (body !== undefined) all['Content-Length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const { port, agent } = this.place;
      const options = { method, path, headers: all, host: '127.0.0.1', port, agent };
      if (this.address) options.localAddress = this.address;
      const request = https.request(options, (reply) => {
        const parts = [];
        reply.on('data', (part) => parts.push(part));
        reply.on('error', reject);
        reply.on('end', () => resolve(this.#take(reply, Buffer.concat(parts))));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  #take({ statusCode: status, headers }, bytes) {
    const text = bytes.toString('utf8');
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const is = (type) => (headers['content-type'] ?? '').startsWith(type);
    const json = is('application/json') && text !== '' ? JSON.parse(text) : undefined;
    const hidden = is('text/html') ? /name="csrf" value="([0-9a-f]{64})"/.exec(text)?.[1] : undefined;
    this.csrf = json?.csrf ?? hidden ?? this.csrf;
    if (is('text/html')) this.hidden = Object.fromEntries(['version', 'space']
      .map((name) => [name, new RegExp(`name="${name}" value="([0-9a-f]+)"`).exec(text)?.[1]])
      .filter(([, value]) => value !== undefined));
    return { status, headers, text, json, bytes };
  }

  /** The JSON face. */
  get(path) {
    return this.send('GET', path, { headers: { Accept: 'application/json' } });
  }

  post(path, fields = {}, headers = {}) {
    return this.send('POST', path, {
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'X-CSRF-Token': this.csrf,
        ...headers,
      },
      body: typeof fields === 'string' || Buffer.isBuffer(fields) ? fields : JSON.stringify(fields),
    });
  }

  /** The face that browsers see. */
  page(path) {
    return this.send('GET', path, { headers: { Accept: 'text/html' } });
  }

  /** Fields with the token that came last and what the forms of the last page carry, or the whole body as a text. */
  form(path, fields = {}, headers = {}) {
    const all = typeof fields === 'string' ? fields : new URLSearchParams({
      ...(this.csrf === undefined ? {} : { csrf: this.csrf }),
      ...this.hidden,
      ...fields,
    }).toString();
    return this.send('POST', path, {
      headers: {
        Accept: 'text/html',
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
        ...headers,
      },
      body: all,
    });
  }

  /** With the code of their application, where the platform asks for one. */
  async signIn(email, passphrase) {
    const bare = { 'X-CSRF-Token': undefined };
    let answer = await this.post('/connexion', { email, passphrase }, bare);
    assert.equal(answer.status, 200, answer.text);
    if (!answer.json.second_factor) return answer;
    const secret = this.place.secrets.get(email);
    assert.ok(secret, `no secret of ${email}`);
    answer = await this.post('/connexion/facteur', { code: await fresh(secret, this.place.used) }, bare);
    assert.equal(answer.status, 200, answer.text);
    return answer;
  }

  /** A second factor for somebody signed in: the secret of their application. */
  async enrol(email, passphrase) {
    const begun = await this.post('/compte/facteurs/application', { name: 'Téléphone', passphrase });
    assert.equal(begun.status, 200, begun.text);
    const { secret } = (await this.get('/compte/facteurs/application')).json;
    const code = await fresh(secret, this.place.used);
    const done = await this.post('/compte/facteurs/application/code', { code });
    assert.equal(done.status, 200, done.text);
    this.place.secrets.set(email, secret);
    return secret;
  }
}

/** get(), which must succeed: the model. */
export async function model(visitor, path) {
  const answer = await visitor.get(path);
  assert.equal(answer.status, 200, `GET ${path}: ${answer.text}`);
  return answer.json;
}

/** post(), which must succeed: the answer's model. */
export async function act(visitor, path, fields, headers) {
  const answer = await visitor.post(path, fields, headers);
  assert.equal(answer.status, 200, `POST ${path}: ${answer.text}`);
  return answer.json;
}

/** The demonstration's review ended in 2022: its synthesis goes back and is handed in again today, so
 * that it can be commented. */
export async function reviewAgain(place) {
  const people = JSON.parse(readFileSync(join(source, 'policies/demo/people.json'), 'utf8'));
  const enter = (key) => {
    const { email } = people.find((person) => person.key === key);
    return place.enter((account) => account.email === email);
  };
  const [{ id }] = await place.rows("SELECT id FROM seance WHERE stage = 'drafted'");
  const path = `/seances/${id}/synthese`;
  await act(await enter('chac-cadre-de-sante'), `${path}/renvoi`, { word: 'Relisez encore.' });
  const secretary = await enter('emeso-educatrice-specialisee');
  const { values, version } = await model(secretary, path);
  await act(secretary, `${path}/remise`, { ...values, version });
}

const words = new Map();
let section = '';
// what every space says, and what the first one says in its own words
for (const file of ['web/messages.fr.ini', 'policies/spaces/vif-cevennes/messages.fr.ini'])
  for (const line of readFileSync(join(source, file), 'utf8').split('\n')) {
    if (line.startsWith('[')) section = line.slice(1, -1);
    const [, key, text] = /^([\w.-]+) = (.*)$/.exec(line) ?? [];
    if (key) words.set(`${section}.${key}`, text);
  }

/** Whether a text is the French sentence of this key ("error.csrf"), its braces filled in. */
export function says(text, key) {
  assert.ok(words.has(key), `no sentence ${key}`);
  const plain = (part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = words.get(key).split(/\{\w+\}/).map(plain).join('[^{}]+');
  assert.match(text, new RegExp(`^${pattern}$`, 'u'));
}

/** A refusal of the JSON face: its code, its sentence, and the sentence of each field. */
export function refused(answer, status, key, fields = {}) {
  assert.equal(answer.status, status, answer.text);
  says(answer.json.message, key);
  assert.deepEqual(Object.keys(answer.json.fields).sort(), Object.keys(fields).sort());
  for (const [name, sentence] of Object.entries(fields)) says(answer.json.fields[name], sentence);
}

/** What stands between tags, as people read it. */
export function unescaped(html) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => named[name]);
}

/** A refusal of the face that browsers see: its code and its sentence, in the page. */
export function pageSays(page, status, key) {
  assert.equal(page.status, status, page.text);
  const [, said] = /id="refusal">\s*<h2[^>]*>[^<]+<\/h2>\s*<p>([^<]+)<\/p>/.exec(page.text) ?? [];
  says(unescaped(said ?? ''), key);
}
