// Fossil's wiki, a C program over SQLite that many know, as a measure beside ours: one page of 46 KB,
// over plain HTTP, in a repository of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BYTES = 46_000;
const SENTENCE = 'Les institutions, services sociaux et associations sont souvent confrontés à des questions. ';

/** fossil(folder, port): a server with its `url`, until `end` is called; undefined where there is no
 * Fossil (Debian's package of that name). */
export async function fossil(folder, port) {
  if (spawnSync('fossil', ['version']).error) return undefined;
  const environment = { ...process.env, HOME: folder, USER: 'bench' };
  const run = (...words) => execFileSync('fossil', words, { cwd: folder, env: environment, stdio: 'ignore' });
  const repository = join(folder, 'wiki.fossil');
  writeFileSync(join(folder, 'page.md'), SENTENCE.repeat(Math.ceil(BYTES / SENTENCE.length)));
  run('new', repository);
  run('wiki', 'create', 'Accueil', 'page.md', '--mimetype', 'text/x-markdown', '-R', repository);
  const server = spawn('fossil', ['server', repository, '--port', String(port), '--localhost'],
    { cwd: folder, env: environment, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/wiki?name=Accueil`;
  for (let tries = 0; tries < 50; tries++) {
    await pause(100);
    const page = await fetch(url).then((answer) => (answer.ok ? answer.text() : '')).catch(() => '');
    if (page.length < BYTES) continue;
    return { url, end: () => new Promise((resolve) => { server.on('close', resolve); server.kill(); }) };
  }
  server.kill();
  throw new Error('fossil answers no page');
}
