// Readers and guessers, each in a thread of their own: tests/load/sign-in.test.mjs starts them.
import https from 'node:https';
import { parentPort, workerData } from 'node:worker_threads';

const { port, certificate } = workerData;

function ask(agent, method, path, headers, body, localAddress) {
  return new Promise((resolve, reject) => {
    const options = { method, path, headers, host: '127.0.0.1', port, agent, localAddress };
    const request = https.request(options, (reply) => {
      reply.resume();
      reply.on('error', reject);
      reply.on('end', () => resolve(reply));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const jobs = {
  /* As many pages as the server gives, until told to stop; counts when asked. */
  async read({ cookies, paths, at_once: atOnce }) {
    const agent = new https.Agent({ keepAlive: true, ca: certificate, maxSockets: atOnce });
    let count = 0;
    const wrong = [];
    let slowest = 0;
    let stop = false;
    parentPort.on('message', (what) => {
      if (what === 'stop') stop = true;
      else parentPort.postMessage({ count, wrong, slowest, at: performance.now() });
      slowest = 0;
    });
    const loop = async (i) => {
      for (let n = i; !stop; n++) {
        const began = performance.now();
        const { statusCode } = await ask(agent, 'GET', paths[n % paths.length],
          { Cookie: cookies[i % cookies.length], Accept: 'text/html' });
        slowest = Math.max(slowest, performance.now() - began);
        if (statusCode === 200) count++;
        else wrong.push(statusCode);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, i) => loop(i)));
    agent.destroy();
  },

  /* Guesses in a loop, each loop from its own address, all at once; "pause" and "go" as told. */
  async guess({ attempts, addresses, emails }) {
    const seen = {};
    let left = attempts;
    let patient = 0; // refusals that say how long to wait
    let go = Promise.resolve();
    let paused = false;
    let wake;
    const spread = () => new Promise((resolve) => { setTimeout(resolve, 1000 * Math.random()); });
    parentPort.on('message', (what) => {
      paused = what === 'pause';
      if (paused) go = new Promise((resolve) => { wake = resolve; });
      else wake();
    });
    const loop = async (localAddress) => {
      await spread(); // not all in one instant
      const agent = new https.Agent({ keepAlive: true, ca: certificate, maxSockets: 1 });
      while (left-- > 0) {
        const n = left; // others go on while this one waits
        if (paused) {
          await go;
          await spread();
        }
        const body = JSON.stringify({ email: emails[n % emails.length], passphrase: `essai ${n}` });
        const { statusCode, headers } = await ask(agent, 'POST', '/connexion', {
          Accept: 'application/json', 'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        }, body, localAddress);
        seen[statusCode] = (seen[statusCode] ?? 0) + 1;
        if (Number(headers['retry-after']) > 0) patient++;
      }
      agent.destroy();
    };
    await Promise.all(addresses.map(loop));
    parentPort.postMessage({ seen, patient });
    parentPort.unref();
  },
};

await jobs[workerData.job](workerData);
