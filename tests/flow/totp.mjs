// Codes as an application on a telephone shows them (RFC 6238).
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const STEP = 30_000; // milliseconds
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const present = () => Math.floor(Date.now() / STEP);

/** The code of a step since 1970. */
export function code(secret, step) {
  const bits = [...secret.replaceAll(' ', '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const last = new Map();

const SLACK = 15_000; // milliseconds from reading a code to its being checked, on a busy machine

/** A code that was not used yet: of the step before the present one first, unless that is about to
 * count no more, and waits when those that count are used up. */
export async function fresh(secret, used = last) {
  const oldest = Math.floor((Date.now() + SLACK) / STEP) - 1;
  const step = Math.max(oldest, (used.get(secret) ?? 0) + 1);
  while (step > present() + 1) await pause(500);
  used.set(secret, step);
  return code(secret, step);
}
