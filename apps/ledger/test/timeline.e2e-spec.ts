import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, type Instant } from '@subledger/domain';
import { customersOf, type Flow, flows, relabel } from '@subledger/flows';
import type { TimelineEntryAnswer, TimelinePage } from '@subledger/queries';
import { AUTHORIZED, Conversation, newBuyer, purchase } from './purchase.js';
import { type Answer, deliver, type RunningLedger, runLedger } from './running-ledger.js';

let now: Instant = FIRST_INSTANT;
let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger({}, { clock: () => now });
});
afterAll(() => ledger.remove());
const talk = new Conversation(() => ledger);

const receiveAt = (text: string): void => {
  now = readInstant(text) ?? now;
};

async function play(flow: Flow): Promise<void> {
  for (const step of flow.steps) {
    receiveAt(step.at);
    for (const body of step.deliver) await talk.tell(body);
  }
}

const pageOf = async (path: string, parameters: Record<string, string> = {}) => {
  const { status, body }: Answer = await talk.ask(`/v1/${path}/timeline`, parameters);
  expect(status).toBe(200);
  return body as unknown as TimelinePage;
};
const itemsOf = async (path: string, parameters = {}) =>
  (await pageOf(path, { limit: '200', ...parameters })).items;
const textOf = async (path: string, parameters: Record<string, string>): Promise<Response> => {
  const query = new URLSearchParams({ minPosition: talk.position, ...parameters }).toString();
  return fetch(`${ledger.url}/v1/${path}?${query}`, { headers: AUTHORIZED });
};

/** The chains of a flow, as addresses. */
async function chainsOf(flow: Flow): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const customer of customersOf(flow)) {
    const { body } = await talk.ask(`/v1/customers/${encodeURIComponent(customer)}/timeline`);
    // Somebody to whom nothing was given is not known.
    for (const { store, originalTransactionId } of (body as Partial<TimelinePage>).items ?? [])
      if (store !== undefined && originalTransactionId !== undefined)
        found.add(`chains/${store}/${encodeURIComponent(originalTransactionId)}`);
  }
  return [...found];
}

