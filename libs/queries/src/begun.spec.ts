import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { isInstant, type Instant } from '@subledger/domain';
import { lifecycle, timeline } from '@subledger/projections';
import { createBuild } from '@subledger/read-models';
import { type LedgerFolder, openLedgerFolder } from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf, recordFlow } from '../../projections/test/projecting.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { GetEvent, GetEventHandler } from './event.js';
import { ListFindings, ListFindingsHandler } from './findings.js';
import type { ReadSide } from './read-side.js';
import { GetRevenue, GetRevenueHandler } from './revenue.js';
import { GetAccess, GetAccessHandler, GetStatus, GetStatusHandler } from './status.js';
import { GetTimeline, GetTimelineHandler } from './timeline.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
let side: ReadSide;
beforeEach(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
  side = { readModels: ledger.readModels, store: ledger.store, productLevels: {}, now };
  // As in a load that is not over yet: what answers is there, and holds nothing.
  for (const { name, version, translation } of [lifecycle({}), timeline({})])
    await createBuild(
      ledger.readModels.writer,
      { projection: name, version, translation, promotes: true },
      now(),
    );
});
afterEach(async () => {
  await ledger.close();
  await databases.remove();
});

const instant = (text: string): Instant => {
  if (!isInstant(text)) throw new Error(text);
  return text;
};
const fresh = { timeoutMs: 0 };
const somebody = {
  environment: 'production',
  whom: { kind: 'customer', customerUserId: 'somebody' },
  ...fresh,
} as const;
const span = {
  from: instant('2020-01-01T00:00:00.000000Z'),
  to: instant('2030-01-01T00:00:00.000000Z'),
};
const ID = '00000000-0000-4000-8000-000000000000';

const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  status: () => new GetStatusHandler(side).execute(new GetStatus(somebody)),
  access: () => new GetAccessHandler(side).execute(new GetAccess(somebody, 'premium')),
  timeline: () => new GetTimelineHandler(side).execute(new GetTimeline(somebody, 10)),
  event: () => new GetEventHandler(side).execute(new GetEvent(ID, fresh)),
  findings: () =>
    new ListFindingsHandler(side).execute(
      new ListFindings({ environment: 'production', limit: 10, ...fresh }),
    ),
  revenue: () =>
    new GetRevenueHandler(side).execute(
      new GetRevenue({ environment: 'production', groupBy: 'day', ...span, ...fresh }),
    ),
};

/** What becomes of a question. */
const outcomeOf = (ask: () => Promise<unknown>): Promise<unknown> =>
  ask().then(
    () => 'answered',
    (error: unknown) => (error as { code?: unknown }).code,
  );

it.each(Object.entries(questions))(
  'answers %s out of nothing where nothing is recorded, and not where something is',
  async (_, ask) => {
    const empty = await outcomeOf(ask);
    expect(['answered', 'not-found']).toContain(empty);
    await recordFlow(ledger.store, 0);
    expect(await outcomeOf(ask)).toBe('read-models-unavailable');
    const projector = projectorOf(ledger, [lifecycle({}), timeline({})]);
    await projector.start();
    for (const name of ['lifecycle', 'timeline']) await caughtUp(ledger, name);
    await projector.stop();
    expect(await outcomeOf(ask)).toBe(empty);
  },
);
