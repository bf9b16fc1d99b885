import { hashBody, identify, parseBody, translate } from '@subledger/adapty';
import type { WebhookBody } from '@subledger/flows';
import fc from 'fast-check';
import type { Environment, Fact } from '../src/fact.js';
import type { Instant } from '../src/instant.js';
import { effectiveAt } from '../src/register.js';
import type { History } from './history.js';
import { DAY, fromInstant, HOUR, type Micros, MINUTE, SECOND, toInstant } from './micros.js';

/** What befalls a delivery on its way: how late it is, and how much later it comes a second time. */
export interface Fault {
  readonly delay: Micros;
  readonly again: Micros | null;
}

const delay: fc.Arbitrary<Micros> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 5 * SECOND, 40 * SECOND, 55 * SECOND) },
  { weight: 1, arbitrary: fc.constantFrom(10 * MINUTE, 115 * MINUTE) },
  { weight: 1, arbitrary: fc.constantFrom(3 * HOUR, 3 * HOUR + 1, 5 * HOUR, 7 * HOUR, DAY) },
);

/** Faults of the deliveries in turn; the last event's fault is followed by the first one's again. */
export const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({ delay, again: fc.option(delay, { freq: 5 }) }),
  { minLength: 1, maxLength: 12 },
);

/** No fault: every event comes five seconds after it could be known. */
export const ON_TIME: readonly Fault[] = [{ delay: 5 * SECOND, again: null }];

export interface Sent {
  readonly body: WebhookBody;
  readonly knownFrom: Micros;
}

/**
 * The deliveries in the order of their receipt, each event once: the ledger records the first delivery of an
 * event, and answers the second as a duplicate.
 */
export function deliver(sent: readonly Sent[], befalling: readonly Fault[]): Fact[] {
  const arrivals = sent.flatMap(({ body, knownFrom }, place) => {
    const fault = befalling[place % befalling.length] ?? { delay: 0, again: null };
    const first = { body, at: knownFrom + fault.delay };
    return fault.again === null ? [first] : [first, { body, at: first.at + fault.again }];
  });
  const recorded = new Map<string, Fact>();
  for (const { body, at } of arrivals.sort((a, b) => a.at - b.at)) {
    const fact = factOf(body, toInstant(at));
    if (!recorded.has(fact.eventId)) recorded.set(fact.eventId, fact);
  }
  return [...recorded.values()];
}

/** A body → its fact, by the way of every webhook: bytes, identity, translation. */
export function factOf(
  body: WebhookBody,
  recordedAt: Instant,
  environment: Environment = 'production',
): Fact {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const parsed = parseBody(bytes);
  if (!parsed.ok) throw new Error(parsed.reason);
  const { eventId } = identify(parsed.body, environment, hashBody(bytes));
  return translate({ eventId, environment, recordedAt, body: parsed.body }, {});
}

/** From `from` to before `until`. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * While an announced renewal is on its way: from its announcement until it counts. Other news of the announced
 * period may then be there first, so its purchase is missing, and an update may speak of a period that is not
 * known; whatever else is asked has the same answer as if the announcement had come at once.
 */
export const announcementsOnTheirWay = ({ told }: History, facts: readonly Fact[]): Span[] => {
  const announced = told.filter(({ draft }) => draft.knownFrom < draft.at);
  return announced.flatMap(({ draft, body }) => {
    const { eventId } = factOf(body, toInstant(draft.at));
    const fact = facts.find((one) => one.eventId === eventId);
    const until = fact === undefined ? toInstant(draft.at) : effectiveAt(fact);
    return [{ from: toInstant(draft.knownFrom), until }];
  });
};

export const isWithin = (spans: readonly Span[], at: Instant): boolean =>
  spans.some(({ from, until }) => from <= at && at < until);

/** Every moment at which the facts can change an answer, each with the microsecond before and after it. */
export function momentsAround(facts: readonly Fact[]): Instant[] {
  const moments = facts.flatMap((fact) => [
    fact.occurredAt < fact.recordedAt ? fact.occurredAt : fact.recordedAt,
    fact.occurredAt,
    fact.purchasedAt,
    fact.expiresAt,
    fact.access?.expiresAt,
  ]);
  const around = moments
    .filter((moment) => moment !== undefined)
    .map(fromInstant)
    .flatMap((micros) => [micros - 1, micros, micros + 1]);
  return [...new Set(around)].sort((a, b) => a - b).map(toInstant);
}
