import {
  type Counted,
  type Environment,
  type Fact,
  fold,
  formatInstant,
  type Instant,
  isPosition,
  type Position,
  type RevenueLine,
  revenueLines,
} from '@subledger/domain';
import {
  type Database,
  happenedWithin,
  readEverySubject,
  saidAmounts,
  type SaidAmounts,
} from '@subledger/read-models';
import { cursorOfParts, isKeyText } from './cursor.js';
import type { PinnedPlace } from './everybody-list.js';
import type { Freshness } from './freshness.js';
import { countingFacts } from './heard.js';
import type { Page, PageRequest } from './page.js';
import { type Owned, type OwnerPlace, pageByOwner } from './pages-by-owner.js';

/** One event's part in a revenue report. Its amounts are what it moved: negative for what was given back. */
export interface RevenueEntryAnswer extends SaidAmounts {
  readonly eventId: string;
  readonly environment: string;
  readonly occurredAt: string;
  readonly counted: Counted;
  readonly profileId: string | null;
  readonly customerUserId: string | null;
  readonly store: string | null;
  readonly originalTransactionId: string | null;
  readonly transactionId: string | null;
  readonly productId: string | null;
  readonly country: string | null;
}

export interface RevenueEntriesQuestion extends Freshness, Pick<PageRequest, 'cursor'> {
  readonly environment: Environment;
  /** Business time, inclusive. */
  readonly from: Instant;
  /** Business time, exclusive. */
  readonly to: Instant;
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
}

type Asked = RevenueEntriesQuestion & {
  readonly limit: number;
  /** Only what the log held up to here; null where it is empty. */
  readonly upTo: Position | null;
};

/** By the subject's key. All pages that follow one another are about the same part of the log. */
type Place = OwnerPlace<string> & Pick<PinnedPlace, 'upTo'>;

/** The entries of one subject after another, each subject's in the order of business time. */
export const entriesFrom = (
  snapshot: Database,
  asked: Asked,
  after: Place | null,
): Promise<Page<RevenueEntryAnswer>> =>
  pageByOwner(bySubject(snapshot, asked, after?.owner ?? ''), asked.limit, after, {
    isSame: (a, b) => a === b,
    cursorOf: ({ owner, taken }) => cursorOfParts([owner, taken, asked.upTo]),
  });

export function placeIn(parts: readonly unknown[]): Place | null {
  const [owner, taken, upTo] = parts;
  if (parts.length !== 3 || typeof owner !== 'string' || !isKeyText(owner)) return null;
  if (typeof upTo !== 'string' || !isPosition(upTo)) return null;
  return Number.isSafeInteger(taken) ? { owner, taken: Math.max(0, taken as number), upTo } : null;
}

async function* bySubject(
  snapshot: Database,
  asked: Asked,
  from: string,
): AsyncGenerator<Owned<string, RevenueEntryAnswer>> {
  for await (const subject of readEverySubject(snapshot, asked.environment, from))
    yield {
      owner: subject.key,
      items: happenedWithin(subject, asked) ? entriesOf(countingFacts(subject, asked), asked) : [],
    };
}

function entriesOf(facts: readonly Fact[], { environment, from, to }: Asked) {
  const registers = fold(facts);
  const byId = new Map(registers.all.map((fact) => [fact.eventId, fact]));
  return revenueLines(registers)
    .filter(({ occurredAt }) => occurredAt >= from && occurredAt < to)
    .map((line) => entryAnswer(environment, line, byId.get(line.eventId)));
}

const entryAnswer = (
  environment: Environment,
  { eventId, occurredAt, counted, money, productId, store, country, currency }: RevenueLine,
  fact: Fact | undefined,
): RevenueEntryAnswer => ({
  eventId,
  environment,
  occurredAt: formatInstant(occurredAt),
  counted,
  profileId: fact?.profileId ?? null,
  customerUserId: fact?.customerUserId ?? null,
  store: store ?? null,
  originalTransactionId: fact?.chain?.originalTransactionId ?? null,
  transactionId: fact?.transactionId ?? null,
  productId: productId ?? null,
  country: country ?? null,
  ...saidAmounts(money),
  currency: currency ?? null,
});
