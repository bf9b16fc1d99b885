import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attackBuiltLedger } from './attack.js';

/** `npm run fuzz -- --seed S --cases N`: hostile requests at a ledger of its own; exits 1 where one finds something. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    cases: { type: 'string', default: '10000' },
  },
});
const [seed, cases] = [Number(values.seed), Number(values.cases)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 1) {
  process.stderr.write('--seed and --cases want whole numbers.\n');
  process.exit(2);
}

const dataDir = mkdtempSync(join(tmpdir(), 'subledger-fuzz-'));
try {
  const { sent, findings, statuses, aftermath } = await attackBuiltLedger(dataDir, { seed, cases });
  for (const { name, complaint, request, heard } of findings) {
    const shown = request.subarray(0, 500).toString('latin1');
    process.stdout.write(
      `\n${name}: ${complaint}\n${JSON.stringify(shown)}\n→ ${heard.slice(0, 600)}\n`,
    );
  }
  for (const complaint of aftermath) process.stdout.write(`\nAfterwards: ${complaint}\n`);
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const failures = findings.length + aftermath.length;
  process.stdout.write(
    `\nSeed ${seed}: ${sent} requests (${counts.join(', ')}), ${failures} failures\n`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(dataDir, { recursive: true });
}
