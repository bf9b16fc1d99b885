import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FindingAnswer } from '@subledger/queries';
import { Conversation, newBuyer, purchase } from './purchase.js';
import { type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(() => ledger.remove());

const conversation = new Conversation(() => ledger);

/** As long as the token by which Google Play names a purchase. */
const LONG = 'k'.repeat(200);

it('are listed page after page, however long the transactions are that they are about', async () => {
  for (const transactionId of [`${LONG}1`, `${LONG}2`, `${LONG}3`])
    await conversation.tell(
      purchase(newBuyer({ transactionId }), { subscription_expires_at: '31/01/2020' }),
    );
  const found: FindingAnswer[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body } = await conversation.ask('/v1/findings', {
      kind: 'unreadable-field',
      limit: '1',
      ...(cursor && { cursor }),
    });
    expect(status).toBe(200);
    found.push(...(body.items as FindingAnswer[]));
    cursor = body.nextCursor as string | null;
  }
  expect(found.map(({ chain }) => chain?.originalTransactionId).sort()).toEqual([
    `${LONG}1`,
    `${LONG}2`,
    `${LONG}3`,
  ]);
});
