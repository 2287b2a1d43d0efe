// The journal computed anew from its rows: RFC 9162 hashes over the canonical record of each entry.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const NOBODY = '0'.repeat(32);

export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

function field(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function number(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return field(bytes);
}

const text = (value) => field(Buffer.from(value, 'utf8'));
const hex = (value) => field(Buffer.from(value ?? '', 'hex'));

export function record(row) {
  return Buffer.concat([
    Buffer.from([1]),
    text('cocon/journal'),
    number(row.seq),
    number(row.at),
    hex(row.space),
    hex(row.actor ?? NOBODY),
    text(row.action),
    text(row.object_kind),
    hex(row.object ?? NOBODY),
    hex(row.detail),
  ]);
}

/** Every entry in order, once the whole tree has proved right. */
export async function verified(place) {
  const rows = await place.rows('SELECT * FROM journal ORDER BY seq');
  const nodes = await place.rows('SELECT * FROM journal_node ORDER BY level, position');
  assert.ok(rows.length > 0, 'an empty journal proves nothing');
  const kept = new Map(nodes.map((node) => [`${node.level}/${node.position}`, node.hash]));
  let below = rows.map((row, index) => {
    assert.equal(row.seq, index, 'a hole in the journal');
    const leaf = sha256(Buffer.from([0]), record(row));
    assert.equal(row.leaf, leaf.toString('hex'), `entry ${index} was not written so`);
    return leaf;
  });
  let seen = 0;
  for (let level = 1; below.length > 1; level++) {
    const above = [];
    for (let i = 0; i + 1 < below.length; i += 2) {
      const node = sha256(Buffer.from([1]), below[i], below[i + 1]);
      assert.equal(kept.get(`${level}/${i / 2}`), node.toString('hex'), `node ${level}/${i / 2}`);
      above.push(node);
      seen++;
    }
    below = above;
  }
  assert.equal(nodes.length, seen, 'nodes over no leaves');
  return rows;
}
