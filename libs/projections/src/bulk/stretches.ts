import type { Position } from '@subledger/domain';

/** So many events after a position. */
export interface Stretch {
  readonly after: Position | null;
  readonly limit: number;
}

/** The embedded log counts its events, so that every stretch's beginning is known beforehand. */
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

/** The position of a stretch's last event; null where it ends before the first one. */
export function positionBehind({ after, limit }: Stretch): Position | null {
  const position = BigInt(after ?? '0') + BigInt(limit);
  return position === 0n ? null : (String(position) as Position);
}

/** How many events lie after a position up to another. */
export const eventsBetween = (after: Position | null, upTo: Position): number =>
  Number(BigInt(upTo) - BigInt(after ?? '0'));
