import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTHORIZED, type Buyer, Conversation, jsonOf, newBuyer, purchase } from './purchase.js';
import { ALL_PAIRS, digitsOf, runLedgerOver } from './backends.js';
import { ask, deliver, type RunningLedger } from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);

interface Item {
  readonly eventId: string;
  readonly position: string;
  readonly [field: string]: unknown;
}

/** Every page of a list, in order. */
async function pagesOf(path: string, parameters: Record<string, string>): Promise<Item[][]> {
  const pages: Item[][] = [];
  for (let cursor: string | null | undefined; cursor !== null && pages.length < 1_000;) {
    const { status, body } = await conversation.ask(path, {
      ...parameters,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(status).toBe(200);
    pages.push(body.items as Item[]);
    cursor = body.nextCursor as string | null;
  }
  return pages;
}

/** Renewals of one customer, as many as `count`, among purchases of others; gives their events' ids. */
async function renew(buyer: Buyer, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const inner = { transaction_id: `${buyer.transactionId}-${number}` };
    const { body } = await conversation.tell(purchase(buyer, inner));
    ids.push(String(body.eventId));
    await conversation.tell(purchase(newBuyer()));
  }
  return ids;
}

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
  });
  afterAll(async () => {
    await ledger.remove();
  });

  describe('a timeline', () => {
    it.each([
      [1, [1, 1, 1, 1, 1, 1, 1]],
      [3, [3, 3, 1]],
      [7, [7]],
      [200, [7]],
    ])('in pages of %d has every event once, in order', async (limit, sizes) => {
      const buyer = newBuyer();
      const ids = await renew(buyer, 7);
      for (const path of [`/v1/customers/${buyer.customer}`, `/v1/profiles/${buyer.profileId}`]) {
        const pages = await pagesOf(`${path}/timeline`, { limit: String(limit) });
        expect(pages.map((page) => page.length)).toEqual(sizes);
        expect(pages.flat().map(({ eventId }) => eventId)).toEqual(ids);
      }
    });

    it('continues where it ended, with what has come since', async () => {
      const buyer = newBuyer();
      const ids = await renew(buyer, 3);
      const path = `/v1/customers/${buyer.customer}/timeline`;
      const { body } = await conversation.ask(path, { limit: '2' });
      ids.push(...(await renew(buyer, 2)));
      const rest = await conversation.ask(path, { cursor: String(body.nextCursor) });
      const items = [...(body.items as Item[]), ...(rest.body.items as Item[])];
      expect(items.map(({ eventId }) => eventId)).toEqual(ids);
      expect(rest.body.nextCursor).toBeNull();
    });

    it('shows what nobody knows, and what conflicts, beside the events', async () => {
      const buyer = newBuyer();
      const body = purchase(buyer);
      const first = await conversation.tell(body);
      await conversation.tell({ ...body, note: 'another body' });
      await conversation.tell(purchase(buyer, {}, { event_type: 'Our Own Name' }));
      const { body: page } = await conversation.ask(`/v1/customers/${buyer.customer}/timeline`);
      expect(page.items).toMatchObject([
        { kind: 'event', name: 'subscription_started', type: 'subscription_started' },
        { kind: 'conflict', conflictsWith: first.body.eventId },
        { kind: 'unrecognised', name: 'Our Own Name' },
      ]);
      expect((await conversation.statusOf(buyer)).revenue.usd).toBe('9.99');
    });

    it.each([
      ['limit=0', 'limit must be at least 1'],
      ['limit=201', 'limit must be at most 200'],
      ['cursor=made-up', 'cursor must come from a page'],
      ['cursor=MQ&cursor=Mg', 'cursor must come from a page of this list.'],
      ['before=made-up', 'before must come from a page'],
      ['at=2026-01-01T00:00:00Z', 'at is not a parameter of this query.'],
    ])('asked for with %s is 400 and says what is wrong', async (query, detail) => {
      const { customer } = newBuyer();
      const path = `/v1/customers/${customer}/timeline?${query}`;
      const { status, body } = await ask(ledger, path, AUTHORIZED);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
      expect(body.detail).toContain(detail);
    });
  });

  /** The bytes that the ledger keeps of an event, once it has come that far. */
  async function bytesOf(eventId: unknown): Promise<{ type: string | null; bytes: Buffer }> {
    const query = `minPosition=${conversation.position}`;
    const url = `${ledger.url}/v1/events/${String(eventId)}/body?${query}`;
    const response = await fetch(url, { headers: AUTHORIZED });
    expect(response.status).toBe(200);
    return {
      type: response.headers.get('content-type'),
      bytes: Buffer.from(await response.bytes()),
    };
  }

  describe('a recorded event', () => {
    it('is shown with its place, its times and the hash of its body', async () => {
      const buyer = newBuyer();
      const sent = purchase(buyer);
      const { body: receipt } = await conversation.tell(sent);
      const path = `/v1/events/${String(receipt.eventId).toUpperCase()}`;
      const { status, body } = await conversation.ask(path);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        eventId: receipt.eventId,
        position: receipt.position,
        environment: 'production',
        stream: `production-${buyer.profileId}`,
        revision: '0',
        kind: 'event',
        occurredAt: '2026-01-01T00:00:00Z',
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        profileId: buyer.profileId,
        customerUserId: buyer.customer,
        store: 'app_store',
        transactionId: buyer.transactionId,
        originalTransactionId: buyer.transactionId,
        productId: 'pro.monthly',
        bodySha256: createHash('sha256').update(jsonOf(sent)).digest('hex'),
      });
    });

    it('gives back the exact bytes that came', async () => {
      const sent = `\ufeff ${JSON.stringify(purchase(newBuyer()), null, '\t')}\r\n`;
      const answer = await deliver(ledger, sent);
      await conversation.tell(purchase(newBuyer()));
      const { type, bytes } = await bytesOf(answer.body.eventId);
      expect(bytes.equals(Buffer.from(sent))).toBe(true);
      expect(type).toBe('application/octet-stream');
    });

    it('that does not exist is 404, its body too', async () => {
      for (const id of ['7f9c2ba4-e88f-4a16-8c0e-3f9a1b2c3d4e', 'no-uuid', '%00']) {
        expect((await conversation.ask(`/v1/events/${id}`)).status).toBe(404);
        expect((await conversation.ask(`/v1/events/${id}/body`)).status).toBe(404);
      }
    });

    it('is waited for, and asked about with nothing else', async () => {
      const path = `/v1/events/7f9c2ba4-e88f-4a16-8c0e-3f9a1b2c3d4e`;
      const late = await ask(
        ledger,
        `${path}?minPosition=99999999999999999999&timeoutMs=1`,
        AUTHORIZED,
      );
      expect([late.status, late.body.code]).toEqual([504, 'read-model-behind']);
      const odd = await ask(ledger, `${path}?environment=production`, AUTHORIZED);
      expect([odd.status, odd.body.code]).toEqual([400, 'invalid-request']);
    });
  });

  describe('the quarantine', () => {
    const quarantined = async (environment: string): Promise<string[]> => {
      const pages = await pagesOf('/v1/quarantine', { environment, limit: '200' });
      return pages.flat().map(({ eventId }) => eventId);
    };

    it('lists what was kept, page by page, each with its reason and its bytes', async () => {
      const own = digitsOf(pair);
      const sent = [
        `not JSON${own}`,
        `[${own}]`,
        `{"no":"event${own}"}`,
        Buffer.from([0x7b, 0xff, 0x00, ...Buffer.from(own)]),
        own === '' ? '' : `nothing ${own}`,
      ];
      const { length: before } = await quarantined('production');
      const kept: unknown[] = [];
      for (const body of sent) kept.push((await deliver(ledger, body)).body.eventId);
      await conversation.tell(purchase(newBuyer()));
      const pages = await pagesOf('/v1/quarantine', { limit: '2' });
      const total = before + sent.length;
      expect(pages.map((page) => page.length)).toEqual(
        Array.from({ length: Math.ceil(total / 2) }, (_, page) => Math.min(2, total - page * 2)),
      );
      const items = pages.flat().slice(before);
      expect(items.map(({ eventId }) => eventId)).toEqual(kept);
      expect(items.map(({ reason }) => reason)).toEqual([
        'body-not-json',
        'body-not-object',
        'envelope-unusable',
        'body-not-json',
        'body-not-json',
      ]);
      for (const [place, item] of items.entries()) {
        const bytes = Buffer.from(sent[place] ?? '');
        expect(item).toMatchObject({
          environment: 'production',
          detail: expect.stringMatching(/\w/),
          bodyBytes: bytes.length,
          bodySha256: createHash('sha256').update(bytes).digest('hex'),
        });
        expect((await bytesOf(item.eventId)).bytes.equals(bytes)).toBe(true);
        const asEvent = await ask(ledger, `/v1/events/${item.eventId}`, AUTHORIZED);
        expect([asEvent.status, asEvent.body.detail]).toEqual([
          404,
          `This delivery is in quarantine and is not an event: see /v1/quarantine/${item.eventId}.`,
        ]);
      }
    });

    it('of the sandbox is another one', async () => {
      const before = await quarantined('sandbox');
      const sent = `from the sandbox${digitsOf(pair)}`;
      const answer = await deliver(ledger, sent, { environment: 'sandbox' });
      await conversation.tell(purchase(newBuyer()));
      expect(await quarantined('sandbox')).toEqual([...before, answer.body.eventId]);
      expect(await quarantined('production')).not.toContain(answer.body.eventId);
    });

    it('waits for a position, and refuses a parameter that it does not know', async () => {
      const late = await ask(
        ledger,
        '/v1/quarantine?minPosition=99999999999999999999&timeoutMs=1',
        AUTHORIZED,
      );
      expect([late.status, late.body.code]).toEqual([504, 'read-model-behind']);
      const odd = await ask(ledger, '/v1/quarantine?reason=x', AUTHORIZED);
      expect([odd.status, odd.body.code]).toEqual([400, 'invalid-request']);
    });
  });
});
