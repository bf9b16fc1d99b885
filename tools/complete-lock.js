/**
 * Adds to package-lock.json the optional platform packages that npm left out because its registry did not have
 * them when the lock was written; without them `npm ci` refuses the lock. Run it after an `npm install`: `node
 * tools/complete-lock.js`. A complete lock stays as it is.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** Whether a package can resolve another one the way Node does: in each `node_modules` on the way up. */
function isFound(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    if (packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** The lock entry of a platform package: its name contains the platform. */
function entryOf(name, version, isDev) {
  const words = name.slice(name.indexOf('/') + 1).split(/[-_]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(isDev ? { dev: true } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(os === 'linux' ? { libc: [words.includes('musl') ? 'musl' : 'glibc'] } : {}),
  };
}

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
const added = {};
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages))
  for (const [name, wanted] of Object.entries(optionalDependencies))
    if (!isFound(lock.packages, path, name))
      added[`node_modules/${name}`] = entryOf(name, wanted.replace(/^[\^~]/, ''), dev);

const byPath = ([a], [b]) => (a < b ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries({ ...lock.packages, ...added }).sort(byPath));
if (Object.keys(added).length > 0) writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(added).length} added`);
