/**
 * Asks the registry for known vulnerabilities of what the product ships with: `node tools/audit-dependencies.js`.
 * Exits 1 if one is high or critical. If the registry cannot be asked, or has no such list, it says so and exits
 * 0, because that is not the code's fault.
 */
import { spawnSync } from 'node:child_process';

const GRAVE = ['high', 'critical'];
const LIMIT_MS = 60_000;
// One attempt: whoever is offline wants to know soon.
const NPM = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];

function audit() {
  const { stdout, error } = spawnSync('npm', NPM, { encoding: 'utf8', timeout: LIMIT_MS });
  if (error) return { didNotRun: error.message };
  try {
    const report = JSON.parse(stdout);
    if (report.metadata?.vulnerabilities) return { vulnerabilities: report.vulnerabilities };
    return { didNotRun: report.message ?? report.error?.summary ?? 'the registry gave no report' };
  } catch {
    return { didNotRun: 'npm gave no report' };
  }
}

const { didNotRun, vulnerabilities = {} } = audit();
const found = Object.values(vulnerabilities);
if (didNotRun !== undefined) {
  // Error messages name the registry, and a log may be public.
  const reason = didNotRun.replaceAll(/\bhttps?:\/\/\S+/g, 'the registry').trim();
  console.log(`audit: DID NOT RUN, so nothing is known about vulnerable dependencies (${reason})`);
} else {
  for (const { name, severity, via } of found) {
    const titles = via.map((cause) => cause.title ?? `by ${cause}`).join('; ');
    console.log(`audit: ${severity}: ${name}: ${titles}`);
  }
  console.log(`audit: ${found.length} production dependencies have known vulnerabilities`);
}
process.exitCode = found.some(({ severity }) => GRAVE.includes(severity)) ? 1 : 0;
