import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT, instantFromEpochMs } from '@subledger/domain';
import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import { loadCheckpoint, type ReadModels } from '@subledger/read-models';
import fc from 'fast-check';
import { type LedgerFolder, openLedgerFolder, record } from '../test/ledger-folder.js';
import { dump } from '../test/tables.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import { ProjectionRunner } from './runner.js';
import { timeline } from './timeline.js';

const projections = (): Projection[] => [lifecycle({}), timeline({})];

let ledger: LedgerFolder;
const runners: ProjectionRunner[] = [];

beforeEach(async () => {
  ledger = await openLedgerFolder();
});

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await ledger.close();
});

describe('a projection runner', () => {
  it('catches up with what was recorded, then follows along', async () => {
    await recordFlow(ledger.store, 0);
    const runner = run(lifecycle({}), ledger.readModels);
    await until(async () => runner.checkpoint === (await ledger.store.head()));
    await recordFlow(ledger.store, 1);
    await until(async () => runner.checkpoint === (await ledger.store.head()));
    expect((await dump(ledger.readModels)).facts).toHaveLength(
      [0, 1].flatMap((place) => flows[place]?.steps.flatMap((step) => step.deliver) ?? []).length,
    );
  });

  it('goes on after a stop where it had stopped', async () => {
    await recordFlow(ledger.store, 0);
    const first = run(lifecycle({}), ledger.readModels);
    await until(async () => first.checkpoint === (await ledger.store.head()));
    await first.stop();
    await recordFlow(ledger.store, 1);
    const seen: RecordedEvent[] = [];
    const second = run(watching(lifecycle({}), seen), ledger.readModels);
    await until(async () => second.checkpoint === (await ledger.store.head()));
    const already = flows[0]?.steps.flatMap((step) => step.deliver).length;
    expect(seen[0]?.position).toBe(String((already ?? 0) + 1));
  });

  it('rolls effect and checkpoint back when a handler fails, and tries again', async () => {
    await recordFlow(ledger.store, 0);
    const sound = lifecycle({});
    const failures: unknown[] = [];
    let failsLeft = 2;
    const flaky: Projection = {
      ...sound,
      apply: async (transaction, events) => {
        await sound.apply(transaction, events);
        if (failsLeft > 0) {
          failsLeft -= 1;
          throw new Error('power flickers');
        }
      },
    };
    const runner = run(flaky, ledger.readModels, failures);
    await until(() => Promise.resolve(failures.length === 1));
    expect((await dump(ledger.readModels)).facts).toEqual([]);
    expect(await loadCheckpoint(ledger.readModels.reader, flaky)).toBeNull();
    await until(async () => runner.checkpoint === (await ledger.store.head()));
    expect(failures).toHaveLength(2);
    expect(runner.failure).toBeUndefined();
  });

  it('turns a second projector away before it writes', async () => {
    await recordFlow(ledger.store, 0);
    const failures: unknown[] = [];
    const pair = [1, 2].map(() => run(lifecycle({}), ledger.readModels, failures));
    await until(async () => {
      const head = await ledger.store.head();
      return pair.every((runner) => runner.checkpoint === head);
    });
    const alone = await ledger.openMore();
    await applyAll(ledger.store, alone, [Infinity]);
    expect((await dump(ledger.readModels)).facts).toEqual((await dump(alone)).facts);
  });
});

describe('projections', () => {
  it('leave the same tables however the log is split into batches, and applied twice', async () => {
    for (let place = 0; place < flows.length; place += 1) await recordFlow(ledger.store, place);
    const whole = await ledger.openMore();
    await applyAll(ledger.store, whole, [Infinity]);
    const expected = await dump(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1 }),
        async (sizes) => {
          const split = await ledger.openMore();
          await applyAll(ledger.store, split, sizes);
          await applyAll(ledger.store, split, [Infinity]);
          expect(await dump(split)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** Applies the whole log in batches of the given sizes, repeated. */
async function applyAll(
  store: EventStore,
  readModels: ReadModels,
  sizes: readonly number[],
): Promise<void> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog()) events.push(event);
  for (let turn = 0; events.length > 0; turn += 1) {
    const batch = events.splice(0, sizes[turn % sizes.length]);
    await readModels.writer.transaction().execute(async (transaction) => {
      for (const projection of projections()) await projection.apply(transaction, batch);
    });
  }
}

async function recordFlow(store: EventStore, place: number): Promise<void> {
  for (const step of flows[place]?.steps ?? [])
    for (const body of step.deliver) await record(store, body, step.at);
}

function run(
  projection: Projection,
  readModels: ReadModels,
  failures: unknown[] = [],
): ProjectionRunner {
  const runner = new ProjectionRunner(projection, {
    store: ledger.store,
    readModels,
    now: () => instantFromEpochMs(Date.now()) ?? FIRST_INSTANT,
    onFailure: (_, error) => failures.push(error),
  });
  runners.push(runner);
  runner.start();
  return runner;
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

/** Polls until it holds, at most ten seconds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to hold within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
