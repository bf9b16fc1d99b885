import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RECORDED_TYPES } from '@subledger/domain';
import type { NewEvent } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import { lifecycle, type Projection, timeline } from '@subledger/projections';
import { findBuildIn } from '@subledger/read-models';
import { type LedgerFolder, openLedgerFolder } from '../../projections/test/ledger-folder.js';
import { caughtUp, now, projectorOf } from '../../projections/test/projecting.js';
import { until } from '../../projections/test/until.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import {
  type EventsAnswer,
  ListEvents,
  ListEventsHandler,
  StreamEvents,
  StreamEventsHandler,
} from './events.js';

const CUSTOMER = 'somebody';
const STREAM = 'production-somebody';
const AN_APPEND = 500;

let databases: TestDatabases;
let ledger: LedgerFolder;
beforeAll(async () => {
  databases = await startDatabases('sqlite');
});
beforeEach(async () => {
  ledger = await openLedgerFolder(databases);
});
afterEach(() => ledger.close());
afterAll(() => databases.remove());

function eventOf(number: number): NewEvent {
  const [body] = flows[0]?.steps[0]?.deliver ?? [];
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const told = { ...body, customer_user_id: CUSTOMER, profile_event_id: id };
  return {
    id,
    type: RECORDED_TYPES.accepted,
    data: new TextEncoder().encode(JSON.stringify(told)),
    metadata: {
      environment: 'production',
      receivedAt: '2026-01-01T00:00:00.000000Z',
      bodySha256: '',
      source: 'webhook',
    },
  };
}

/** Records events of the customer up to this number of them. */
async function recordUpTo(most: number): Promise<void> {
  const before = Number((await ledger.store.head()) ?? 0);
  for (let recorded = before; recorded < most; recorded += AN_APPEND) {
    const length = Math.min(most - recorded, AN_APPEND);
    const events = Array.from({ length }, (_, place) => eventOf(recorded + place));
    await ledger.store.append(STREAM, recorded === 0 ? 'no_stream' : BigInt(recorded - 1), events);
  }
}

/** Lets the projections come to the end of the log, and no further. */
async function feed(...projections: readonly Projection[]): Promise<void> {
  const projector = projectorOf(ledger, projections);
  await projector.start();
  for (const { name } of projections) await caughtUp(ledger, name);
  await projector.stop();
}

/** Lets the timeline come to the end of the log without the event at a position. */
async function feedTimelineWithout(position: string): Promise<void> {
  const faulty: Projection = {
    ...timeline({}),
    apply: (transaction, events) => {
      if (events.some((event) => event.position === position)) throw new TypeError('a fault');
      return timeline({}).apply(transaction, events);
    },
  };
  const projector = projectorOf(ledger, [faulty]);
  const live = () => findBuildIn(ledger.readModels.reader, 'timeline', 'live');
  await projector.start();
  await until(async () => (await live())?.failure != null);
  const { build = 0, failure } = (await live()) ?? {};
  await projector.skip(build, failure?.eventId ?? '');
  await caughtUp(ledger, 'timeline');
  await projector.stop();
}

const side = () => ({ ...ledger, productLevels: {}, now });
const whose = { environment: 'production', customerUserId: CUSTOMER, timeoutMs: 0 } as const;

const page = (cursor: string | null, limit = 3_000): Promise<EventsAnswer> =>
  new ListEventsHandler(side()).execute(
    new ListEvents({ ...whose, newest: false, limit, ...(cursor === null ? {} : { cursor }) }),
  );

const pageOfEverybody = (): Promise<EventsAnswer> =>
  new ListEventsHandler(side()).execute(
    new ListEvents({ environment: 'production', newest: false, limit: 100, timeoutMs: 0 }),
  );

async function streamed(cursor?: string | null): Promise<string[]> {
  const question = { ...whose, ...(cursor == null ? {} : { cursor }) };
  const positions: string[] = [];
  for await (const some of await new StreamEventsHandler(side()).execute(
    new StreamEvents(question),
  ))
    positions.push(...some.map(({ position }) => position));
  return positions;
}

const positionsOf = (...pages: readonly EventsAnswer[]): string[] =>
  pages.flatMap(({ items }) => items.map(({ position }) => position));

const upTo = (most: number, without?: number): string[] =>
  Array.from({ length: most }, (_, place) => place + 1)
    .filter((position) => position !== without)
    .map(String);

describe('the events of one customer', () => {
  it('are all there, page after page, where the read model that tells whose they are is behind', async () => {
    await recordUpTo(1);
    await feed(lifecycle({}), timeline({}));
    await recordUpTo(2);
    await feed(timeline({}));
    const first = await page(null);
    const meanwhile = await page(first.nextCursor);
    await recordUpTo(3);
    await feed(lifecycle({}), timeline({}));
    const second = await page(meanwhile.nextCursor);
    expect(positionsOf(first, meanwhile, second)).toEqual(upTo(3));
  });

  it('wait for the timeline where that one is behind', async () => {
    await recordUpTo(1);
    await feed(lifecycle({}), timeline({}));
    await recordUpTo(2);
    await feed(lifecycle({}));
    const first = await page(null);
    await feed(timeline({}));
    expect(positionsOf(first, await page(first.nextCursor))).toEqual(upTo(2));
  });

  it('are followed from no earlier place than a cursor’s, however far behind a read model is', async () => {
    await recordUpTo(1);
    await feed(lifecycle({}), timeline({}));
    await recordUpTo(3);
    await feed(timeline({}));
    const { nextCursor } = await pageOfEverybody();
    const theirs = await page(nextCursor);
    expect(theirs).toEqual({ items: [], nextCursor, caughtUp: true, position: '1', lag: 2 });
    await expect(streamed(nextCursor)).rejects.toMatchObject({ code: 'read-model-behind' });
  });

  it('come to their end where the timeline was let pass over one of them', async () => {
    await recordUpTo(2_100);
    await feed(lifecycle({}));
    await feedTimelineWithout('100');
    expect(await streamed()).toEqual(upTo(2_100, 100));
    const first = await page(null);
    const second = await page(first.nextCursor);
    expect(positionsOf(first, second)).toEqual(upTo(2_100, 100));
    expect([first.caughtUp, second.caughtUp]).toEqual([false, true]);
  });
});

describe('a list of events', () => {
  it('is not given as empty where its read models are not there yet', async () => {
    await recordUpTo(1);
    for (const ask of [pageOfEverybody, () => page(null), streamed])
      await expect(ask()).rejects.toMatchObject({ code: 'read-models-unavailable' });
  });
});
