import { parseArgs } from 'node:util';
import { seconds, soak } from './soak.js';

/** `npm run soak -- --seed S --minutes M`: a ledger of its own under load and disasters; exits 1 where something broke. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '60' },
  },
});
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isSafeInteger(seed) || !(minutes > 0 && minutes <= 24 * 60)) {
  process.stderr.write('--seed wants a whole number, --minutes a number up to 1440.\n');
  process.exit(2);
}

const startedAt = performance.now();
process.stdout.write(`Soaking for ${minutes} minutes with seed ${seed}\n`);
const result = await soak({
  seed,
  minutes,
  say: (line) => {
    process.stdout.write(`${seconds(performance.now() - startedAt).padStart(9)}  ${line}\n`);
  },
});
const met = Object.entries(result.disasters).sort(([, a], [, b]) => b - a);
process.stdout.write(
  [
    '',
    `Seed ${seed}: ${result.acknowledged} webhooks acknowledged, ${result.refused} times told to come again`,
    `${result.lives} lives of the ledger; disasters: ${met.map(([name, times]) => `${name} ${times}`).join(', ')}`,
    `Slowest recovery ${seconds(result.slowestRecoveryMs)}, most memory ${result.mostMemoryMb} MB`,
    ...result.broken.map((one) => `BROKEN: ${one}`),
    result.broken.length === 0 ? 'All of it held' : `${result.broken.length} things did not hold`,
    '',
  ].join('\n'),
);
process.exit(result.broken.length === 0 ? 0 : 1);
