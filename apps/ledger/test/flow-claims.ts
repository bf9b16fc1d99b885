import { expect } from '@jest/globals';
import { compareDecimals, sumDecimals } from '@subledger/domain';
import { type Claim, customersOf, type Flow } from '@subledger/flows';
import type { AccessLevelAnswer, StatusAnswer } from '@subledger/queries';
import { ask, READ_KEY, type RunningLedger } from './running-ledger.js';

/** Whom to ask, after which delivery, and by which clocks. */
export interface Asked {
  readonly ledger: RunningLedger;
  readonly position: string;
  readonly at: string;
}

/** A public answer that takes in every delivery so far; undefined for somebody nobody knows. */
export async function answered<T>(
  path: string,
  { ledger, position, ...clocks }: Asked,
): Promise<T | undefined> {
  const query = new URLSearchParams({
    ...clocks,
    minPosition: position,
    timeoutMs: '10000',
  }).toString();
  const headers = { Authorization: `Bearer ${READ_KEY}` };
  const { status, body } = await ask(ledger, `/v1/customers/${path}?${query}`, headers);
  expect([200, 404]).toContain(status);
  return status === 404 ? undefined : (body as T);
}

/** Asks for what the claim is about, and holds it against the answer of everybody who sees it. */
export async function checkClaim(claim: Claim, flow: Flow, asked: Asked): Promise<void> {
  if (claim.about === 'access') {
    const path = `${encodeURIComponent(claim.customer)}/access/premium`;
    const access = await answered<AccessLevelAnswer>(path, asked);
    expect([claim, access?.active]).toEqual([claim, claim.wanted]);
    return;
  }
  const all: StatusAnswer[] = [];
  for (const customer of customersOf(flow)) {
    const status = await answered<StatusAnswer>(encodeURIComponent(customer), asked);
    if (status !== undefined) all.push(status);
  }
  switch (claim.about) {
    case 'subscription': {
      const seen = all
        .flatMap(({ subscriptions }) => subscriptions)
        .filter((held) => held.originalTransactionId === claim.originalTransactionId);
      expect(seen.length).toBeGreaterThan(0);
      for (const held of seen) expect(held).toMatchObject({ [claim.field]: claim.wanted });
      return;
    }
    case 'purchase': {
      const purchases = all.flatMap((status) => status.purchases);
      expect(purchases.filter((one) => one.transactionId === claim.transactionId)).toEqual([
        expect.objectContaining({ state: claim.wanted }),
      ]);
      return;
    }
    case 'revenue': {
      const revenue = sumDecimals(all.map((status) => status.revenue.usd));
      expect([revenue, compareDecimals(revenue, claim.wanted)]).toEqual([revenue, 0]);
    }
  }
}
