import fc from 'fast-check';
import { expect, it } from '@jest/globals';
import { LedgerError } from '@subledger/domain';
import { collect, newEvent, uniqueCategory } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import type { AppendResult, ExpectedRevision } from '../event-store.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly ids: readonly string[];
}

type Outcome = Omit<AppendResult, 'position'> | 'wrong-expected-revision';

/** The log as a plain list. */
class ModelLog {
  readonly #log: { stream: string; id: string }[] = [];

  append({ stream, expected, ids }: Append): Outcome {
    const known = this.idsIn(stream);
    const begin = expected === 'no_stream' ? 0 : Number(expected) + 1;
    if (known.length === begin) {
      if (ids.some((id) => this.#log.some((event) => event.id === id)))
        return 'wrong-expected-revision';
      this.#log.push(...ids.map((id) => ({ stream, id })));
    } else if (ids.join() !== known.slice(begin, begin + ids.length).join()) {
      const actual = known.length === 0 ? 'no_stream' : BigInt(known.length - 1);
      return { outcome: 'conflict', actual } as Outcome;
    }
    return { outcome: 'appended', revision: BigInt(begin + ids.length - 1) } as Outcome;
  }

  idsIn = (stream: string): string[] =>
    this.#log.filter((event) => event.stream === stream).map((event) => event.id);

  all = (): readonly { stream: string; id: string }[] => this.#log;
}

// Few streams, ids and revisions, so that they meet.
const appends = fc.record({
  stream: fc.constantFrom('a', 'b'),
  expected: fc.option(fc.bigInt({ min: 0n, max: 4n }), { nil: 'no_stream' as const }),
  ids: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 3 }),
});

/** Seldom, because a start takes longer than all the appends. */
const restarts = fc.nat({ max: 9 }).map((lot) => lot === 0);

const file = temporaryLog();

it('appends like the model, one after the other or many at once', async () => {
  let store = await openSqliteEventStore({ file });
  const batches = fc.array(fc.array(appends, { minLength: 1, maxLength: 6 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(batches, restarts, async (drawn, isRestarted) => {
      const category = uniqueCategory();
      const ids = Array.from({ length: 9 }, () => newEvent().id);
      const model = new ModelLog();
      for (const batch of drawn) {
        const named = batch.map((append) => ({
          stream: `${category}-${append.stream}`,
          expected: append.expected,
          ids: append.ids.map((index) => ids[index] ?? ''),
        }));
        const outcomes = await Promise.all(
          named.map(({ stream, expected, ids: its }) =>
            store
              .append(
                stream,
                expected,
                its.map((id) => newEvent({ id })),
              )
              .then(withoutPosition, codeOf),
          ),
        );
        expect(outcomes).toEqual(named.map((append) => model.append(append)));
      }
      if (isRestarted) {
        await store.close();
        store = await openSqliteEventStore({ file });
      }
      const recorded = await collect(store.readLog({ filter: { streamPrefixes: [category] } }));
      expect(recorded.map(({ stream, id }) => ({ stream, id }))).toEqual(model.all());
    }),
    { numRuns: 150 },
  );
  await store.close();
});

function withoutPosition(result: AppendResult): Outcome {
  if (result.outcome === 'conflict') return result;
  return { outcome: result.outcome, revision: result.revision } as Outcome;
}

function codeOf(error: unknown): unknown {
  if (error instanceof LedgerError) return error.code;
  throw error;
}
