import { type EventNames, streamOfChain, streamOfProfile } from '@subledger/adapty';
import {
  comparePositions,
  type Environment,
  type Fact,
  LAST_INSTANT,
  LedgerError,
  type Position,
  homeOf,
  type Subject,
} from '@subledger/domain';
import type { EventStore, RecordedEvent } from '@subledger/event-store';
import {
  type Build,
  type Database,
  factsOfSubjects,
  listSkipped,
  profilesOfCustomer,
  profilesOfSubjects,
  replaceSubjects,
  subjectsOfProfiles,
} from '@subledger/read-models';
import { factsOf, isTelling } from './delivery.js';
import { deriveFrom } from './derived.js';

/** More events than this would make one transaction hold up everybody else for too long. */
const MOST_EVENTS = 10_000;

/** Where deliveries are read from, and what is needed to translate them. */
export interface Reading {
  readonly store: EventStore;
  readonly names: EventNames;
}

export interface CustomerRebuilt {
  readonly profiles: number;
  readonly subjects: number;
  readonly streams: number;
  readonly events: number;
}

/**
 * Reads the streams of a customer's profiles and chains again, as far as the build has come, and replaces their
 * rows.
 *
 * @throws LedgerError `not-found` for a customer that the tables do not know; `answer-too-large`.
 */
export async function rebuildCustomer(
  { store, names }: Reading,
  transaction: Database,
  live: Build,
  { environment, customerUserId }: { environment: Environment; customerUserId: string },
): Promise<CustomerRebuilt> {
  const profiles = await profilesOfCustomer(transaction, environment, customerUserId, LAST_INSTANT);
  if (profiles.length === 0)
    throw new LedgerError(
      'not-found',
      'The read model does not know this customer: if it should, rebuild all of it.',
    );
  const subjects = await subjectsOfProfiles(transaction, environment, profiles);
  const streams = await streamsOf(transaction, environment, profiles, subjects);
  const skipped = new Set((await listSkipped(transaction, live.build)).map((one) => one.eventId));
  const events = (await readStreams(store, streams, live.position)).filter(
    (event) => isTelling(event) && !skipped.has(event.id),
  );
  const held = new Set(subjects);
  const isMine = (fact: Fact): boolean => {
    const subject = homeOf(fact);
    return subject !== null && (held.has(subject) || isOfOneOf(fact, profiles));
  };
  const facts = events.flatMap((event) => factsOf(event, names)).filter(isMine);
  const told = await replaceSubjects(
    transaction,
    environment,
    { subjects, profiles, customerUserId },
    facts,
  );
  await deriveFrom(transaction, told);
  return {
    profiles: profiles.length,
    subjects: subjects.length,
    streams: streams.length,
    events: facts.length,
  };
}

const isOfOneOf = (fact: Fact, profiles: readonly string[]): boolean =>
  fact.profileId !== undefined && profiles.includes(fact.profileId);

/** Every stream that an event about one of the subjects may be in. */
async function streamsOf(
  transaction: Database,
  environment: Environment,
  profiles: readonly string[],
  subjects: readonly Subject[],
): Promise<readonly string[]> {
  const claiming = await profilesOfSubjects(transaction, environment, subjects);
  const facts = await factsOfSubjects(transaction, environment, subjects);
  return [
    ...new Set([
      ...[...profiles, ...claiming].map((profile) => streamOfProfile(environment, profile)),
      ...facts.flatMap(({ chain }) =>
        chain === undefined ? [] : [streamOfChain(environment, chain)],
      ),
      // A correction is in the stream of the event that it replaced, whoever the correction itself is about.
      ...facts.flatMap(({ stream }) => stream ?? []),
    ]),
  ];
}

async function readStreams(
  store: EventStore,
  streams: readonly string[],
  until: Position | null,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const stream of streams)
    for await (const event of store.readStream(stream)) {
      if (until === null || comparePositions(event.position, until) > 0) break;
      if (events.length >= MOST_EVENTS)
        throw new LedgerError(
          'answer-too-large',
          `More than ${MOST_EVENTS} events are about this customer: rebuild the whole read model.`,
        );
      events.push(event);
    }
  // In the log's order, in which a full rebuild applies them.
  return events.sort((a, b) => comparePositions(a.position, b.position));
}
