import type { EventNames } from '@subledger/adapty';
import {
  chainSubject,
  type Fact,
  profilesNamedBy,
  profileSubject,
  RECORDED_TYPES,
  type Subject,
} from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { saveTimeline, type TimelineEntry } from '@subledger/read-models';
import { factOf } from './delivery.js';
import type { Projection } from './projection.js';
import { translationOf } from './translation.js';

/** Every recorded delivery, in the timelines of the profiles that it names. */
export const timeline = (names: EventNames): Projection => ({
  name: 'timeline',
  version: 1,
  translation: translationOf(names),
  apply: async (transaction, events) => {
    const shown = events.filter(
      ({ type }) => type === RECORDED_TYPES.accepted || type === RECORDED_TYPES.conflicted,
    );
    await saveTimeline(
      transaction,
      shown.map((event) => {
        const fact = factOf(event, names);
        return { entry: entryOf(event, fact), owners: ownersOf(fact) };
      }),
    );
  },
});

/** An event shows with the profiles that it names; one that names none shows with its chain. */
function ownersOf(fact: Fact): readonly Subject[] {
  const profiles = profilesNamedBy(fact);
  if (profiles.length > 0) return profiles.map(profileSubject);
  return fact.chain === undefined ? [] : [chainSubject(fact.chain)];
}

function entryOf(event: RecordedEvent, fact: Fact): TimelineEntry {
  const { environment, name, occurredAt, recordedAt, chain, ...said } = fact;
  return {
    eventId: event.id,
    environment,
    position: event.position,
    stream: event.stream,
    revision: event.revision,
    kind: kindOf(event, fact),
    name,
    ...(fact.type === 'unrecognised' ? {} : { type: fact.type }),
    occurredAt,
    recordedAt,
    ...chain,
    ...pick(said, ['profileId', 'customerUserId', 'transactionId', 'productId']),
    ...pick(event.metadata, ['conflictsWith']),
    bodySha256: event.metadata.bodySha256 ?? '',
  };
}

function kindOf(event: RecordedEvent, fact: Fact): TimelineEntry['kind'] {
  if (event.type === RECORDED_TYPES.conflicted) return 'conflict';
  return fact.type === 'unrecognised' ? 'unrecognised' : 'event';
}

/** The named properties that are there. */
const pick = <T extends object, K extends string>(
  source: T,
  names: readonly K[],
): { [P in K]?: P extends keyof T ? NonNullable<T[P]> : never } =>
  Object.fromEntries(
    Object.entries(source).filter(
      ([name, value]) => names.includes(name as K) && value !== undefined,
    ),
  ) as { [P in K]?: P extends keyof T ? NonNullable<T[P]> : never };
