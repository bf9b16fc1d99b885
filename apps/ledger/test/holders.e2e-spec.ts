import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HolderAnswer } from '@subledger/queries';
import { runLedgerOver } from './backends.js';
import { Operator } from './operator.js';
import { AUTHORIZED, Conversation, newBuyer, purchase } from './purchase.js';
import { ask, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);

const AT = { at: '2026-01-15T00:00:00Z' };
const PATH = '/v1/holders';

/** Every page of the list, one after another. */
async function listed(parameters: Record<string, string> = {}): Promise<HolderAnswer[]> {
  const items: HolderAnswer[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { status, body } = await conversation.ask(PATH, {
      ...AT,
      ...parameters,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(status).toBe(200);
    items.push(...(body.items as HolderAnswer[]));
    cursor = body.nextCursor as string | null;
  }
  return items;
}

const nameOf = ({ customerUserId, profileId, level }: HolderAnswer): string =>
  `${customerUserId ?? `(${profileId ?? ''})`} ${level}`;
const names = (holders: readonly HolderAnswer[]): readonly string[] => holders.map(nameOf);

const granted = (level: string) => ({
  access_level_id: level,
  is_active: true,
  will_renew: true,
  is_lifetime: false,
  expires_at: '2026-02-01T00:00:00.000000+0000',
});

const ANA = newBuyer({ customer: '=ana' });
const BEN = newBuyer({ customer: 'ben' });
const BENS_SECOND = newBuyer({ customer: 'ben' });
const CAT = newBuyer({ customer: 'cat' });
const NOBODY_YET = newBuyer();
const EVERY_LEVEL = [
  '=ana archive',
  '=ana premium',
  'ben premium',
  `(${NOBODY_YET.profileId}) premium`,
];

async function tellEverything(): Promise<void> {
  const update = { event_type: 'access_level_updated' };
  for (const level of ['premium', 'archive']) {
    const buyer = { ...ANA, transactionId: `${ANA.transactionId}-${level}` };
    await conversation.tell(purchase(buyer));
    await conversation.tell(purchase(buyer, granted(level), update));
  }
  for (const buyer of [BEN, BENS_SECOND]) {
    await conversation.tell(purchase(buyer));
    await conversation.tell(purchase(buyer, granted('premium'), update));
  }
  const over = { ...granted('premium'), is_active: false };
  await conversation.tell(purchase(CAT));
  await conversation.tell(purchase(CAT, over, update));
  const anonymous = { customer_user_id: undefined };
  await conversation.tell(purchase(NOBODY_YET, {}, anonymous));
  await conversation.tell(purchase(NOBODY_YET, granted('premium'), { ...update, ...anonymous }));
}

describe.each([
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'sqlite', readModels: 'postgres' },
] as const)('who has access, over $store and $readModels', (pair) => {
  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
    await tellEverything();
  });
  afterAll(async () => {
    await ledger.remove();
  });

  it('lists customers by their levels, and then profiles without a customer, each as their own answer says', async () => {
    const holders = await listed();
    expect(names(holders)).toEqual(EVERY_LEVEL);
    for (const { customerUserId, profileId, level, ...said } of holders) {
      const own =
        customerUserId === null
          ? `/v1/profiles/${profileId ?? ''}`
          : `/v1/customers/${encodeURIComponent(customerUserId)}`;
      const { body } = await conversation.ask(own, AT);
      expect((body.accessLevels as Record<string, unknown>)[level]).toEqual(said);
    }
  });

  it('gives the same page by page, between two levels of one customer too', async () => {
    const whole = await listed();
    for (const limit of ['1', '2', '3']) expect(await listed({ limit })).toEqual(whole);
    // The moment of the first page goes with its cursor: today nobody of them has access.
    const first = await conversation.ask(PATH, { ...AT, limit: '1' });
    const next = await conversation.ask(PATH, { cursor: String(first.body.nextCursor) });
    expect([next.body.at, next.body.items]).toEqual([AT.at, whole.slice(1)]);
  });

  it('lists one level, nobody whose access is over, and nobody of another environment', async () => {
    expect(names(await listed({ level: 'archive' }))).toEqual(['=ana archive']);
    expect(await listed({ level: 'gold' })).toEqual([]);
    expect(await listed({ at: '2026-03-01T00:00:00Z' })).toEqual([]);
    expect(await listed({ environment: 'sandbox' })).toEqual([]);
  });

  it('lists by what was known then', async () => {
    const knownAt = '2026-01-20T00:00:00Z';
    const { body } = await conversation.ask(PATH, { ...AT, knownAt });
    expect(body).toEqual({
      items: [],
      nextCursor: null,
      at: AT.at,
      knownAt,
      position: expect.any(String),
      lag: 0,
    });
  });

  it('gives all of them as a file of lines, or of CSV in which no cell is a formula', async () => {
    const fileOf = async (format: string): Promise<string> => {
      const query = new URLSearchParams({ ...AT, format }).toString();
      const response = await fetch(`${ledger.url}${PATH}?${query}`, { headers: AUTHORIZED });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="holders.${format}"`,
      );
      return response.text();
    };
    const lines = (await fileOf('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as HolderAnswer)).toEqual(await listed());
    const [head, first, ...rest] = (await fileOf('csv')).trimEnd().split('\r\n');
    expect(head).toBe(
      'environment,at,knownAt,customerUserId,profileId,level,expiresAt,willRenew,isLifetime,inGracePeriod,basis,rule,eventIds',
    );
    expect(first).toMatch(
      /^production,2026-01-15T00:00:00Z,,'=ana,,archive,2026-02-01T00:00:00Z,true,false,false,access_update,[\w-]+,[-\da-f]{36}/,
    );
    expect(rest).toHaveLength(EVERY_LEVEL.length - 1);
  });

  it.each([
    ['cursor=made-up', 'cursor must come from a page of this list.'],
    [
      'cursor=WyIyMDI2LTAxLTE1VDAwOjAwOjAwLjAwMDAwMFoiLCJjdXN0b21lciIsMSxudWxsXQ',
      'cursor must come from a page of this list.',
    ],
    ['active=false', 'active is not a parameter of this query.'],
    ['at=yesterday', 'at must be'],
    ['customer=ana', 'customer is not a parameter of this query.'],
  ])('asked for with %s is 400 and says what is wrong', async (query, detail) => {
    const { status, body } = await ask(ledger, `${PATH}?${query}`, AUTHORIZED);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.detail).toContain(detail);
  });
});

describe('a customer id that more than 1,000 profiles have', () => {
  const GUESTS = 1_001;
  beforeAll(async () => {
    ledger = await runLedger();
    const guests = Array.from({ length: GUESTS }, () => newBuyer({ customer: 'guest' }));
    for (let place = 0; place < GUESTS; place += 50)
      await Promise.all(
        guests.slice(place, place + 50).map((guest) => conversation.tell(purchase(guest))),
      );
  });
  afterAll(async () => {
    await ledger.remove();
  });

  it('has no answer, so each of its profiles is listed by itself', async () => {
    const refused = await conversation.ask('/v1/customers/guest');
    expect([refused.status, refused.body.code]).toEqual([422, 'answer-too-large']);
    const holders = await listed({ limit: '200' });
    expect(holders).toHaveLength(GUESTS);
    expect(holders.every(({ customerUserId }) => customerUserId === null)).toBe(true);
  });

  it('does not keep the others from being compared with a rebuild', async () => {
    const operator = new Operator(() => ledger);
    const { build } = await operator.rebuilt();
    const path = `/v1/projections/lifecycle/rebuilds/${build}/diff`;
    const { status, body } = await operator.get(path);
    expect([status, body.items]).toEqual([200, []]);
  });
});
