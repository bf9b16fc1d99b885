import { hasCode, type Instant } from '@subledger/domain';
import { type EventStore, withTimeLimit } from '@subledger/event-store';
import type { Build } from '@subledger/read-models';
import { receivedAt } from './delivery.js';

/** What is recorded but not applied. Null where the store cannot tell, or cannot be asked. */
export interface Lag {
  readonly events: number | null;
  /** The age of the oldest such event. */
  readonly seconds: number | null;
}

const UNKNOWN: Lag = { events: null, seconds: null };

/**
 * People look how the builds are doing while the store is down, too: longer than it tries to count, and well below the
 * two seconds that a scrape waits.
 */
const LIMIT_MS = 1_200;

/** How far a build is behind: unknown where the store is away, for the read models tell the rest without it. */
export async function lagOf(build: Build, store: EventStore, now: Instant): Promise<Lag> {
  try {
    return await withTimeLimit(askedLag(build, store, now), LIMIT_MS);
  } catch (error) {
    if (hasCode(error, 'store-unavailable')) return UNKNOWN;
    // The log was set back, or is another one. Its followers fail and report that, which must stay visible.
    if (hasCode(error, 'invalid-request')) return UNKNOWN;
    throw error;
  }
}

async function askedLag(build: Build, store: EventStore, now: Instant): Promise<Lag> {
  const recorded = await store.countAfter(build.position);
  // A bulk load counts its work before it has a position.
  const done = build.position === null ? build.applied : 0;
  const events = recorded === null ? null : Math.max(0, recorded - done);
  return { events, seconds: events === 0 ? 0 : await ageOfNext(build, store, now) };
}

/** The age in seconds of the oldest event that a build has not applied. */
async function ageOfNext({ position }: Build, store: EventStore, now: Instant): Promise<number> {
  for await (const event of store.readLog({ after: position, limit: 1 })) {
    const ageMs = Date.parse(now) - Date.parse(receivedAt(event));
    return Math.max(0, Math.round(ageMs / 1000));
  }
  return 0;
}
