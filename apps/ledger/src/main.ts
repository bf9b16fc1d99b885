import {
  generateMissingSecrets,
  loadConfiguration,
  ownVersion,
  readEnvironment,
} from '@subledger/configuration';
import { EVENT_TYPES } from '@subledger/domain';
import { PinoLogger } from 'nestjs-pino';
import { createLedger } from './ledger.js';
import { describeFirstCalls, describeSecrets } from './start/first-start.js';
import { startFault } from './start/start-fault.js';
import { stopOnSignal } from './start/stop-on-signal.js';
import { keepGarbageYoung } from './threads/keep-garbage-young.js';
import { letV8StepBack } from './threads/step-back.js';

async function main(): Promise<void> {
  keepGarbageYoung();
  letV8StepBack();
  const loaded = loadConfiguration(readEnvironment(), { eventTypes: EVENT_TYPES });
  const { configuration, justMade } = generateMissingSecrets(loaded);
  // Before anything can fail: at the next start they no longer count as new.
  if (justMade) process.stdout.write(`${describeSecrets(justMade, configuration)}\n`);
  const ledger = await createLedger(configuration, { projectsIn: 'thread' });
  const log = await ledger.app.resolve(PinoLogger);
  log.info({ version: ownVersion(), roles: configuration.roles }, 'started');
  stopOnSignal(ledger, log);
  if (justMade) process.stdout.write(`${describeFirstCalls(justMade, ledger.url, Date.now())}\n`);
  process.stdout.write(
    `Subledger listens on ${ledger.url} (API description: ${ledger.url}/docs)\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFault(error)}\n`);
  process.exit(1);
});
