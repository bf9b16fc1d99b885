import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import { lifecycle, quarantine, timeline } from '@subledger/projections';
import {
  type LedgerFolder,
  openLedgerFolder,
  record,
} from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf } from '../../projections/test/projecting.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { GetEventBody, GetEventBodyHandler } from './event.js';

const AT = '2026-01-01T01:00:00Z';

let databases: TestDatabases;
let ledger: LedgerFolder;
let another: LedgerFolder;
beforeAll(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
  another = await openLedgerFolder(databases);
});
afterAll(async () => {
  await another.close();
  await ledger.close();
  await databases.remove();
});

it('the body of an event is not that of another one, which a log that was put back holds in its place', async () => {
  const [first, second] = flows[0]?.steps[0]?.deliver ?? [];
  if (first === undefined || second === undefined) throw new Error('The flow is gone.');
  const eventId = await record(ledger.store, first, AT);
  await record(another.store, second, AT);
  const projections = [lifecycle({}), timeline({}), quarantine()];
  const projector = projectorOf(ledger, projections);
  await projector.start();
  for (const { name } of projections) await caughtUp(ledger, name);
  await projector.stop();
  const bodyOver = ({ store }: LedgerFolder) =>
    new GetEventBodyHandler({ ...ledger, store, productLevels: {}, now }).execute(
      new GetEventBody(eventId.toUpperCase(), { timeoutMs: 0 }),
    );
  expect(JSON.parse(new TextDecoder().decode(await bodyOver(ledger)))).toEqual(first);
  await expect(bodyOver(another)).rejects.toMatchObject({ code: 'log-altered' });
});
