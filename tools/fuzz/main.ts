import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { seedOption, wholeNumber } from '../../apps/bench/src/verbs/options.js';
import { attackBuiltLedger } from './attack.js';

/** `npm run fuzz`: hostile requests to a ledger of its own. */
const MOST_CASES = 10_000_000;

interface Options {
  readonly seed: number;
  readonly cases: number;
}

const { seed, cases } = new Command('npm run fuzz --')
  .description(
    'Sends hostile requests to every route of a ledger of its own: bodies, headers, paths and query strings from a stored ' +
      'corpus and from a seed. Exits 1 if one gets a 5xx, a stack trace, or no answer in time.',
  )
  .addOption(seedOption('other requests'))
  .option('--cases <number>', 'how many requests to send', wholeNumber(MOST_CASES), 10_000)
  .addHelpText('after', '\nExample:\n  $ npm run fuzz -- --seed 7 --cases 10000')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<Options>();

const dataDir = mkdtempSync(join(tmpdir(), 'subledger-fuzz-'));
try {
  const { sent, complaints, statuses, aftermath } = await attackBuiltLedger(dataDir, {
    seed,
    cases,
  });
  for (const { name, complaint, request, heard } of complaints) {
    const shown = request.subarray(0, 500).toString('latin1');
    process.stdout.write(
      `\n${name}: ${complaint}\n${JSON.stringify(shown)}\n→ ${heard.slice(0, 600)}\n`,
    );
  }
  for (const complaint of aftermath) process.stdout.write(`\nAfterwards: ${complaint}\n`);
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const failures = complaints.length + aftermath.length;
  process.stdout.write(
    `\nSeed ${seed}: ${sent} requests (${counts.join(', ')}), ${failures} failures\n`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(dataDir, { recursive: true });
}