describe('a timeline', () => {
  it.each(flows.map((flow, place) => relabel(flow, `timeline-${place}`)))(
    'of $name tells of each event what it changed, each change beginning where the one before ended',
    async (flow) => {
      await play(flow);
      for (const path of await chainsOf(flow)) {
        const said = new Map<string, unknown>();
        for (const { changes, meanwhile, nothing, sentence } of await itemsOf(path)) {
          expect(changes?.length === 0).toBe(nothing !== null);
          expect(sentence).toMatch(/^[A-Z].*: .+\.$/);
          for (const { before, after, ...name } of [...meanwhile, ...(changes ?? [])]) {
            const key = JSON.stringify(name);
            const first = name.about === 'money' ? '0' : null;
            expect([key, said.get(key) ?? first]).toEqual([key, before]);
            said.set(key, after);
          }
        }
        expect(said.size).toBeGreaterThan(0);
      }
    },
  );

  it('is the same by customer, by profile and by chain, where there is one of each', async () => {
    const buyer = newBuyer();
    await talk.tell(purchase(buyer));
    await talk.tell(purchase(buyer, {}, { event_type: 'subscription_renewal_cancelled' }));
    const ids = async (path: string) => (await itemsOf(path)).map(({ eventId }) => eventId);
    const all = await ids(`customers/${buyer.customer}`);
    expect(all).toHaveLength(2);
    expect(await ids(`profiles/${buyer.profileId}`)).toEqual(all);
    expect(await ids(`chains/app_store/${buyer.transactionId}`)).toEqual(all);
    expect((await talk.ask('/v1/chains/app_store/nobody/timeline')).status).toBe(404);
    expect((await talk.ask(`/v1/chains/play_store/${buyer.transactionId}/timeline`)).status).toBe(
      404,
    );
  });

  it('shows a contradiction, with the event that it contradicts, also by chain', async () => {
    const buyer = newBuyer();
    const said = { profile_event_id: `contradicted ${buyer.customer}` };
    const { body: first } = await talk.tell(purchase(buyer, said));
    await talk.tell(purchase(buyer, said));
    await talk.tell(purchase(buyer, { ...said, price_usd: 1 }));
    for (const path of [`customers/${buyer.customer}`, `chains/app_store/${buyer.transactionId}`]) {
      const items = await itemsOf(path);
      expect(items).toHaveLength(2);
      expect(items[1]).toMatchObject({
        kind: 'conflict',
        nothing: 'conflict',
        conflictsWith: first.eventId,
        changes: [],
      });
      expect(items[1]?.sentence).toContain(String(first.eventId));
    }
    expect(
      await itemsOf(`customers/${buyer.customer}`, { kind: 'conflict,annotation' }),
    ).toHaveLength(1);
  });

  it('is told by what was known', async () => {
    const buyer = newBuyer();
    receiveAt('2026-01-01T00:00:00Z');
    await talk.tell(purchase(buyer));
    receiveAt('2026-01-20T00:00:00Z');
    await talk.tell(
      purchase(
        buyer,
        { event_datetime: '2026-01-02T00:00:00Z' },
        { event_type: 'subscription_renewal_cancelled', event_datetime: '2026-01-02T00:00:00Z' },
      ),
    );
    const [, late] = await itemsOf(`customers/${buyer.customer}`);
    expect(late).toMatchObject({
      occurredAt: '2026-01-02T00:00:00Z',
      recordedAt: '2026-01-20T00:00:00Z',
      effectiveAt: '2026-01-02T00:00:00Z',
      delayMs: 18 * 86_400_000,
      step: 'renewal-cancelled',
      source: 'webhook',
    });
    expect(late?.sentence).toMatch(
      /^Renewal was switched off, received 18 days later: renewal will_renew → will_not_renew\.$/,
    );
    expect(
      await itemsOf(`customers/${buyer.customer}`, { knownAt: '2026-01-19T00:00:00Z' }),
    ).toHaveLength(1);
  });

  it('is read page by page, forwards and backwards', async () => {
    const buyer = newBuyer();
    for (let month = 1; month <= 7; month += 1)
      await talk.tell(purchase(buyer, { transaction_id: `${buyer.transactionId}-${month}` }));
    const path = `customers/${buyer.customer}`;
    const whole = await itemsOf(path);
    const forwards: TimelineEntryAnswer[] = [];
    let page = await pageOf(path, { limit: '3' });
    expect(page.previousCursor).toBeNull();
    for (;;) {
      forwards.push(...page.items);
      if (page.nextCursor === null) break;
      page = await pageOf(path, { limit: '3', cursor: page.nextCursor });
    }
    expect(forwards).toEqual(whole);
    const backwards = [...page.items];
    while (page.previousCursor !== null) {
      page = await pageOf(path, { limit: '3', before: page.previousCursor });
      backwards.unshift(...page.items);
    }
    expect(backwards).toEqual(whole);
  });

  it.each(['json', 'ndjson'])('is not read in both directions at once, as %s', async (format) => {
    const buyer = newBuyer();
    for (const month of ['1', '2', '3'])
      await talk.tell(purchase(buyer, { transaction_id: `${buyer.transactionId}-${month}` }));
    const { nextCursor } = await pageOf(`customers/${buyer.customer}`, { limit: '1' });
    const { previousCursor } = await pageOf(`customers/${buyer.customer}`, {
      limit: '1',
      cursor: nextCursor ?? '',
    });
    const { status, body } = await talk.ask(`/v1/customers/${buyer.customer}/timeline`, {
      format,
      cursor: nextCursor ?? '',
      before: previousCursor ?? '',
    });
    expect([status, body.code, body.detail]).toEqual([
      400,
      'invalid-request',
      'cursor and before exclude each other: one asks for what follows a page, the other for what precedes it.',
    ]);
  });

  it('comes as lines of JSON and as CSV, in which nothing that a sender chose can run', async () => {
    const buyer = newBuyer({ customer: '=HYPERLINK("http://x","y")' });
    await talk.tell(purchase(buyer, { vendor_product_id: '+1, "quoted"\nline' }));
    const path = `customers/${encodeURIComponent(buyer.customer)}/timeline`;
    const [item] = await itemsOf(`customers/${encodeURIComponent(buyer.customer)}`);

    const lines = await textOf(path, { format: 'ndjson' });
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(JSON.parse(await lines.text())).toEqual(item);

    const csv = await textOf(path, { format: 'csv' });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="timeline.csv"');
    const text = await csv.text();
    expect(text).toMatch(/^eventId,environment,position,kind,type,name,.*,sentence\r\n/);
    expect(text).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`);
    expect(text).toContain(`,"'+1, ""quoted""\nline",`);
    expect((await textOf(path, { format: 'xml' })).status).toBe(400);
    expect((await textOf('customers/nobody/timeline', { format: 'csv' })).status).toBe(404);
    await deliver(ledger, '{}');
  });
});
