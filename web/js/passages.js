// Findings as passages, as the server makes them of a document (src/core/texts/guard.c): one for all
// that names the same.

const PASSAGES = 200;
const PLACES = 100;

// By code points, as findings count.
const reader = (texts) => {
  const letters = texts.map(({ text }) => [...text]);
  return ({ text, start, end }) => letters[text].slice(start, end).join("");
};

// {path, text, carriers} in, findings of anonymiser.js
function gathered(texts, findings, directOnly) {
  const read = reader(texts);
  const byEntity = new Map();
  const out = { passages: [], direct: 0, mild: 0 };
  for (const finding of findings) {
    const { path, carriers } = texts[finding.text];
    const direct = finding.severity === "direct";
    if (!direct && (directOnly || (carriers && finding.category === "platform"))) continue;
    const words = read(finding);
    let passage = byEntity.get(finding.entity);
    if (!passage && out.passages.length < PASSAGES) {
      passage = { words, category: finding.category, severity: "mild", cause: finding.cause,
        with: finding.suggestion, place_count: 0, places: [] };
      byEntity.set(finding.entity, passage);
      out.passages.push(passage);
    }
    if (!passage) {
      out[direct ? "direct" : "mild"] += 1; // no room: it counts all the same
      continue;
    }
    passage.place_count += 1;
    if (passage.places.length < PLACES) passage.places.push({ path, words, start: finding.start, end: finding.end });
    if (direct) passage.severity = "direct";
  }
  return out;
}

/** What POST /examen answers for these texts, without the words for people. */
export function passages(texts, findings) {
  let { passages: all, direct, mild } = gathered(texts, findings, false);
  // a direct one that found no room: what identifies is told before what is milder
  if (direct > 0) ({ passages: all, direct, mild } = gathered(texts, findings, true));
  for (const { severity } of all) {
    if (severity === "direct") direct += 1;
    else mild += 1;
  }
  return { passages: all, direct_count: direct, mild_count: mild };
}

/** Whose words these are: where several are written alike, the first; -1: nobody's. */
export function entityOf(texts, findings, words) {
  const read = reader(texts);
  const found = findings.find((finding) => read(finding) === words);
  return found ? found.entity : -1;
}
