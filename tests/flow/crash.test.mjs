// Killed in the middle of saves: what was acknowledged is there, everyone is still signed in, the
// journal proves right, and no act is half done.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Place, act, model, reviewAgain } from './cocon.mjs';
import { verified } from './journal.mjs';

const ROUNDS = 6;
const place = new Place();
const writers = []; // those who save drafts
let secretary, comments;

/** Somebody who saves one draft again and again, each time other words. */
class Writer {
  constructor(name, field, visitor, path) {
    Object.assign(this, { name, field, visitor, path, version: 0, text: undefined, sent: undefined });
  }

  async save() {
    this.sent = `${this.name}, ${randomBytes(randomInt(10, 1400)).toString('hex')}`;
    const fields = { [this.field]: this.sent, version: this.version };
    const answer = await this.visitor.post(this.path, fields);
    assert.equal(answer.status, 200, answer.text);
    this.version = answer.json.version;
    this.text = this.sent;
    this.sent = undefined;
  }

  /** What is there now: the last that was acknowledged, or the one that was on its way. */
  async look() {
    const now = await model(this.visitor, this.path);
    const text = now.values?.[this.field];
    if (now.version === this.version) assert.equal(text, this.text, `${this.name}: another text`);
    else assert.deepEqual([now.version, text], [this.version + 1, this.sent], this.name);
    this.version = now.version;
    this.text = text;
  }
}

const said = new Map(); // key of a comment: {text, kept}

async function comment() {
  const [key, text] = [randomBytes(16).toString('hex'), `Remarque ${said.size}`];
  said.set(key, { text, kept: false });
  await act(secretary, comments, { key, text });
  said.get(key).kept = true;
}

before(async () => {
  place.demo();
  await place.start();
  const of = (start) => place.enter(({ email }) => email.startsWith(start));
  const seance = async (sql) => (await place.rows(`SELECT id FROM seance WHERE ${sql}`))[0].id;

  const narrator = await of('avocate.avocat');
  const staffed = await seance("id IN (SELECT seance FROM role WHERE state = 'proposed')");
  await act(narrator, `/seances/${staffed}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
  writers.push(new Writer('situation', 'failed', narrator, `/seances/${staffed}/situation`));

  const holder = await of('travailleuse-sociale.sep');
  const held = await seance("stage = 'prepared'");
  const { people } = await model(holder, `/seances/${held}/presence`);
  const lines = people.map(({ person }) => ({ account: person.id, status: 'present' }));
  await act(holder, `/seances/${held}/presence`, { people: lines, closed: true });
  writers.push(new Writer('synthesis', 'learned', holder, `/seances/${held}/synthese`));

  await reviewAgain(place);
  secretary = await of('educatrice-specialisee.emeso');
  comments = `/seances/${await seance("stage = 'drafted'")}/synthese/commentaires`;
});
after(() => place.close());

/** All write at once until enough was acknowledged; then the server ends under them. */
async function storm(enough, end) {
  let acknowledged = 0;
  let ending = false;
  let enoughIsThere;
  const there = new Promise((resolve) => (enoughIsThere = resolve));
  const forever = async (work) => {
    for (;;) {
      try {
        await work();
      } catch (error) {
        if (ending && !(error instanceof assert.AssertionError)) return; // cut off
        throw error;
      }
      if (++acknowledged === enough) enoughIsThere();
    }
  };
  const all = [...writers.map((writer) => () => writer.save()), comment].map(forever);
  await Promise.race([there, ...all]);
  ending = true;
  await end();
  await Promise.all(all);
  return acknowledged;
}

/** Every version has its entry in the journal, and every entry its version. */
async function nothingHalfDone() {
  assert.deepEqual(await place.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.deepEqual(await place.rows('PRAGMA foreign_key_check'), []);
  const entries = await verified(place);
  for (const { name, path, version } of writers) {
    const [, seance] = path.split('/').slice(1);
    const rows = await place.rows(`SELECT version, document_version.hash,
      cipher IS NOT NULL AS full FROM document_version JOIN document ON document.id = document
      WHERE seance = ? AND kind = ? ORDER BY version`, seance, name);
    assert.deepEqual(rows.map((row) => row.version), rows.map((_, index) => index + 1));
    assert.equal(rows.length, version);
    assert.deepEqual(rows.filter(({ full }) => full).map((row) => row.version), [version],
      'the head alone is kept of a draft');
    const saves = entries.filter(({ action, object, object_kind }) =>
      action === 'save' && object === seance && object_kind === name);
    assert.deepEqual(saves.map(({ detail }) => detail.slice(0, 64)), rows.map(({ hash }) => hash));
  }
}

async function nothingSaidIsLost() {
  const before = await model(secretary, comments.replace('/commentaires', ''));
  const count = (text) => before.comments.filter((one) => one.text === text).length;
  for (const [key, line] of said) {
    if (line.kept) assert.equal(count(line.text), 1, line.text);
    else {
      // sent again, as a browser would: once in all
      const again = await secretary.post(comments, { key, text: line.text });
      assert.equal(again.status, count(line.text) === 1 ? 409 : 200, again.text);
      line.kept = true;
    }
  }
}

test('kill -9 in a storm of saves', async (t) => {
  const visitors = [...writers.map(({ visitor }) => visitor), secretary];
  const cookies = visitors.map((visitor) => visitor.cookies.get('__Host-cocon'));
  for (let round = 1; round <= ROUNDS; round++)
    await t.test(`round ${round}`, async () => {
      const acknowledged = await storm(randomInt(5, 60), () => place.crash());
      assert.ok(acknowledged >= 5);
      await place.start();
      for (const writer of writers) await writer.look();
      await nothingHalfDone();
      await nothingSaidIsLost();
      assert.deepEqual(visitors.map((visitor) => visitor.cookies.get('__Host-cocon')), cookies);
    });
  assert.ok(writers.every(({ version }) => version > ROUNDS), 'there was a storm');
});

test('ended in a storm of saves as an operator does', async () => {
  await storm(20, () => place.stop());
  await place.start();
  for (const writer of writers) await writer.look();
  await nothingHalfDone();
  await nothingSaidIsLost();
});
