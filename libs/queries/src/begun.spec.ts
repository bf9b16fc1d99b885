import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { isInstant, type Instant, type Position } from '@subledger/domain';
import { lifecycle, type Projection, quarantine, timeline } from '@subledger/projections';
import { createBuild, findBuild, listBuilds } from '@subledger/read-models';
import { type LedgerFolder, openLedgerFolder } from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf, recordFlow } from '../../projections/test/projecting.js';
import { until } from '../../projections/test/until.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { GetDiff, GetDiffHandler } from './diff.js';
import { GetEvent, GetEventBody, GetEventBodyHandler, GetEventHandler } from './event.js';
import { ListEvents, ListEventsHandler, StreamEvents, StreamEventsHandler } from './events.js';
import { ListFindings, ListFindingsHandler } from './findings.js';
import { ListHolders, ListHoldersHandler, StreamHolders, StreamHoldersHandler } from './holders.js';
import {
  GetQuarantined,
  GetQuarantinedHandler,
  ListQuarantine,
  ListQuarantineHandler,
} from './quarantine.js';
import type { ReadSide } from './read-side.js';
import { GetRevenue, GetRevenueHandler } from './revenue.js';
import { GetAccess, GetAccessHandler, GetStatus, GetStatusHandler } from './status.js';
import { GetTimeline, GetTimelineHandler } from './timeline.js';

const projections = [lifecycle({}), timeline({}), quarantine()];

let databases: TestDatabases;
let ledger: LedgerFolder;
let side: ReadSide;
beforeEach(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
  side = { readModels: ledger.readModels, store: ledger.store, productLevels: {}, now };
  // As in a load that is not over yet: what answers is there, and holds nothing.
  for (const { name, version, translation } of projections)
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
const page = { environment: 'production', limit: 10, ...fresh } as const;
const ID = '00000000-0000-4000-8000-000000000000';

const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  status: () => new GetStatusHandler(side).execute(new GetStatus(somebody)),
  access: () => new GetAccessHandler(side).execute(new GetAccess(somebody, 'premium')),
  timeline: () => new GetTimelineHandler(side).execute(new GetTimeline(somebody, 10)),
  event: () => new GetEventHandler(side).execute(new GetEvent(ID, fresh)),
  diff: () => new GetDiffHandler(side).execute(new GetDiff({ ...somebody, from: {}, to: {} })),
  body: () => new GetEventBodyHandler(side).execute(new GetEventBody(ID, fresh)),
  events: () => new ListEventsHandler(side).execute(new ListEvents({ ...page, newest: false })),
  'events of a customer': () =>
    new ListEventsHandler(side).execute(
      new ListEvents({ ...page, newest: true, customerUserId: 'somebody' }),
    ),
  export: () => new StreamEventsHandler(side).execute(new StreamEvents(page)),
  quarantine: () =>
    new ListQuarantineHandler(side).execute(new ListQuarantine('production', page, fresh)),
  quarantined: () => new GetQuarantinedHandler(side).execute(new GetQuarantined(ID, fresh)),
  findings: () => new ListFindingsHandler(side).execute(new ListFindings(page)),
  holders: () => new ListHoldersHandler(side).execute(new ListHolders(page)),
  'holders as a file': () => new StreamHoldersHandler(side).execute(new StreamHolders(page)),
  revenue: () =>
    new GetRevenueHandler(side).execute(
      new GetRevenue({
        environment: 'production',
        groupBy: 'day',
        timeZone: 'UTC',
        ...span,
        ...fresh,
      }),
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
    const projector = projectorOf(ledger, projections);
    await projector.start();
    for (const { name } of projections) await caughtUp(ledger, name);
    await projector.stop();
    expect(await outcomeOf(ask)).toBe(empty);
  },
);

it.each(Object.entries(questions))(
  'answers %s out of no first build that holds a part of what was recorded before it',
  async (_, ask) => {
    const empty = await outcomeOf(ask);
    await recordFlow(ledger.store, 0);
    const last = await ledger.store.head();
    const gate = { isOpen: false };
    const projector = projectorOf(
      ledger,
      projections.map((projection) => hindered(projection, last, gate)),
    );
    await projector.start();
    const builds = await listBuilds(ledger.readModels.reader);
    for (const { build } of builds)
      await until(async () => (await findBuild(ledger.readModels.reader, build))?.failure != null);
    expect(await outcomeOf(ask)).toBe('read-models-unavailable');
    gate.isOpen = true;
    for (const { build } of builds) await projector.resume(build);
    for (const { name } of projections) await caughtUp(ledger, name);
    expect(await outcomeOf(ask)).toBe(empty);
    await projector.stop();
  },
);

it('names the read model that is behind, of several that a question needs', async () => {
  await recordFlow(ledger.store, 0);
  const minPosition = (await ledger.store.head()) ?? undefined;
  const projector = projectorOf(ledger, [lifecycle({})]);
  await projector.start();
  await caughtUp(ledger, 'lifecycle');
  await projector.stop();
  const question = { ...somebody, ...(minPosition === undefined ? {} : { minPosition }) };
  await expect(
    new GetTimelineHandler(side).execute(new GetTimeline(question, 10)),
  ).rejects.toMatchObject({
    code: 'read-model-behind',
    message: expect.stringMatching(/^The read model timeline has reached position none, not yet /),
  });
});

/** While the gate is closed it cannot take the last event, and stands still there. */
const hindered = (
  projection: Projection,
  last: Position | null,
  gate: { readonly isOpen: boolean },
): Projection => ({
  ...projection,
  apply: async (transaction, events) => {
    if (!gate.isOpen && events.some(({ position }) => position === last))
      throw new Error('this code cannot take it');
    await projection.apply(transaction, events);
  },
});

it('waits a moment for a projection that is about to begin', async () => {
  await recordFlow(ledger.store, 0);
  const projector = projectorOf(ledger, projections);
  const begin = async () => {
    await projector.start();
    await caughtUp(ledger, 'timeline');
    return ledger.store.head();
  };
  // Whether the log is empty is asked once nothing was found: from then on it is there.
  const countAfter = (after: Position | null) => ledger.store.countAfter(after);
  const store = { head: begin, countAfter } as ReadSide['store'];
  const handler = new ListEventsHandler({ ...side, store });
  const answer = await handler.execute(
    new ListEvents({ ...page, newest: false, timeoutMs: 5_000 }),
  );
  expect(answer.items).not.toEqual([]);
  await projector.stop();
});
