import { DAY_MS } from './catalogue.js';
import { bodyOf } from './body.js';
import { MOST_LAPS } from './ids.js';
import { type Life, lifeOf } from './life.js';
import { type Due, Schedule } from './schedule.js';

/** Raise it with every change to the generated data, so that an old file is never taken for a new one. */
export const GENERATOR_VERSION = 1;

/**
 * The sender's first day, far enough in the past that everything has happened on any machine whose clock is right.
 */
const FIRST_DAY_MS = Date.UTC(2023, 0, 1);
/** First purchases are spread over this time, however many there are. */
const SPAN_MS = 600 * DAY_MS;
const EVENTS_A_LIFE = 10;
/** Six hexadecimal digits of an id hold a customer's number. */
const MOST_EVENTS = 16 ** 6 * EVENTS_A_LIFE;

export interface LifecycleEvent {
  readonly life: Life;
  /** The place of the event in the lifecycle. */
  readonly place: number;
  readonly atMs: number;
}

/**
 * The events of as many customers as needed, in the order of their times, as a log would hold them: those of
 * different customers are interleaved.
 *
 * A lifecycle is not stored but generated again for each of its events, so that a customer in progress takes only
 * three numbers.
 */
export function* lifecycleEvents(seed: number, count: number): Generator<LifecycleEvent> {
  if (count > MOST_EVENTS) throw new RangeError(`At most ${MOST_EVENTS} events can be made.`);
  const everyMs = (SPAN_MS * EVENTS_A_LIFE) / Math.max(count, EVENTS_A_LIFE);
  const startOf = (number: number): number => Math.floor(FIRST_DAY_MS + number * everyMs);
  const schedule = new Schedule();
  let newcomers = 0;
  for (let made = 0; made < count; made += 1) {
    // No customer still to come can have an event before the first that is due.
    while (startOf(newcomers) <= schedule.firstAtMs) {
      const first = lifeOf(seed, newcomers, startOf(newcomers)).happenings[0];
      schedule.add({ atMs: first?.atMs ?? Number.POSITIVE_INFINITY, number: newcomers, place: 0 });
      newcomers += 1;
    }
    const due = schedule.take();
    const life = lifeOf(seed, due.number, startOf(due.number));
    yield { life, place: due.place, atMs: due.atMs };
    const next = nextOf(life, due);
    if (next !== null) schedule.add(next);
  }
}

function nextOf({ happenings }: Life, { number, place }: Due): Due | null {
  const next = happenings[place + 1];
  return next === undefined ? null : { atMs: next.atMs, number, place: place + 1 };
}

/** @param lap up to 999999: the same lifecycle for another customer. */
export function bytesOf({ life, place }: LifecycleEvent, lap = 0): Buffer {
  if (lap >= MOST_LAPS) throw new RangeError(`There are ${MOST_LAPS} laps.`);
  return Buffer.from(JSON.stringify(bodyOf(life, place, lap)));
}
