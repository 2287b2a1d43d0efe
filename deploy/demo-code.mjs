// demo-code.mjs [DATA]: the code that each account of the demonstration with a second factor signs in
// with now.  A code opens once: if it was used, run this again half a minute later.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { code, present } from '../tests/flow/totp.mjs';

const data = process.argv[2] ?? join(import.meta.dirname, '../build/demo');
for (const file of readdirSync(data).filter((name) => /^accounts.*\.json$/.test(name)).sort())
  for (const { email, totp } of JSON.parse(readFileSync(join(data, file), 'utf8')))
    if (totp) console.log(`${code(totp, present())}  ${email}`);
