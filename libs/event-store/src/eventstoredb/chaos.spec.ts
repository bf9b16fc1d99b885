import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { LedgerError } from '@subledger/domain';
import type { EventStore, ExpectedRevision } from '../event-store.js';
import { collect, idsOf, newEvent, uniqueCategory } from '../../test/sample-events.js';
import { randomSource } from '../../test/random-source.js';
import type { AppendFault } from '../../test/wire-server/commands.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

const WRITERS = 6;
const EVENTS_OF_EACH = 50;
/** Bounded, or the last writer would meet all of them alone. */
const MOST_DISASTERS = 40;

const FAULTS: readonly AppendFault[] = [
  { kind: 'commit-then-drop' },
  { kind: 'commit-then-hang' },
  { kind: 'hang' },
  { kind: 'not-leader' },
  { kind: 'error', code: status.UNAVAILABLE },
  { kind: 'error', code: status.ABORTED, exception: 'timeout' },
];

/** What a sender does: offers the same event until somebody says that it is recorded. */
async function deliver(
  store: EventStore,
  stream: string,
  revision: bigint,
  event: ReturnType<typeof newEvent>,
): Promise<void> {
  const expected: ExpectedRevision = revision === 0n ? 'no_stream' : revision - 1n;
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      const result = await store.append(stream, expected, [event]);
      expect(result).toMatchObject({ outcome: 'appended', revision });
      return;
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'store-unavailable') throw error;
      await wait(5);
    }
  }
  throw new Error('never recorded');
}

describe('a server that dies at random and loses its answers', () => {
  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    'holds exactly what was acknowledged, each once and in order: seed %i',
    async (seed) => {
      const draw = randomSource(seed);
      const server = await WireServer.open();
      const category = uniqueCategory();
      // Short limits, so that a budget is spent now and then and the sender comes again.
      const limits = { attemptTimeoutMs: 60, appendBudgetMs: 150 };
      const stores = await Promise.all(
        [0, 1].map(() => openEventStoreDb({ url: server.url, ...limits })),
      );
      let isOver = false;
      const acknowledged: string[][] = [];
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        const ids: string[] = [];
        for (let revision = 0n; revision < BigInt(EVENTS_OF_EACH); revision += 1n) {
          const event = newEvent();
          const store = stores[draw() < 0.5 ? 0 : 1];
          if (store === undefined) throw new Error('no store');
          await deliver(store, `${category}-${writer}`, revision, event);
          ids.push(event.id);
        }
        acknowledged[writer] = ids;
      });
      const chaos = async (): Promise<number> => {
        let deaths = 0;
        for (let disasters = 0; disasters < MOST_DISASTERS && !isOver; disasters += 1) {
          const fault = FAULTS[Math.floor(draw() * FAULTS.length)];
          if (draw() < 0.4) {
            await server.stop();
            await wait(draw() * 40);
            await server.start();
            deaths += 1;
          } else if (fault !== undefined) {
            await server.failAppend(fault);
          }
          await wait(draw() * 30);
        }
        return deaths;
      };
      const deaths = chaos();
      await Promise.all(writers);
      isOver = true;
      expect(await deaths).toBeGreaterThan(0);

      const reader = await openEventStoreDb({ url: server.url });
      for (let writer = 0; writer < WRITERS; writer += 1) {
        const stream = await collect(reader.readStream(`${category}-${writer}`));
        expect(idsOf(stream)).toEqual(acknowledged[writer]);
      }
      const all = await collect(reader.readLog({ filter: { streamPrefixes: [category] } }));
      expect(idsOf(all).sort()).toEqual(acknowledged.flat().sort());
      await Promise.all([...stores, reader].map((store) => store.close()));
      await server.close();
    },
    60_000,
  );
});
