import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatInstant, type Instant, shift } from '@subledger/domain';
import { flows, relabel, type WebhookBody } from '@subledger/flows';
import type { FindingAnswer, StatusAnswer } from '@subledger/queries';
import { laterThanAll, type Pair, runLedgerOver } from './backends.js';
import { RUN } from './brought.js';
import { AUTHORIZED, Conversation } from './purchase.js';
import { ask, type RunningLedger } from './running-ledger.js';

const PAIRS: readonly Pair[] = [
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'eventstoredb', readModels: 'postgres' },
];
const PATH = '/v1/findings';

const delivered: readonly WebhookBody[] = flows.flatMap((flow, number) =>
  relabel(flow, `lost-${number}${RUN}`).steps.flatMap((step) => step.deliver),
);
const chainOf = ({ event_properties: told }: WebhookBody): string | undefined =>
  (told as { readonly original_transaction_id?: string } | null)?.original_transaction_id;
/** What comes at first, and what seemed to be lost and comes a year later. */
const isLate = (_: unknown, place: number): boolean => place % 3 === 0;
const inTime = delivered.filter((body, place) => !isLate(body, place));
const late = delivered.filter(isLate);

/** A second passes with everything that is recorded. */
let now = '2030-01-01T00:00:00.000000Z' as Instant;
const clock = (): Instant => (now = shift(now, 1_000));

type Parameters = Readonly<Record<string, string>>;

/** Moments within the flows, and one after all of them. */
const MOMENTS: readonly Parameters[] = [
  { at: '2026-01-20T00:00:00Z' },
  { at: '2026-02-10T00:00:00Z' },
  { at: '2030-01-01T00:00:00Z' },
];

