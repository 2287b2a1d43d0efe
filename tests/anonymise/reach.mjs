// What the anonymiser finds, however it is typed: node reach.mjs FINDINGS TABLE [--check|--show WHAT|
// --cross FEATURES].
// FINDINGS is the program made of findings.c, TABLE the built lexicon.  On the project's casework and,
// where it is there, on annotated news, each in four typings: as written, in small letters, with names
// in capitals, all in capitals.  Recall counts what is covered whole and what is touched; right is the
// share of findings that touch something marked; a clean paragraph is blocked by a direct finding.
// --check asks the casework alone for the least that must hold; --show missed:casework:small:person and
// the like print the passages.  --cross measures the news with models that have not seen them: one for
// each fifth, trained on the others (train.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TYPINGS, casework, news, retaught, root, shared } from './corpus.mjs';

const [program, table, option = '', what = ''] = process.argv.slice(2);

// Findings of each text, and what it becomes.
function find(texts, words = table) {
  if (Array.isArray(words)) {
    const parts = words.map((one, k) => find(texts.filter((_, i) => i % words.length === k), one));
    return texts.map((_, i) => parts[i % words.length][Math.floor(i / words.length)]);
  }
  const { status, stdout } = spawnSync(program, [words, join(root, 'policies/anonymisation')],
    { input: texts.map((text) => `${text}\0`).join(''), encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${program}: ${status}`);
  const out = [];
  let findings = [];
  for (const line of stdout.split('\n').slice(0, -1)) {
    if (line.startsWith('=')) {
      out.push({ findings, replaced: line.slice(1).replaceAll('\\n', '\n') });
      findings = [];
      continue;
    }
    const [start, end, category, severity, rule] = line.split('\t');
    findings.push({ start: Number(start), end: Number(end), category, severity, rule });
  }
  return out;
}

const ratio = (part, whole) => (whole === 0 ? '   –' : (part / whole).toFixed(3));
const around = (text, { start, end }) => {
  const letters = [...text];
  return `${letters.slice(Math.max(0, start - 40), start).join('')}[${letters.slice(start, end).join('')}]` +
    letters.slice(end, end + 30).join('');
};

// A row a typing: recall by category, findings that are right, clean paragraphs.
function measure(title, texts, categories, words = table) {
  const rows = {};
  for (const [typing, typed] of Object.entries(TYPINGS)) {
    const inputs = texts.map(typed);
    const found = find(inputs, words);
    const row = { marks: {}, covered: {}, touched: {}, findings: 0, right: 0, clean: 0, flagged: 0, blocked: 0 };
    texts.forEach(({ marks }, i) => {
      const { findings } = found[i];
      const show = (kind, category, place, rule = '') => `${kind}:${title}:${typing}:${category}`.startsWith(what) &&
        option === '--show' && console.log(`${kind} ${category} ${rule} ${around(inputs[i], place).replaceAll('\n', '|')}`);
      for (const mark of marks) {
        const touching = findings.filter(({ start, end }) => start < mark.end && end > mark.start);
        const whole = touching.some(({ start, end }) => start <= mark.start && end >= mark.end);
        for (const [tally, yes] of [['marks', true], ['covered', whole], ['touched', touching.length > 0]])
          row[tally][mark.category] = (row[tally][mark.category] ?? 0) + Number(yes);
        if (!whole) show(touching.length > 0 ? 'part' : 'missed', mark.category, mark);
      }
      for (const finding of findings) {
        const right = marks.some(({ start, end }) => start < finding.end && end > finding.start);
        row.findings++;
        row.right += Number(right);
        if (!right) show('wrong', finding.category, finding, `${finding.severity} ${finding.rule}`);
      }
      if (marks.length > 0) return;
      row.clean++;
      row.flagged += Number(findings.length > 0);
      row.blocked += Number(findings.some(({ severity }) => severity === 'direct'));
    });
    rows[typing] = row;
  }
  if (option === '--show') return rows;
  const width = categories.map((name) => Math.max(13, name.length + 1));
  console.log(`\n${title}: ${texts.length} texts; covered / touched`);
  console.log(`${''.padEnd(10)}${categories.map((name, i) => name.padEnd(width[i])).join('')}right  clean flagged blocked`);
  for (const [typing, row] of Object.entries(rows))
    console.log(typing.padEnd(10) + categories.map((name, i) =>
      `${ratio(row.covered[name], row.marks[name])}/${ratio(row.touched[name], row.marks[name])}`.padEnd(width[i])).join('') +
      `${ratio(row.right, row.findings)}  ${String(row.clean).padEnd(6)}${String(row.flagged).padEnd(8)}${row.blocked}`);
  return rows;
}

// What its lines describe rather than write out.
const DESCRIBED = [
  ['Le train pour Paris', /pour la ville voisine\.$/u],
  ['Il vient de France', /^Il vient de France\.$/u],
  ['Elle va aux urgences', /aux urgences de la ville voisine\.$/u],
  ['Elle est caissière', /^Elle est caissière dans une structure du territoire\.$/u],
  ['Elle part le 12 mars 2021. Le 15', /^Elle part à J0\. À J\+3, il/u],
  ['Elle part le 12 mars 2021. Il est', /Il est jugé 14 mois plus tard\.$/u],
  ['Ses deux filles', /, l’enfant A\. et l’enfant B\., sont/u],
  ['Placement de Tiago', /^Placement de l’enfant A\. et de l’enfant B\. chez/u],
  ['Nanou', /^(Monsieur A\.|La personne A) tient/u],
  ['M. Durand et Mme', /Les membres de la famille [AB]\. ont/u],
  ['MME SOULIER', /^Madame A\. A ETE VUE/u],
  ['Madame Le Cléac', /^Madame A\. est venue\. (Madame|Monsieur) [AB]\. boit/u],
];

// ../shared/data/anonymise/failing.tsv: lines that pass.
function failing() {
  const path = join(shared, 'anonymise/failing.tsv');
  if (!existsSync(path)) return;
  const KINDS = { PER: 'person', INIT: 'person', LOC: 'place', ORG: 'organisation', SOFT: '', TRAIT: 'trait',
    ID: 'identifier', PHONE: 'phone', EMAIL: 'email', DATE: 'date', ADDR: 'address' };
  const lines = readFileSync(path, 'utf8').split('\n').slice(1).filter(Boolean)
    .map((line) => line.replaceAll('\\n', '\n').split('\t'));
  const found = find(lines.map(([input]) => input));
  const classes = new Map();
  lines.forEach(([input, expected, , kind], i) => {
    const { findings, replaced } = found[i];
    let passes;
    if (expected === '(nothing)') passes = findings.length === 0;
    else if (/^[A-Z]+:/u.test(expected)) {
      passes = expected.split(' ; ').every((item) => {
        const [, category, text] = /^([A-Z]+):(.*)$/su.exec(item);
        const start = [...input.slice(0, input.indexOf(text))].length;
        return findings.some((finding) => finding.start <= start && finding.end >= start + [...text].length &&
          (KINDS[category] === '' || finding.category === KINDS[category]));
      });
    } else {
      const plain = (sentence) => sentence.replaceAll('’', "'").replace(/ \([^)]*\)$/u, '');
      const [, pattern] = DESCRIBED.find(([beginning]) => input.startsWith(beginning)) ?? [];
      passes = pattern ? pattern.test(replaced) : plain(replaced) === plain(expected);
      if (!passes && option === '--show' && what === 'failing') console.log(`read [${kind}] ${input} → ${replaced} (${expected})`);
    }
    if (!passes && option === '--show' && what === 'failing')
      console.log(`failing [${kind}] ${input} | ${expected} | ` + findings.map((finding) =>
        `${finding.category}:${[...input].slice(finding.start, finding.end).join('')} (${finding.rule})`).join(' ; '));
    const tally = classes.get(kind.split(':')[0]) ?? [0, 0];
    tally[0] += Number(passes);
    tally[1]++;
    classes.set(kind.split(':')[0], tally);
  });
  if (option === '--show') return;
  const total = [...classes.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  console.log(`\nfailing.tsv: ${total[0]} of ${total[1]} lines pass`);
  console.log([...classes].map(([name, [passed, all]]) => `  ${name} ${passed}/${all}`).join('\n'));
}

// The words with the weights of each part's model.
function crossed(folder) {
  return Array.from({ length: 5 }, (_, k) => {
    const weights = join(folder, `${k}.weights`);
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'train.mjs'), what, table, weights, k, 5]);
    if (status !== 0) throw new Error(`train.mjs: ${status}`);
    writeFileSync(join(folder, `${k}.lex`), retaught(readFileSync(table), readFileSync(weights)));
    return join(folder, `${k}.lex`);
  });
}

const rows = measure('casework', casework(),
  ['person', 'place', 'organisation', 'date', 'phone', 'email', 'address', 'identifier', 'age']);
if (option === '--check') {
  // what a typing must reach at the least: persons touched, right findings, clean paragraphs blocked, flagged
  const LEAST = { tidy: [0.995, 0.985, 0, 1], small: [0.99, 0.985, 0, 1], names: [0.995, 0.985, 0, 1],
    capitals: [0.99, 0.985, 0, 1] };
  for (const [typing, [persons, right, blocked, flagged]] of Object.entries(LEAST)) {
    const row = rows[typing];
    const fails = row.touched.person / row.marks.person < persons || row.right / row.findings < right || row.blocked > blocked || row.flagged > flagged;
    if (fails) {
      console.log(`${typing}: below what must hold`);
      process.exitCode = 1;
    }
  }
} else {
  const texts = news();
  const folder = option === '--cross' ? mkdtempSync(join(tmpdir(), 'cocon-cross-')) : '';
  if (texts.length > 0)
    measure('news', texts, ['Person', 'Location', 'Organization', 'Date'], folder ? crossed(folder) : table);
  if (folder) rmSync(folder, { recursive: true });
  failing();
}
