// The pages that are measured, and what a server does for one of them, counted by count.c beneath it.
import assert from 'node:assert/strict';
import { openSync, readFileSync, readSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { source } from '../flow/cocon.mjs';

const people = JSON.parse(readFileSync(join(source, 'policies/demo/people.json'), 'utf8'));
const STARTS = '2022-03-07T14:00'; // a séance of the demonstration, published
const NARRATOR = 'chac-infirmiere-urgences'; // who told its situation

/** The pages of a place that was started, each as its name, its path and who asks for it. */
export async function tour(place) {
  const narrator = people.find(({ key }) => key === NARRATOR).email;
  const nobody = place.visitor();
  const coordination = await place.enter(({ roles }) => roles.includes('coordinator'));
  const signatory = await place.enter(({ email }) => email === narrator);
  const [{ id }] = await place.rows('SELECT id FROM seance WHERE starts = ? AND stage = ?', STARTS, 'published');
  const as = (visitor, name, path = name, sealed = false) => ({ name, path, visitor, sealed });
  return [
    as(nobody, '/connexion'),
    as(coordination, '/ (coordination)', '/'),
    as(signatory, '/ (signatory)', '/'),
    as(signatory, '/calendrier'),
    as(signatory, '/structures'),
    as(signatory, '/seances/{id}', `/seances/${id}`),
    as(coordination, '/acces'),
    as(signatory, 'a synthesis', `/seances/${id}/synthese`, true),
    as(signatory, 'a situation', `/seances/${id}/situation`, true),
    as(signatory, '/charte'),
    as(coordination, '/journal'),
    as(signatory, '/qui-voit-quoi'),
  ];
}

/** The page itself, which must be there. */
export async function look({ visitor, path }) {
  const { status, text } = await visitor.page(path);
  assert.equal(status, 200, `${path}: ${status}`);
  return text;
}

/** The numbers that count.c writes down.  `environment` goes to the server. */
export class Counts {
  constructor(folder) {
    this.path = join(folder, 'counts');
    writeFileSync(this.path, '');
    truncateSync(this.path, 4096);
    this.file = openSync(this.path, 'r+');
    const library = process.env.COCON_COUNT ?? join(source, 'build/release/tests/bench-count.so');
    // the sanitizers want to be first, and are asked not to insist
    this.environment = { LD_PRELOAD: library, COCON_COUNTS: this.path, ASAN_OPTIONS: 'verify_asan_link_order=0' };
  }

  read() {
    const bytes = Buffer.alloc(32);
    readSync(this.file, bytes, 0, 32, 0);
    const [statements, verified, secrets, command] = new BigUint64Array(bytes.buffer, bytes.byteOffset, 4);
    return { statements: Number(statements), verified: Number(verified), secrets: Number(secrets), command };
  }

  /** The server does nothing of its own: the journal's check at the start is over. */
  async quiet() {
    for (let statements = -1; statements !== this.read().statements; await pause(300))
      ({ statements } = this.read());
  }

  /** What one request for a page costs, once it was looked at before: the least of three times, for
   * the server looks each second whether a job is due. */
  async of(page) {
    const keys = ['statements', 'verified', 'secrets'];
    const least = {};
    await look(page);
    await look(page);
    await this.quiet();
    for (let times = 0; times < 3; times++) {
      const before = this.read();
      await look(page);
      const after = this.read();
      for (const key of keys) least[key] = Math.min(least[key] ?? Infinity, after[key] - before[key]);
    }
    return least;
  }

  /** Under callgrind: what was counted since the last time is written down. */
  async write() {
    writeSync(this.file, Buffer.from([1]), 0, 1, 24);
    while (this.read().command !== 0n) await pause(5);
  }
}
