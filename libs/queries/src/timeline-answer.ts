import {
  type Change,
  type Difference,
  effectiveAt,
  type Fact,
  type FlowName,
  formatInstant,
  type NothingReason,
  sentenceOf,
  sentenceOfConflict,
} from '@subledger/domain';
import type { TimelineEntry } from '@subledger/read-models';
import { type EventAnswer, eventAnswer } from './event.js';

/** A recorded event with what it did. */
export interface TimelineEntryAnswer extends EventAnswer {
  /** When it began to count: its business time, but never later than its receipt. */
  readonly effectiveAt: string;
  /** From business time to receipt; negative if it was announced ahead. */
  readonly delayMs: number;
  readonly source: 'webhook' | 'operator' | 'export';
  /** Which step of a documented flow it is; null if it is none. */
  readonly step: string | null;
  /** The documented flow that the subscription has reached with it. */
  readonly flow: FlowName | null;
  /** What it changed, compared with what was known just before; null if its subject has too many events to say. */
  readonly changes: readonly Difference[] | null;
  /** Why it changed nothing. */
  readonly nothing: NothingReason | null;
  /** What time alone had changed since the subject's previous event. */
  readonly meanwhile: readonly Difference[];
  /** The sender's names of the fields that were present but could not be read. */
  readonly unreadable: readonly string[];
  /** The event that has taken its place. */
  readonly supersededBy: string | null;
  /** All of this as a sentence for a person. */
  readonly sentence: string;
}

/** What is known about an event besides its entry. */
export interface Told {
  readonly fact: Fact;
  /** One for each subject that it is about. */
  readonly changes: readonly Change[];
  readonly supersededBy: string | null;
}

export function timelineAnswer(
  entry: TimelineEntry,
  { fact, changes, supersededBy }: Told,
): TimelineEntryAnswer {
  const isConflict = entry.conflictsWith !== undefined;
  const change = changes.find((one) => one.fact === fact) ?? changes[0];
  const differences = changes.flatMap((one) => one.differences);
  const isNothing = differences.length === 0 && change !== undefined;
  return {
    ...eventAnswer(entry),
    effectiveAt: formatInstant(effectiveAt(fact)),
    delayMs: Date.parse(fact.recordedAt) - Date.parse(fact.occurredAt),
    source: fact.source ?? (fact.note === undefined ? 'webhook' : 'operator'),
    step: change?.step ?? null,
    flow: change?.flow ?? null,
    changes: change === undefined && !isConflict ? null : differences,
    nothing: isConflict ? 'conflict' : isNothing ? change.nothing : null,
    meanwhile: changes.flatMap((one) => one.meanwhile),
    unreadable: fact.unreadable ?? [],
    supersededBy,
    sentence: sentenceFor(entry, change && { ...change, differences }, fact),
  };
}

function sentenceFor(entry: TimelineEntry, change: Change | undefined, fact: Fact): string {
  if (entry.conflictsWith !== undefined) return sentenceOfConflict(entry.conflictsWith);
  if (change === undefined)
    return `${fact.name}: its subject has too many recorded events to say what this one changed.`;
  const nothing = change.differences.length > 0 ? null : change.nothing;
  return sentenceOf({ ...change, nothing });
}
