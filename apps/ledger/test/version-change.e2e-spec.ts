import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Projection } from '@subledger/projections';
import { createLedger, type Ledger } from '../src/ledger.js';
import { ledgerProjections, type ListProjections } from '../src/read-side/ledger-projections.js';
import { Operator } from './operator.js';
import { AUTHORIZED } from './purchase.js';
import { answerAfter, customerOf, renewal } from './renewals.js';
import { ask, configure, deliver } from './running-ledger.js';

const BEFORE = 400;
const MOST_MEANWHILE = 1_500;
const TIME_LIMIT_MS = 60_000;

let dataDir: string;
let ledger: Ledger;
const operator = new Operator(() => ledger);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-version-'));
});
afterEach(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

/** The next version is not let in before the old one has given so many answers beside it. */
const ANSWERS_OF_EACH = 20;
let [answeredByOld, answeredByNew] = [0, 0];

/** The lifecycle's next version beside this one; its database is busy for a while. */
const withNext: ListProjections = (names) =>
  ledgerProjections(names).flatMap((projection) =>
    projection.name === 'lifecycle' ? [projection, next(projection)] : [projection],
  );

const next = (projection: Projection): Projection => ({
  ...projection,
  version: projection.version + 1,
  apply: async (transaction, events) => {
    if (answeredByOld < ANSWERS_OF_EACH)
      throw Object.assign(new Error('database is locked'), { errcode: 5 });
    await projection.apply(transaction, events);
  },
});

async function record(number: number): Promise<string> {
  const { status, body } = await deliver(ledger, renewal(number));
  expect(status).toBe(200);
  return String(body.position);
}

describe('a new version of a projection', () => {
  it(
    'takes over while webhooks come and questions are asked, and no answer is missing or wrong',
    async () => {
      ledger = await createLedger(configure(dataDir));
      for (let number = 0; number < BEFORE; number += 1) await record(number);
      const { version } = await operator.live();
      await ledger.close();

      ledger = await createLedger(configure(dataDir), { projections: withNext });
      for (let number = BEFORE; number < BEFORE + MOST_MEANWHILE; number += 1) {
        const position = await record(number);
        const customer = customerOf(number);
        const wanted = answerAfter(number + 1, customer);
        const { status, body } = await ask(
          ledger,
          `/v1/customers/${customer}?minPosition=${position}&at=${wanted.currentPeriodStartsAt}`,
          AUTHORIZED,
        );
        const { usd } = (body.revenue ?? {}) as { usd?: string };
        expect([number, status, usd]).toEqual([number, 200, wanted.revenueUsd]);
        if ((await operator.live()).version === version) answeredByOld += 1;
        else if ((answeredByNew += 1) >= ANSWERS_OF_EACH) break;
      }
      // Otherwise the change would have fallen between two questions, and shown nothing.
      expect(answeredByOld).toBeGreaterThanOrEqual(ANSWERS_OF_EACH);
      expect(answeredByNew).toBe(ANSWERS_OF_EACH);
      expect((await operator.builds()).map(({ role }) => role)).toEqual(['live', 'live', 'live']);
    },
    TIME_LIMIT_MS,
  );
});
