import {
  type EventNames,
  parseBody,
  readAnnotation,
  readCorrection,
  translate,
  translateRow,
} from '@subledger/adapty';
import {
  ENVIRONMENTS,
  type Environment,
  type Fact,
  type Instant,
  isInstant,
  type Position,
  RECORDED_TYPES,
} from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';

/** The environment that a delivery was recorded for. */
export function environmentOf(event: RecordedEvent): Environment {
  const stated = event.metadata.environment;
  const environment = ENVIRONMENTS.find((one) => one === stated);
  if (environment === undefined)
    throw new Error(`Event ${event.id} was recorded for an unknown environment.`);
  return environment;
}

/** When a delivery was received: stamped once, at recording. */
export function receivedAt(event: RecordedEvent): Instant {
  const stamp = event.metadata.receivedAt;
  return stamp !== undefined && isInstant(stamp) ? stamp : event.storedAt;
}

const TELLING: readonly string[] = [
  RECORDED_TYPES.accepted,
  RECORDED_TYPES.conflicted,
  RECORDED_TYPES.superseded,
  RECORDED_TYPES.annotated,
];

/** Whether an event says something: a webhook that could be read, or what a person recorded. */
export const isTelling = ({ type }: RecordedEvent): boolean => TELLING.includes(type);

/** What a recorded event says, by the current translator. */
export function factsOf(event: RecordedEvent, names: EventNames): readonly Fact[] {
  const known = lately.get(event.id) ?? before.get(event.id);
  if (known?.position === event.position && known.names === names) return known.facts;
  const facts = readFacts(event, names);
  if (lately.size >= MOST_LATELY) [before, lately] = [lately, new Map<string, Lately>()];
  lately.set(event.id, { position: event.position, names, facts });
  return facts;
}

/**
 * Two projections follow the log side by side, a batch or two apart: what one has just translated, the other need
 * not translate again. In two halves, of which the older is dropped as a whole: removing single entries from one
 * map leaves holes at its beginning, which every search for the oldest has to cross.
 */
let lately = new Map<string, Lately>();
let before: ReadonlyMap<string, Lately> = new Map();
const MOST_LATELY = 2_000;

interface Lately {
  readonly position: Position;
  readonly names: EventNames;
  readonly facts: readonly Fact[];
}

/** The same, for callers that read each event once: nothing is remembered. */
export const readFacts = (event: RecordedEvent, names: EventNames): readonly Fact[] =>
  saidBy(event, names).map((fact) => ({ ...fact, position: event.position }));

function saidBy(event: RecordedEvent, names: EventNames): readonly Fact[] {
  const recorded = {
    eventId: event.id,
    environment: environmentOf(event),
    recordedAt: receivedAt(event),
  };
  const { data, stream, metadata } = event;
  if (event.type === RECORDED_TYPES.superseded)
    return readCorrection({ ...recorded, stream }, data, names);
  if (event.type === RECORDED_TYPES.annotated)
    return [readAnnotation({ ...recorded, stream }, data)];
  const parsed = parseBody(data);
  const delivery = { ...recorded, body: parsed.ok ? parsed.body : {} };
  const fact = (metadata.source === 'export' ? translateRow : translate)(delivery, names);
  const { conflictsWith } = metadata;
  return [conflictsWith === undefined ? fact : { ...fact, conflictsWith }];
}
