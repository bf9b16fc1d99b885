/**
 * What a newcomer does first: `npm start` in an empty data folder, the two printed curl commands, a stop. Also
 * runs under the system's Node 20, since npm provides the newer one to `npm start` itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The build is part of the start. */
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 20_000;
const ANSWER_LIMIT_MS = 10_000;

/** Variables in the caller's environment must not affect the test. Blank counts as absent. */
const UNSET = {
  HOST: '',
  API_KEYS: '',
  ADAPTY_PRODUCTION_SECRETS: '',
  ADAPTY_SANDBOX_SECRETS: '',
  ADAPTY_EVENT_NAMES: '',
  ADAPTY_PRODUCT_LEVELS: '',
  MAX_BODY_BYTES: '',
};

const folder = mkdtempSync(join(tmpdir(), 'subledger-smoke-'));
const dataDir = join(folder, 'data');
let server;

try {
  const port = await freePort();
  server = start(port);
  await server.listening;
  await answersTheTwoLines(server.output());
  await stopsInGoodOrder(port);
  console.log('smoke: npm start works, answers the two printed lines, and stops with nothing left');
} catch (error) {
  console.error(`smoke: ${error instanceof Error ? error.message : String(error)}`);
  if (server) console.error(withoutSecrets(server.output()));
  process.exitCode = 1;
} finally {
  server?.killGroup('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** A free port. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** `npm start` in its own process group, so that whatever it leaves behind can be ended with it. */
function start(port) {
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, ...UNSET, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const listening = new Promise((resolve, reject) => {
    const hear = (chunk) => {
      text += chunk;
      if (text.includes('Subledger listens on ')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`npm start ended with ${code}`)));
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  return {
    listening: within(START_LIMIT_MS, 'npm start did not listen', listening),
    exited,
    output: () => text,
    stop: () => child.kill('SIGTERM'),
    killGroup: (signal) => signalGroup(child.pid, signal),
  };
}

async function answersTheTwoLines(output) {
  const [webhook, query] = output.split('\n').filter((line) => line.startsWith('curl '));
  if (!webhook || !query) throw new Error('npm start printed no two curl lines');
  const acknowledged = run(webhook);
  if (acknowledged.outcome !== 'accepted') fail('the webhook was not accepted', acknowledged);
  const answer = await answerOnceProjected(query);
  const level = answer.accessLevels?.premium;
  if (answer.state !== 'Subscribed' || level?.active !== true) fail('no access', answer);
  if (run(webhook).outcome !== 'duplicate') throw new Error('a repeated webhook is no duplicate');
}

/** The read model is milliseconds behind the acknowledgement: 404 until then. */
async function answerOnceProjected(query) {
  const deadline = Date.now() + ANSWER_LIMIT_MS;
  for (;;) {
    const answer = run(query);
    if (answer.code !== 'not-found' || Date.now() > deadline) return answer;
    await wait(50);
  }
}

/** Runs a printed command exactly as it is, as a shell would. */
function run(line) {
  const { stdout, stderr, status, error } = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    timeout: ANSWER_LIMIT_MS,
  });
  if (error) throw error;
  if (status === 127) throw new Error('curl is not installed, and the printed lines need it');
  if (status !== 0) throw new Error(`curl ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function fail(what, answer) {
  throw new Error(`${what}: ${JSON.stringify(answer)}`);
}

/** As a supervisor stops it: only npm gets the signal, and has to pass it on. */
async function stopsInGoodOrder(port) {
  server.stop();
  const code = await within(STOP_LIMIT_MS, 'npm start did not stop', server.exited);
  if (code !== 0) throw new Error(`npm start was stopped and ended with ${code}`);
  if (await isListening(port)) throw new Error(`something still listens on port ${port}`);
  const left = existsSync(dataDir) ? readdirSync(dataDir).sort() : [];
  const known = [
    'checkpoint.key',
    'deliveries.json',
    'log.sqlite',
    'log.sqlite-writer',
    'proofs.sqlite',
    'read-models.sqlite',
    'read-models.sqlite-projector',
    'secrets.json',
  ];
  if (left.join() !== known.join()) throw new Error(`the data folder holds ${left.join(', ')}`);
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function within(limitMs, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Generated secrets are 43 characters of base64url. */
function withoutSecrets(text) {
  return text.replace(/[\w-]{43}/g, '<secret>');
}
