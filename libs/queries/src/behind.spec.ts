import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Instant, isInstant, type Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import { lifecycle, quarantine, timeline } from '@subledger/projections';
import { type LedgerFolder, openLedgerFolder } from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf, recordFlow } from '../../projections/test/projecting.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { GetDiff, GetDiffHandler } from './diff.js';
import { GetEvent, GetEventBody, GetEventBodyHandler, GetEventHandler } from './event.js';
import type { ReadSide } from './read-side.js';
import { GetRevenue, GetRevenueHandler } from './revenue.js';
import { GetStatus, GetStatusHandler } from './status.js';
import {
  GetTimeline,
  GetTimelineHandler,
  StreamTimeline,
  StreamTimelineHandler,
} from './timeline.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
let side: ReadSide;
let applied: Position | null;
let behind: number;
beforeEach(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
  side = { readModels: ledger.readModels, store: ledger.store, productLevels: {}, now };
  await recordFlow(ledger.store, 0);
  for (const name of ['lifecycle', 'timeline', 'quarantine'] as const) await apply(name);
  applied = await ledger.store.head();
  await recordFlow(ledger.store, 1);
  behind = (await ledger.store.countAfter(applied)) ?? 0;
});
afterEach(async () => {
  await ledger.close();
  await databases.remove();
});

const PROJECTIONS = { lifecycle: lifecycle({}), timeline: timeline({}), quarantine: quarantine() };

/** Lets one projection go on, and no other. */
async function apply(name: keyof typeof PROJECTIONS): Promise<void> {
  const projector = projectorOf(ledger, [PROJECTIONS[name]]);
  await projector.start();
  await caughtUp(ledger, name);
  await projector.stop();
}

const instant = (text: string): Instant => {
  if (!isInstant(text)) throw new Error(text);
  return text;
};
const ofProduction = { environment: 'production', timeoutMs: 0 } as const;
const years = {
  groupBy: 'month',
  timeZone: 'UTC',
  from: instant('2020-01-01T00:00:00.000000Z'),
  to: instant('2040-01-01T00:00:00.000000Z'),
} as const;
const nobody = { kind: 'customer', customerUserId: 'nobody' } as const;

/** A store that cannot count, as one that is away. */
const uncounted = (store: EventStore): EventStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'countAfter') return () => Promise.resolve(null);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

/** Somebody whose events are applied. */
function somebody() {
  const customerUserId = flows[0]?.steps[0]?.deliver[0]?.customer_user_id;
  if (typeof customerUserId !== 'string') throw new Error('Every flow is about a customer.');
  return { ...ofProduction, whom: { kind: 'customer', customerUserId } as const };
}

describe('beside events that are not applied yet', () => {
  it('a report and a timeline say how far they reach', async () => {
    expect(behind).toBeGreaterThan(0);
    const reach = { position: applied, lag: behind };
    const revenue = new GetRevenue({ ...ofProduction, ...years });
    expect(await new GetRevenueHandler(side).execute(revenue)).toMatchObject(reach);
    const page = new GetTimeline(somebody(), 10);
    expect(await new GetTimelineHandler(side).execute(page)).toMatchObject(reach);
  });

  it('neither is given as a file, which would look complete', async () => {
    const revenue = new GetRevenue({ ...ofProduction, ...years, isFile: true });
    await expect(new GetRevenueHandler(side).execute(revenue)).rejects.toMatchObject({
      code: 'read-model-behind',
    });
    const all = new StreamTimeline(somebody());
    await expect(new StreamTimelineHandler(side).execute(all)).rejects.toMatchObject({
      code: 'read-model-behind',
    });
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    [
      'status',
      () => new GetStatusHandler(side).execute(new GetStatus({ ...ofProduction, whom: nobody })),
    ],
    [
      'timeline',
      () =>
        new GetTimelineHandler(side).execute(
          new GetTimeline({ ...ofProduction, whom: nobody }, 10),
        ),
    ],
    [
      'diff',
      () =>
        new GetDiffHandler(side).execute(
          new GetDiff({ ...ofProduction, whom: nobody, from: {}, to: {} }),
        ),
    ],
    [
      'event',
      () =>
        new GetEventHandler(side).execute(
          new GetEvent('00000000-0000-4000-8000-000000000000', ofProduction),
        ),
    ],
  ])('a %s that is not found says what it did not look at', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`${behind} recorded events are not applied yet`),
    });
    side = { ...side, store: uncounted(ledger.store) };
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringContaining(
        'How many recorded events are not applied yet is not known.',
      ),
    });
  });

  it.each(['lifecycle', 'timeline'] as const)(
    'a timeline says how far that of its read models reaches which is further behind, where only %s goes on',
    async (name) => {
      await apply(name);
      const asked = new GetTimeline(somebody(), 200);
      const answer = await new GetTimelineHandler(side).execute(asked);
      expect(answer).toMatchObject({ position: applied, lag: behind });
    },
  );

  it('a body that may be in quarantine is not found without saying what was not looked at', async () => {
    for (const name of ['lifecycle', 'timeline'] as const) await apply(name);
    const asked = new GetEventBody('00000000-0000-4000-8000-000000000000', ofProduction);
    await expect(new GetEventBodyHandler(side).execute(asked)).rejects.toMatchObject({
      message: expect.stringContaining(`${behind} recorded events are not applied yet`),
    });
  });

  it('one that is not found in everything says no more', async () => {
    await apply('lifecycle');
    await expect(
      new GetStatusHandler(side).execute(new GetStatus({ ...ofProduction, whom: nobody })),
    ).rejects.toMatchObject({ message: 'No recorded event of production names this customer.' });
  });
});
