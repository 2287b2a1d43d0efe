// What pages cost, signed in, over TLS:
// node pages.mjs [--scale N | --data DIR] [--without PAGE] [--instructions FILE]
// Each page by eight connections, alternating with the bare server that answers as many bytes; those
// that are sealed beside their floor: the bare reply and the cryptography that they cannot do without;
// and all beside Fossil's wiki (fossil.mjs), where it is installed.
// With --instructions, how many of them a warm request takes, by callgrind, into that file.  Nothing
// is asserted.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Place, source } from '../flow/cocon.mjs';
import { fossil } from './fossil.mjs';
import { Counts, look, tour } from './tour.mjs';

const CONNECTIONS = 8;
const ROUNDS = 3;
const SECONDS = process.env.SECONDS ?? 2;
const WARM = 20; // requests under callgrind
const built = process.env.COCON_BUILT ?? join(source, 'build/release');
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const instructions = option('--instructions');
const pages = async (place) => (await tour(place)).filter(({ name }) => name !== option('--without'));

// The rate that wrk finds: requests a second.
function rate(url, visitor) {
  const cookie = [...visitor?.cookies ?? []].map(([name, value]) => `${name}=${value}`).join('; ');
  const words = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${SECONDS}s`,
    '-H', 'Accept: text/html', '-H', `Cookie: ${cookie}`, url];
  const { stdout } = spawnSync('wrk', words, { encoding: 'utf8' });
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  if (refused) throw new Error(`${url}: ${refused[1]} requests were refused`);
  return Number(/Requests\/sec: *([\d.]+)/.exec(stdout)?.[1] ?? 0);
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

// libmicrohttpd alone, with the same certificate, until `end` is called.
async function bare(place, bytes) {
  const port = place.port + 1;
  const files = ['certificate.pem', 'certificate.key'].map((name) => join(place.data, name));
  const server = spawn(join(built, 'tests/bench-bare'), [port, bytes, ...files].map(String), { stdio: 'ignore' });
  await pause(500);
  return { port, end: () => new Promise((resolve) => { server.on('close', resolve); server.kill(); }) };
}

async function measure(place, page) {
  const text = await look(page);
  const bytes = Buffer.byteLength(text);
  const other = await bare(place, bytes);
  const found = { page: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    found.bare.push(rate(`https://127.0.0.1:${other.port}/`));
    found.page.push(rate(`https://127.0.0.1:${place.port}${page.path}`, page.visitor));
  }
  await other.end();
  const result = { bytes, page: median(found.page), bare: median(found.bare) };
  if (page.sealed) {
    const { stdout } = spawnSync(join(built, 'tests/bench-floor'), [String(bytes)], { encoding: 'utf8' });
    result.floor = 1 / (1 / result.bare + Number(stdout) / 1e6 / availableParallelism());
  }
  return result;
}

function line(...cells) {
  const [name, ...numbers] = cells;
  console.log(name.padEnd(20) + numbers.map((cell) => String(cell).padStart(11)).join(''));
}

// Pages a second, the median of as many rounds as our own.
async function wiki(place) {
  const server = await fossil(place.folder, place.port + 2);
  if (!server) return undefined;
  const found = Array.from({ length: ROUNDS }, () => rate(server.url));
  await server.end();
  console.log(`Fossil's wiki page over HTTP: ${median(found).toFixed(0)} a second`);
  return median(found);
}

async function rates(place) {
  const counts = new Counts(place.folder);
  place.environment = counts.environment;
  await place.start();
  const other = await wiki(place);
  line('page', 'bytes', 'req/s', 'bare', 'ratio', 'of floor', 'of Fossil', 'statements', 'verified', 'secrets');
  for (const page of await pages(place)) {
    const { statements, verified, secrets } = await counts.of(page);
    const { bytes, page: own, bare: alone, floor } = await measure(place, page);
    line(page.name, bytes, own.toFixed(0), alone.toFixed(0), (own / alone).toFixed(4),
      floor === undefined ? '' : (own / floor).toFixed(3), other === undefined ? '' : (own / other).toFixed(1),
      statements, verified, secrets);
  }
  await place.stop();
}

// The sum that callgrind wrote down last.
function written(folder) {
  const newest = readdirSync(folder).filter((name) => /^callgrind\.out\.\d+\.\d+$/.test(name))
    .sort((a, b) => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1))).at(-1);
  return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(join(folder, newest), 'utf8'))[1]);
}

// What a server does by itself after its start is over: it has used no processor for a second.
async function idle({ pid }) {
  const used = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).join();
  for (let before; before !== used();) {
    before = used();
    await pause(1000);
  }
}

async function counted(place, file) {
  const counts = new Counts(place.folder);
  place.environment = counts.environment;
  place.under = ['valgrind', '--tool=callgrind', `--callgrind-out-file=${join(place.folder, 'callgrind.out.%p')}`];
  await place.start();
  const rows = ['# Instructions of one warm request, in thousands, by callgrind, with the demonstration:',
    '# node tests/bench/pages.mjs --instructions tests/bench/instructions.txt', ''];
  for (const page of await pages(place)) {
    for (let i = 0; i < 3; i++) await look(page);
    await idle(place.server);
    await counts.write();
    for (let i = 0; i < WARM; i++) await look(page);
    await counts.write();
    rows.push(page.name.padEnd(20) + (written(place.folder) / WARM / 1000).toFixed(0).padStart(10));
    console.log(rows.at(-1));
  }
  await place.stop();
  if (file !== '-') writeFileSync(file, `${rows.join('\n')}\n`);
}

const place = new Place();
try {
  const data = option('--data');
  if (data) {
    cpSync(data, place.data, { recursive: true });
    place.accounts = JSON.parse(readFileSync(join(data, 'accounts.json'), 'utf8'));
    place.know();
  } else place.demo(...option('--scale') ? ['--scale', option('--scale')] : []);
  await (instructions ? counted(place, instructions) : rates(place));
} finally {
  await place.close();
}
