import type { Position } from '@subledger/domain';

/** A number of events after a position. */
export interface Stretch {
  readonly after: Position | null;
  readonly limit: number;
}

/** The embedded log counts its events, so the beginning of every stretch is known in advance. */
export function* stretches(
  after: Position | null,
  events: number,
  eventsAStretch: number,
): Generator<Stretch> {
  for (let done = 0; done < events; done += eventsAStretch)
    yield {
      after: positionBehind({ after, limit: done }),
      limit: Math.min(eventsAStretch, events - done),
    };
}

/** The position of a stretch's last event; null if it ends before the first one. */
export function positionBehind({ after, limit }: Stretch): Position | null {
  const position = BigInt(after ?? '0') + BigInt(limit);
  return position === 0n ? null : (String(position) as Position);
}

/** The number of events from one position to another. */
export const eventsBetween = (after: Position | null, upTo: Position): number =>
  Number(BigInt(upTo) - BigInt(after ?? '0'));
