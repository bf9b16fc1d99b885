import {
  type Environment,
  fold,
  type Instant,
  isBelieved,
  knownBy,
  type RevenueLine,
  revenueLines,
} from '@subledger/domain';
import {
  type Database,
  factsOnPage,
  isRecordedBy,
  readEverySubject,
  readRevenueBySubject,
  type StoredSubject,
} from '@subledger/read-models';
import { Turns } from './turns.js';

/**
 * The lines of a span of business time, `from` inclusive, `to` exclusive, by what had been recorded until `knownAt`. The
 * read model holds those of now: a subject of which more was recorded since is folded anew, and only that.
 */
export async function* revenueKnownAt(
  snapshot: Database,
  environment: Environment,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  knownAt: Instant,
): AsyncGenerator<RevenueLine> {
  const turns = new Turns();
  // Both come in the order of the subjects' keys, and who has lines has facts.
  const held = readRevenueBySubject(snapshot, environment);
  let next = await take(held);
  for await (const subject of readEverySubject(snapshot, environment)) {
    const isNext = next?.key === subject.key;
    const now = isNext ? (next?.lines ?? []) : [];
    if (isNext) next = await take(held);
    const lines = isRecordedBy(subject, knownAt) ? now : linesThen(subject, knownAt);
    for (const line of lines) if (line.occurredAt >= from && line.occurredAt < to) yield line;
    await turns.giveOne();
  }
}

async function take<T>(from: AsyncGenerator<T, void>): Promise<T | undefined> {
  const { done, value } = await from.next();
  return done === true ? undefined : value;
}

const linesThen = ({ pages }: StoredSubject, knownAt: Instant): readonly RevenueLine[] =>
  revenueLines(fold(knownBy(pages.flatMap(factsOnPage), knownAt).filter(isBelieved)));
