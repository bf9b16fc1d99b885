import { describe, expect, it } from '@jest/globals';
import { createLedger } from '../src/ledger.js';
import { ledgerProjections, type ListProjections } from '../src/read-side/ledger-projections.js';
import { scrape } from './metrics-page.js';
import { until } from './operator.js';
import { newBuyer, purchase } from './purchase.js';
import { ask, configure, deliver, type RunningLedger, runLedger } from './running-ledger.js';

/** The ledger's projections, with something before each batch of the lifecycle. */
const lifecycleAfter =
  (before: () => Promise<void>): ListProjections =>
  (names) =>
    ledgerProjections(names).map((projection) =>
      projection.name === 'lifecycle'
        ? {
            ...projection,
            apply: async (transaction, events) => {
              await before();
              await projection.apply(transaction, events);
            },
          }
        : projection,
    );

const reasonOf = async (ledger: Pick<RunningLedger, 'url'>): Promise<unknown> => {
  const { status, body } = await ask(ledger, '/health/ready');
  return status === 200 ? null : (body.reasons as Record<string, unknown>).projections;
};

describe('a ledger whose read models', () => {
  it('have not caught up with what was there at the start says how far they are', async () => {
    const first = await runLedger({ ROLES: 'ingest' });
    await deliver(first, purchase(newBuyer()));
    await first.close();
    const gate = Promise.withResolvers<undefined>();
    const projections = lifecycleAfter(() => gate.promise);
    const second = await createLedger(configure(first.dataDir), { projections });
    try {
      await until(async () => (await reasonOf(second)) === 'lifecycle has applied nothing of 1');
      const lag = 'subledger_projection_lag_events{projection="lifecycle",role="live",build="1"}';
      expect((await scrape(second)).get(lag)).toBe(1);
      gate.resolve(undefined);
      await until(async () => (await reasonOf(second)) === null);
      expect((await scrape(second)).get(lag)).toBe(0);
    } finally {
      gate.resolve(undefined);
      await second.close();
      await first.remove();
    }
  });

  it('stand still at an event says at which, and why', async () => {
    const projections = lifecycleAfter(() => Promise.reject(new Error('this code cannot take it')));
    const ledger = await runLedger({}, { projections });
    try {
      const { body } = await deliver(ledger, purchase(newBuyer()));
      const reason = `lifecycle stands still at event ${String(body.eventId)}: this code cannot take it`;
      await until(async () => (await reasonOf(ledger)) === reason);
      const series = await scrape(ledger);
      const labels = '{projection="lifecycle",role="live",build="1"}';
      expect(series.get(`subledger_projection_standing_still${labels}`)).toBe(1);
      expect(series.get('subledger_check_failing{check="projections"}')).toBe(1);
    } finally {
      await ledger.remove();
    }
  });
});
