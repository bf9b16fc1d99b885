import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, comparePositions, type Instant, isPosition } from '@subledger/domain';
import { claimsOf, flows, relabel } from '@subledger/flows';
import { ALL_PAIRS, runLedgerOver } from './backends.js';
import { RUN } from './brought.js';
import { checkClaim } from './flow-claims.js';
import { ask, deliver, READ_KEY, type RunningLedger } from './running-ledger.js';

/** What the server's clock says: each step is received when it is asked about. */
let now: Instant = FIRST_INSTANT;
const receiveAt = (at: string): void => {
  const instant = readInstant(at);
  if (instant === undefined) throw new Error(`${at} is no instant.`);
  now = instant;
};

let ledger: RunningLedger;

/** Delivers each event of the step twice, the last one first, and gives the last position. */
async function deliverStep(deliveries: readonly object[]): Promise<string | undefined> {
  const bodies = deliveries.toReversed();
  const answers = await Promise.all([...bodies, ...bodies].map((body) => deliver(ledger, body)));
  const outcomes = answers.map(({ body }) => String(body.outcome)).sort();
  const half = (outcome: string): string[] => deliveries.map(() => outcome);
  expect(outcomes).toEqual([...half('accepted'), ...half('duplicate')]);
  return answers
    .map(({ body }) => String(body.position))
    .filter(isPosition)
    .sort(comparePositions)
    .at(-1);
}

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  // A server that is brought holds the logs of all its pairs.
  const suffix = `-${pair.readModels}${RUN}`;
  beforeAll(async () => {
    ledger = await runLedgerOver(pair, {}, { clock: () => now });
  });
  afterAll(async () => {
    await ledger.remove();
  });

  describe('over HTTP', () => {
    it.each(flows.map((flow, place) => relabel(flow, `${place}${suffix}`)))(
      'the flow $name holds after each of its steps, and still does when all are over',
      async (flow) => {
        let position = '0';
        for (const { deliver: deliveries, at, expect: expected } of flow.steps) {
          receiveAt(at);
          position = (await deliverStep(deliveries)) ?? position;
          for (const claim of claimsOf(expected))
            await checkClaim(claim, flow, { ledger, at, position });
        }
        for (const { at, expect: expected } of flow.steps)
          for (const claim of claimsOf(expected))
            await checkClaim(claim, flow, { ledger, at, position });
      },
    );

    it('a delivery is received when the clock says so', async () => {
      const [flow] = flows
        .filter(({ name }) => name === 'renewal-announced-early')
        .map((one) => relabel(one, `heard${suffix}`));
      const heardAt: unknown[] = [];
      for (const { deliver: deliveries, at } of flow?.steps ?? []) {
        receiveAt(at);
        for (const body of deliveries) {
          const { body: answer } = await deliver(ledger, body);
          const query = `minPosition=${String(answer.position)}&limit=200`;
          const { body: page } = await ask(
            ledger,
            `/v1/customers/user-a@heard${suffix}/timeline?${query}`,
            {
              Authorization: `Bearer ${READ_KEY}`,
            },
          );
          heardAt.push((page.items as Record<string, unknown>[]).at(-1)?.recordedAt);
        }
      }
      const [bought, announced] = flow?.steps.map(({ at }) => at) ?? [];
      expect(heardAt).toEqual([bought, bought, announced, announced]);
    });
  });
});
