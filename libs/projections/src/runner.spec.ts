import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogItem, RecordedEvent, SubscribeOptions } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import {
  createBuild,
  findBuildIn,
  inBuild,
  loadCheckpoint,
  type ReadModels,
} from '@subledger/read-models';
import fc from 'fast-check';
import { DATABASES, startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import { caughtUp, now, projectorOf, recordFlow } from '../test/projecting.js';
import { countFacts, dump } from '../test/tables.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';
import { ProjectionRunner } from './runner.js';
import { timeline } from './timeline.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
const projectors: Projector[] = [];

beforeEach(async () => {
  ledger = await openLedgerFolder(databases);
});

afterEach(async () => {
  await Promise.all(projectors.splice(0).map((projector) => projector.stop()));
  await ledger.close();
});

describe.each(DATABASES)('over %s', (kind) => {
  beforeAll(async () => {
    databases = await startDatabases(kind);
  });
  afterAll(async () => {
    await databases.remove();
  });

  describe('a projection runner', () => {
    it('catches up with what was recorded, then follows along', async () => {
      await recordFlow(ledger.store, 0);
      await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      await recordFlow(ledger.store, 1);
      await caughtUp(ledger, 'lifecycle');
      expect(await countFacts(ledger.readModels)).toBe(deliveriesOf(0) + deliveriesOf(1));
    });

    it('resumes after a stop where it had stopped', async () => {
      await recordFlow(ledger.store, 0);
      const first = await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      await first.stop();
      await recordFlow(ledger.store, 1);
      const seen: RecordedEvent[] = [];
      await start([watching(lifecycle({}), seen)]);
      await caughtUp(ledger, 'lifecycle');
      expect(seen[0]?.position).toBe(String(deliveriesOf(0) + 1));
    });

    it('rolls effect and checkpoint back when the database fails, and tries again', async () => {
      await recordFlow(ledger.store, 0);
      const failures: unknown[] = [];
      let isLocked = true;
      // SQLITE_BUSY: nothing that an event could be blamed for.
      const locked = failing(lifecycle({}), () =>
        isLocked ? Object.assign(new Error('database is locked'), { errcode: 5 }) : null,
      );
      await start([locked], failures);
      await until(() => failures.length >= 2);
      expect((await dump(ledger.readModels)).facts).toEqual([]);
      expect(await loadCheckpoint(ledger.readModels.reader, 'lifecycle')).toBeNull();
      isLocked = false;
      await caughtUp(ledger, 'lifecycle');
    });

    it('leaves a subscription that has fallen silent for a new one', async () => {
      await recordFlow(ledger.store, 0);
      const build = await createBuild(
        ledger.readModels.writer,
        { ...lifecycle({}), projection: 'lifecycle', promotes: true },
        now(),
      );
      let subscriptions = 0;
      const store = new Proxy(ledger.store, {
        get: (target, property) => {
          if (property !== 'subscribe') {
            const member: unknown = Reflect.get(target, property);
            return typeof member === 'function' ? (member.bind(target) as unknown) : member;
          }
          subscriptions += 1;
          return subscriptions === 1 ? silence : target.subscribe.bind(target);
        },
      });
      const runner = new ProjectionRunner(lifecycle({}), build, {
        store,
        readModels: ledger.readModels,
        now,
        onFailure: () => undefined,
        onCaughtUp: () => undefined,
        watchIntervalMs: 20,
      });
      runner.start();
      await caughtUp(ledger, 'lifecycle');
      await runner.stop();
      expect(subscriptions).toBe(2);
    });

    it('turns a second projector away before it writes', async () => {
      await recordFlow(ledger.store, 0);
      const first = await start([lifecycle({})]);
      const build = await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live');
      if (build === undefined) throw new Error('Nothing answers.');
      const failures: unknown[] = [];
      const second = new ProjectionRunner(lifecycle({}), build, {
        ...ledger,
        now,
        onFailure: (_, error) => failures.push(error),
        onCaughtUp: () => undefined,
      });
      second.start();
      await recordFlow(ledger.store, 1);
      await caughtUp(ledger, 'lifecycle');
      const head = await ledger.store.head();
      await until(() => second.checkpoint === head);
      await second.stop();
      await first.stop();
      const alone = await ledger.openMore();
      await applyAll(await readAll(), alone, [Infinity]);
      expect((await dump(ledger.readModels)).facts).toEqual((await dump(alone)).facts);
    });
  });

  describe('projections', () => {
    it('leave the same tables however the log is split into batches, and applied twice', async () => {
      for (let place = 0; place < flows.length; place += 1) await recordFlow(ledger.store, place);
      const events = await readAll();
      const whole = await ledger.openMore();
      await applyAll(events, whole, [Infinity]);
      const expected = await dump(whole);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1 }),
          async (sizes) => {
            const split = await ledger.openMore();
            await applyAll(events, split, sizes);
            await applyAll(events, split, [Infinity]);
            expect(await dump(split)).toEqual(expected);
          },
        ),
        { numRuns: kind === 'sqlite' ? 10 : 2 },
      );
    });
  });
});

async function start(
  projections: readonly Projection[],
  failures: unknown[] = [],
): Promise<Projector> {
  const projector = projectorOf(ledger, projections, failures);
  projectors.push(projector);
  await projector.start();
  return projector;
}

/** A subscription that never gives anything, until it is told to end. */
async function* silence({ signal }: SubscribeOptions = {}): AsyncGenerator<LogItem> {
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  yield* [];
}

const deliveriesOf = (place: number): number =>
  (flows[place]?.steps ?? []).flatMap((step) => step.deliver).length;

async function readAll(): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of ledger.store.readLog()) events.push(event);
  return events;
}

/** Applies events in batches of the given sizes, repeated, to the live builds of both projections. */
async function applyAll(
  events: readonly RecordedEvent[],
  readModels: ReadModels,
  sizes: readonly number[],
): Promise<void> {
  for (const projection of [lifecycle({}), timeline({})]) {
    const build =
      (await findBuildIn(readModels.reader, projection.name, 'live')) ??
      (await createBuild(
        readModels.writer,
        { ...projection, projection: projection.name, promotes: true },
        now(),
      ));
    const left = [...events];
    for (let turn = 0; left.length > 0; turn += 1) {
      const batch = left.splice(0, sizes[turn % sizes.length]);
      await readModels.writer
        .transaction()
        .execute((transaction) => projection.apply(inBuild(transaction, build), batch));
    }
  }
}

function watching(projection: Projection, seen: RecordedEvent[]): Projection {
  return {
    ...projection,
    apply: async (transaction, events) => {
      seen.push(...events);
      await projection.apply(transaction, events);
    },
  };
}

/** The projection, which throws after its work where told to. */
function failing(projection: Projection, nextError: () => Error | null): Projection {
  return {
    ...projection,
    apply: async (transaction, events) => {
      await projection.apply(transaction, events);
      const error = nextError();
      if (error !== null) throw error;
    },
  };
}
