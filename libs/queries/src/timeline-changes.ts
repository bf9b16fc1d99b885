import { type Change, changesOf, type Fact, isBelieved, subjectOf } from '@subledger/domain';
import type { TimelineEntry } from '@subledger/read-models';
import type { ReadSide } from './read-side.js';
import { timelineAnswer, type TimelineEntryAnswer } from './timeline-answer.js';
import type { Followable } from './timeline-facts.js';
import { Turns } from './turns.js';

/** Computing a change evaluates everything known about its subject: the cost grows with the square of this number. */
const MOST_FACTS_OF_A_SUBJECT = 500;

/** Entries with what each of them changed. */
export async function* tellChanges(
  { productLevels }: Pick<ReadSide, 'productLevels'>,
  { profiles, facts }: Followable,
  entries: readonly TimelineEntry[],
): AsyncGenerator<TimelineEntryAnswer> {
  const onlooker = { profiles: new Set(profiles), policy: { productLevels } };
  const asked = new Set(entries.map(({ eventId }) => eventId));
  const byEvent = Map.groupBy(facts, ({ eventId }) => eventId);
  const successors = successorsIn(facts);
  const changes = new Map<string, Change[]>();
  const turns = new Turns();
  for (const about of subjectsOf(facts, asked))
    for (const change of changesOf(about, onlooker, ({ eventId }) => asked.has(eventId))) {
      const { eventId } = change.fact;
      changes.set(eventId, [...(changes.get(eventId) ?? []), change]);
      await turns.giveOne();
    }
  for (const entry of entries) {
    // A correction may also be a retraction for another subject: the statement says more than the retraction.
    const said = byEvent.get(entry.eventId) ?? [];
    const fact = said.find(({ type }) => type !== 'retraction') ?? said[0];
    if (fact === undefined) continue;
    yield timelineAnswer(entry, {
      fact,
      changes: changes.get(entry.eventId) ?? [],
      supersededBy: successors.get(entry.eventId) ?? null,
    });
  }
}

/** The facts that count, for each subject that a requested event is about. */
const subjectsOf = (
  facts: readonly Fact[],
  asked: ReadonlySet<string>,
): readonly (readonly Fact[])[] =>
  [...Map.groupBy(facts.filter(isBelieved), subjectOf).values()].filter(
    (about) =>
      about.length <= MOST_FACTS_OF_A_SUBJECT && about.some(({ eventId }) => asked.has(eventId)),
  );

const successorsIn = (facts: readonly Fact[]): ReadonlyMap<string, string> =>
  new Map(
    facts.flatMap(({ eventId, supersedes }) =>
      supersedes === undefined ? [] : [[supersedes, eventId] as const],
    ),
  );