describe.each(PAIRS)('everybody’s findings over $store and $readModels', (pair) => {
  let ledger: RunningLedger;
  const conversation = new Conversation(() => ledger);
  const given: {
    readonly knownAt: string;
    readonly lists: readonly FindingAnswer[][];
    /** The list that is kept ready, as of that moment. */
    readonly ready: readonly FindingAnswer[];
  }[] = [];

  /** Every page of the list, one after another. */
  async function listed(parameters: Parameters): Promise<FindingAnswer[]> {
    const items: FindingAnswer[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = cursor === undefined ? {} : { cursor };
      const { status, body } = await conversation.ask(PATH, { ...parameters, ...page });
      expect([status, body.detail]).toEqual([200, undefined]);
      items.push(...(body.items as FindingAnswer[]));
      cursor = body.nextCursor as string | null;
    }
    return items;
  }

  async function giveOne(): Promise<void> {
    const lists = await Promise.all(MOMENTS.map(listed));
    given.push({ knownAt: formatInstant(now), lists, ready: await listed({}) });
  }

  beforeAll(async () => {
    ledger = await runLedgerOver(pair, {}, { clock });
    now = await laterThanAll(ledger, now);
    for (const body of inTime) await conversation.tell(body);
    await giveOne();
    for (const body of late.slice(0, late.length / 2)) await conversation.tell(body);
    await giveOne();
    for (const body of late.slice(late.length / 2)) await conversation.tell(body);
    await giveOne();
  }, 60_000);
  afterAll(() => ledger.remove());

  it('are, by what was known at a moment, those that were given then', async () => {
    for (const { knownAt, lists } of given)
      for (const [number, at] of MOMENTS.entries())
        expect(await listed({ ...at, knownAt })).toEqual(lists[number]);
    const counts = given.map(({ lists }) => lists.at(-1)?.length ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBeGreaterThan(20);
  });

  it('are those of all profiles’ own answers', async () => {
    const profiles = new Set(delivered.map(({ profile_id }) => String(profile_id)));
    const chains = new Set(delivered.map(chainOf));
    // A server that was brought holds the findings of earlier runs as well.
    const isOurs = ({ chain, profileId }: FindingAnswer): boolean =>
      chains.has(chain?.originalTransactionId) || profiles.has(profileId ?? '');
    const [first] = given;
    for (const clocks of [...MOMENTS, { ...MOMENTS[2], knownAt: first?.knownAt ?? '' }]) {
      const own = new Set<string>();
      for (const profile of profiles) {
        const { status, body } = await conversation.ask(`/v1/profiles/${profile}`, clocks);
        expect([200, 404]).toContain(status);
        const { findings = [] } = body as unknown as Partial<StatusAnswer>;
        for (const one of findings) own.add(JSON.stringify(one));
      }
      const list = (await listed(clocks)).filter(isOurs).map((one) => JSON.stringify(one));
      expect(list.sort()).toEqual([...own].sort());
    }
  });

  it('are, as of the moment of asking, those that are kept ready', async () => {
    const texts = (list: readonly FindingAnswer[]) => list.map((one) => JSON.stringify(one)).sort();
    for (const { knownAt, ready } of given)
      expect(texts(await listed({ at: knownAt, knownAt }))).toEqual(texts(ready));
  });

  it('can be asked for page by page, by their kind and by when they appeared', async () => {
    const clocks = { ...MOMENTS[2], knownAt: given[0]?.knownAt ?? '' };
    const whole = await listed(clocks);
    for (const limit of ['1', '7']) expect(await listed({ ...clocks, limit })).toEqual(whole);
    const kind = whole[0]?.kind ?? '';
    expect(await listed({ ...clocks, kind })).toEqual(whole.filter((one) => one.kind === kind));
    const since = '2026-02-01T00:00:00Z';
    const later = whole.filter(({ appearsAt }) => appearsAt >= since);
    expect(await listed({ ...clocks, since })).toEqual(later);
    expect(later.length).toBeLessThan(whole.length);
  });

  it('keep the moment of the first page where only knownAt is given', async () => {
    const { knownAt = '' } = given[0] ?? {};
    const first = await conversation.ask(PATH, { knownAt, limit: '1' });
    expect(first.body).toMatchObject({ knownAt, lag: 0, position: expect.any(String) });
    const cursor = String(first.body.nextCursor);
    const next = await conversation.ask(PATH, { knownAt, limit: '1', cursor });
    expect(next.body.at).toBe(first.body.at);
  });

  it('are a file of lines, or of CSV', async () => {
    const clocks = { at: '2030-01-01T00:00:00Z', knownAt: given[0]?.knownAt ?? '' };
    const fileOf = async (format: string): Promise<string> => {
      const query = new URLSearchParams({ ...clocks, format }).toString();
      const response = await fetch(`${ledger.url}${PATH}?${query}`, { headers: AUTHORIZED });
      expect([response.status, response.headers.get('content-disposition')]).toEqual([
        200,
        `attachment; filename="findings.${format}"`,
      ]);
      return response.text();
    };
    const whole = await listed(clocks);
    const lines = (await fileOf('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as FindingAnswer)).toEqual(whole);
    const [head, ...rows] = (await fileOf('csv')).trimEnd().split('\r\n');
    expect(head).toBe(
      'environment,at,knownAt,kind,store,originalTransactionId,profileId,missingCount,missingTypes,from,until,appearsAt,sentence,rule,eventIds',
    );
    expect(rows).toHaveLength(whole.length);
    const about = ['production', clocks.at, clocks.knownAt, whole[0]?.kind].join(',');
    expect(rows[0]?.slice(0, about.length + 1)).toBe(`${about},`);
  });

  it('refuse a cursor of the list that is in another order, and clocks that are no instants', async () => {
    const ready = await conversation.ask(PATH, { limit: '1' });
    const computed = await conversation.ask(PATH, { ...MOMENTS[2], limit: '1' });
    const [one, other] = [String(ready.body.nextCursor), String(computed.body.nextCursor)];
    for (const query of [
      `cursor=${other}`,
      `at=2030-01-01T00:00:00Z&cursor=${one}`,
      'at=yesterday',
      'knownAt=x',
    ]) {
      const { status, body } = await ask(ledger, `${PATH}?${query}`, AUTHORIZED);
      expect([query, status, body.code]).toEqual([query, 400, 'invalid-request']);
    }
  });
});
