// A situation that names a child at its school: from the first look at it to the approved text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place, act, model, refused, unescaped } from './cocon.mjs';

const place = new Place();
let narrator, animator, path, seance;

const CONTEXT =
  'La petite Lina Benali est scolarisée à l’école Jean-Moulin de Sumène, en CE1. Sa mère appelle le 06 12 34 56 78.';
const RARE = 'La seule sage-femme du canton suit la mère.';
const WHOLE = {
  closed_on: '2022-03', questions: 'Qui pouvait prévenir ?', anonymised: true,
  course: [{ when: 'J0', what: 'Lina ne vient pas à l’école.' }],
};

before(async () => {
  place.demo();
  await place.start();
  [seance] = await place.rows(`SELECT seance.* FROM seance JOIN role ON role.seance = seance.id
    WHERE state = 'proposed' AND role = 'narrator'`);
  path = `/seances/${seance.id}/situation`;
  narrator = await place.enter(({ name }) => name.startsWith('Avocate'));
  await act(narrator, `/seances/${seance.id}/roles/reponse`, { role: 'narrator', answer: 'accepted' });
});
after(() => place.close());

const look = (visitor, texts, more = {}) =>
  act(visitor, '/examen', {
    texts: Object.entries(texts).map(([path, text]) => ({ path, text })), ...more,
  });
const found = ({ passages }, text) =>
  passages.filter(({ places }) => places.some(({ words }) => words.includes(text)));

test('what is typed is looked at and kept nowhere', async () => {
  const before = await place.counts();
  const answer = await look(narrator, { context: CONTEXT, questions: WHOLE.questions });
  for (const text of ['Lina', 'Sumène', '06 12 34 56 78']) {
    const [passage] = found(answer, text);
    assert.ok(passage, `${text}: not seen`);
    assert.equal(passage.severity, 'direct', text);
    assert.ok(passage.cause_label && passage.category_label && passage.severity_label, text);
    for (const { path, start, end, words } of passage.places) {
      assert.equal(path, 'context');
      assert.equal([...CONTEXT].slice(start, end).join(''), words);
    }
  }
  assert.deepEqual(await place.counts(), before);
  const nobody = await place.visitor().post('/examen', { texts: [] });
  assert.equal(nobody.status, 401);
});

test('one wording stands everywhere in its place', async () => {
  const texts = { context: CONTEXT, questions: 'Que savait Lina ?' };
  const [child] = found(await look(narrator, texts), 'Lina');
  const answer = await look(narrator, texts, { words: child.words, with: 'la petite fille' });
  for (const { text } of answer.texts) {
    assert.ok(!text.includes('Lina'), text);
    assert.ok(text.includes('la petite fille'), text);
  }
  assert.deepEqual(found(answer, 'Lina'), []);
  const here = await look(narrator, texts, { words: child.words, with: 'elle', path: 'questions' });
  assert.equal(here.texts[0].text, CONTEXT);
});

test('with what identifies it stays a draft', async () => {
  const draft = { ...WHOLE, context: CONTEXT };
  const answer = await narrator.post(`${path}/remise`, { ...draft, version: 0 });
  refused(answer, 400, 'error.identifies', { context: 'field.identifies', 'course.0.what': 'field.identifies' });
  assert.equal((await model(narrator, path)).state, 'none');
  const { version } = await act(narrator, path, { ...draft, version: 0 });
  assert.equal(version, 1);
});

test('without scripts: a list under the field, and one click replaces all', async () => {
  const page = await narrator.page(path);
  assert.match(unescaped(page.text), /<mark>[^<]*Lina[^<]*<\/mark>/);
  assert.match(page.text, /formaction="[^"]*\?remplacer=tout"/);
  const [, index, words] = /name="examined\.(\d+)\.words" value="([^"]*Lina[^"]*)"/.exec(page.text);
  const fields = {
    version: '1', closed_on: WHOLE.closed_on, questions: WHOLE.questions, anonymised: 'yes',
    'course.0.when': 'J0', 'course.0.what': WHOLE.course[0].what, context: CONTEXT,
    [`examined.${index}.words`]: unescaped(words), [`examined.${index}.with`]: 'une élève',
  };
  let saved = await narrator.form(`${path}?remplacer=${index}`, fields);
  assert.equal(saved.status, 303, saved.text);
  let { values, version } = await model(narrator, path);
  assert.ok(!JSON.stringify(values).includes('Lina'), values.context);
  assert.match(values.context, /une élève/);
  assert.equal(values.examined, undefined, 'no table of replacements is kept');
  saved = await narrator.form(`${path}?remplacer=tout`,
    { ...fields, version, context: values.context, 'course.0.what': values.course[0].what });
  assert.equal(saved.status, 303, saved.text);
  ({ values, version } = await model(narrator, path));
  for (const said of ['Jean-Moulin', 'Sumène', '06 12'])
    assert.ok(!values.context.includes(said), values.context);
});

test('what may identify by combination waits for a word, and the animator reads it', async () => {
  let { values, version } = await model(narrator, path);
  values.context = RARE;
  let answer = await narrator.post(`${path}/remise`, { ...values, version });
  refused(answer, 400, 'error.unjustified', { context: 'field.unjustified' });
  const [rare] = (await look(narrator, { context: RARE })).passages;
  const reason = 'Le canton en compte neuf.';
  await act(narrator, `${path}/remise`, { ...values, examined: [{ words: rare.words, reason }], version });

  for (const { email } of place.accounts.filter(({ roles }) => roles.includes('animator'))) {
    animator = await place.enter((account) => account.email === email);
    if ((await animator.get(path)).status === 200) break;
  }
  const read = await model(animator, path);
  assert.equal(read.values.context, RARE);
  assert.equal(read.passages.length, 1);
  assert.equal(read.passages[0].reason, reason);
  const page = await animator.page(path);
  assert.ok(unescaped(page.text).includes(reason));
  await act(animator, `${path}/approbation`, { version: read.version });
  assert.equal((await model(narrator, path)).state, 'approved');
  const [entry] = await place.rows("SELECT detail FROM journal WHERE action = 'examine'");
  assert.equal(entry.detail.slice(0, 4), '0001', 'the journal keeps the count');
});

test('a loop of long texts is slowed, and nobody else', async () => {
  const other = await place.enter(({ name }) => name.startsWith('Infirmier'));
  const long = Object.fromEntries(
    Array.from({ length: 25 }, (_, i) => [`course.${i}.what`, 'Elle vient chaque semaine. '.repeat(700)]));
  const texts = Object.entries(long).map(([path, text]) => ({ path, text }));
  const statuses = [];
  for (let i = 0; i < 40 && !statuses.includes(429); i++)
    statuses.push((await other.post('/examen', { texts })).status);
  assert.equal(statuses.at(-1), 429, String(statuses));
  assert.ok(statuses.length > 5, 'whoever writes a long text is looked after');
  await look(narrator, { context: CONTEXT });
});

test('what is found is told in bounds, and counted whole', async () => {
  const [passage] = found(await look(narrator, { context: 'Lina Benali vient. '.repeat(900) }), 'Lina');
  assert.equal(passage.place_count, 900);
  assert.ok(passage.places.length <= 100);
});
