import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isInstant } from '@subledger/domain';
import { openEventStoreDb } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import { lifecycle, timeline } from '@subledger/projections';
import { openSilentServer } from '../../event-store/test/silent-server.js';
import {
  type LedgerFolder,
  openLedgerFolder,
  record,
} from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf } from '../../projections/test/projecting.js';
import { type PostgresServer, startPostgres } from '../../read-models/test/postgres.js';
import { type EventAnswer } from './event.js';
import { StreamEvents, StreamEventsHandler } from './events.js';
import type { FindingAnswer } from './finding-answer.js';
import { StreamFindings, StreamFindingsHandler } from './findings.js';
import type { HolderAnswer } from './holders-page.js';
import { StreamHolders, StreamHoldersHandler } from './holders.js';

/** More than a batch of holders or findings, and than two of events. */
const CUSTOMERS = 1_010;
const RECEIVED_AT = '2026-01-01T01:00:00Z';
const DURING = '2026-01-15T00:00:00.000000Z';

let server: PostgresServer;
let url: string;
let ledger: LedgerFolder;
beforeAll(async () => {
  server = await startPostgres();
});
beforeEach(async () => {
  url = await server.createDatabase();
  ledger = await openLedgerFolder({
    next: () => Promise.resolve({ url }),
    remove: () => Promise.resolve(),
  });
});
afterEach(() => ledger.close());
afterAll(() => server.remove());

const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

interface Bought {
  readonly profile: number;
  /** Absent: nobody has told yet whose profile it is. */
  readonly customer?: string;
  readonly event?: number;
  readonly receivedAt?: string;
}

/** The start of a month's subscription, of a profile and a transaction that have the same number. */
async function buy({ profile, customer, event = profile, receivedAt = RECEIVED_AT }: Bought) {
  const body = flows[0]?.steps[0]?.deliver[0] ?? {};
  const ids = { profile_id: idOf(profile), customer_user_id: customer };
  const properties = {
    ...(body.event_properties as Readonly<Record<string, unknown>>),
    profile_event_id: idOf(event),
    profile_id: idOf(profile),
    original_transaction_id: String(profile),
    transaction_id: String(profile),
  };
  await record(ledger.store, { ...body, ...ids, event_properties: properties }, receivedAt);
}

async function feed(): Promise<void> {
  const projector = projectorOf(ledger, [lifecycle({}), timeline({})]);
  await projector.start();
  for (const name of ['lifecycle', 'timeline']) await caughtUp(ledger, name);
  await projector.stop();
}

async function everybodyBuys(): Promise<void> {
  for (let profile = 0; profile < CUSTOMERS; profile += 1)
    await buy({ profile, customer: `customer-${String(profile).padStart(4, '0')}` });
  await feed();
}

const side = () => ({ ...ledger, productLevels: {}, now });
const at = isInstant(DURING) ? DURING : now();

const holders = async (): Promise<AsyncIterable<readonly HolderAnswer[]>> => {
  const question = new StreamHolders({ environment: 'production', at, timeoutMs: 0 });
  return (await new StreamHoldersHandler(side()).execute(question)).batches;
};

/** Nobody heard how anything went on. */
const LONG_AFTER = '2026-06-01T00:00:00.000000Z';

const findings = async (): Promise<AsyncIterable<readonly FindingAnswer[]>> => {
  const question = new StreamFindings({
    environment: 'production',
    kind: 'outcome-missing',
    at: isInstant(LONG_AFTER) ? LONG_AFTER : now(),
    timeoutMs: 0,
  });
  return (await new StreamFindingsHandler(side()).execute(question)).batches;
};

const events = (): Promise<AsyncIterable<readonly EventAnswer[]>> =>
  new StreamEventsHandler(side()).execute(
    new StreamEvents({ environment: 'production', timeoutMs: 0 }),
  );

/** All of a file; `meanwhile` happens behind its first batch. */
async function readAll<T>(
  file: AsyncIterable<readonly T[]>,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const rows: T[] = [];
  for await (const batch of file) {
    if (rows.length === 0) await meanwhile();
    rows.push(...batch);
  }
  return rows;
}

describe('a file', () => {
  it('breaks off where its read models begin anew while it is read, instead of ending there', async () => {
    await everybodyBuys();
    const beginAnew = async (): Promise<void> => {
      await server.run(url, 'DROP SCHEMA subledger CASCADE');
      await ledger.openMore();
    };
    await expect(readAll(await events(), beginAnew)).rejects.toMatchObject({
      code: 'read-models-unavailable',
    });
    await feed();
    await expect(readAll(await holders(), beginAnew)).rejects.toMatchObject({
      code: 'read-models-unavailable',
    });
  });

  it('is refused where the log does not say in time where it ends', async () => {
    await buy({ profile: 0, customer: 'zoe' });
    await feed();
    const silent = await openSilentServer();
    const store = await openEventStoreDb({ url: silent.url });
    const question = new StreamHolders({ environment: 'production', at, timeoutMs: 0 });
    await expect(
      new StreamHoldersHandler({ ...side(), store }).execute(question),
    ).rejects.toMatchObject({
      code: 'store-unavailable',
      message: 'The end of the log: no answer within 5000 ms',
    });
    silent.close();
    await store.close();
  });

  it('of who has access is of one moment, whatever is recorded while it is read', async () => {
    await everybodyBuys();
    const more = async (): Promise<void> => {
      await buy({ profile: CUSTOMERS, customer: 'zoe' });
      await buy({ profile: CUSTOMERS + 1 });
      await feed();
    };
    const listed = await readAll(await holders(), more);
    expect(listed.map(({ customerUserId }) => customerUserId)).not.toContain('zoe');
    expect(listed).toHaveLength(CUSTOMERS);
    expect(await readAll(await holders())).toHaveLength(CUSTOMERS + 2);
  });

  it('of who has access names nobody twice whose customer id is told while it is read', async () => {
    await everybodyBuys();
    await buy({ profile: CUSTOMERS });
    await feed();
    const told = async (): Promise<void> => {
      await buy({ profile: CUSTOMERS, customer: 'zoe', event: CUSTOMERS + 1 });
      await feed();
    };
    const listed = await readAll(await holders(), told);
    expect(listed).toHaveLength(CUSTOMERS + 1);
    expect(listed.at(-1)).toMatchObject({ customerUserId: null, profileId: idOf(CUSTOMERS) });
    expect((await readAll(await holders())).at(-1)).toMatchObject({ customerUserId: 'zoe' });
  });

  it('of findings is of one position, whatever is recorded while it is read', async () => {
    await everybodyBuys();
    const before = await readAll(await findings());
    expect(before).toHaveLength(CUSTOMERS);
    const more = async (): Promise<void> => {
      for (let profile = CUSTOMERS; profile < CUSTOMERS + 50; profile += 1) await buy({ profile });
      await feed();
    };
    expect(await readAll(await findings(), more)).toEqual(before);
    expect(await readAll(await findings())).toHaveLength(CUSTOMERS + 50);
  });

  it('of who has access holds what was recorded by a process whose clock is ahead', async () => {
    await buy({ profile: 0, customer: 'early', receivedAt: '2100-01-01T00:00:00Z' });
    await feed();
    expect(await readAll(await holders())).toMatchObject([{ customerUserId: 'early' }]);
  });
});
