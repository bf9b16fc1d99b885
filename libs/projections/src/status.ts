import { formatInstant, formatInstantOrNull, type Instant, type Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import {
  type Build,
  type BuildFailure,
  listBuilds,
  listSkipped,
  type ReadModels,
  type SkippedEvent,
} from '@subledger/read-models';
import type { Feed, ProjectionControl } from './control/projection-control.js';
import { type Lag, lagOf } from './lag.js';

/** No progress for this long, with an event to apply for as long, is a stall, whatever else the build reports. */
const STALL_MS = 30_000;

export type BuildActivity =
  /** Applies events as they are recorded. */
  | 'following'
  /** Is being built beside the live one. */
  | 'rebuilding'
  /** Has caught up and waits for `promote`. */
  | 'ready'
  /** At an event that cannot be applied, until an operator resumes or skips. */
  | 'standing-still'
  /** Its last attempt failed; it tries again by itself. */
  | 'failing'
  /** There are events to apply, the oldest for more than half a minute, and none was applied meanwhile. */
  | 'stalled'
  /** This code does not know the build's version: it still answers but no longer follows the log. */
  | 'frozen';

export interface BuildStatus {
  readonly build: number;
  readonly projection: string;
  readonly version: number;
  readonly role: 'live' | 'rebuild';
  readonly activity: BuildActivity;
  /** Written with a translation other than the current one, so that a rebuild may give other answers. */
  readonly stale: boolean;
  readonly takesOverByItself: boolean;
  readonly position: Position | null;
  readonly applied: number;
  readonly lag: Lag;
  readonly eventsPerSecond: number;
  /** Null if it cannot be told. */
  readonly secondsLeft: number | null;
  readonly trouble: string | null;
  /** The event that it stands still at. */
  readonly failure: (Omit<BuildFailure, 'at'> & { readonly at: string }) | null;
  /** Events that an operator let it skip. */
  readonly skipped: readonly (Omit<SkippedEvent, 'skippedAt'> & { readonly skippedAt: string })[];
  readonly startedAt: string;
  readonly promotedAt: string | null;
}

/** What every operation on the projections needs. */
export interface ProjectionSide {
  readonly control: ProjectionControl;
  /** The builds and their catalog. The reader changes when the file is lost and started afresh. */
  readonly readModels: Pick<ReadModels, 'reader'>;
  readonly store: EventStore;
  readonly now: () => Instant;
}

/** How every build is doing, judged by its progress and not by what it last reported. */
export async function describeBuilds(parts: ProjectionSide): Promise<readonly BuildStatus[]> {
  const builds = await listBuilds(parts.readModels.reader);
  return Promise.all(builds.map((build) => describe(build, parts)));
}

async function describe(
  build: Build,
  { control, readModels, store, now }: ProjectionSide,
): Promise<BuildStatus> {
  const feed = control.feedOf(build.build);
  const lag = await lagOf(build, store, now());
  const eventsPerSecond = feed?.eventsPerSecond ?? 0;
  const wanted = control.wanted.find(({ name }) => name === build.projection);
  return {
    build: build.build,
    projection: build.projection,
    version: build.version,
    role: build.state === 'live' ? 'live' : 'rebuild',
    activity: activityOf(build, lag, feed, control.isFedElsewhere(build), now()),
    stale: wanted !== undefined && wanted.translation !== build.translation,
    takesOverByItself: build.promotes,
    position: build.position,
    applied: build.applied,
    lag,
    eventsPerSecond,
    secondsLeft:
      lag.events === null || eventsPerSecond === 0 ? null : Math.ceil(lag.events / eventsPerSecond),
    trouble: feed?.trouble ?? null,
    failure: build.failure && { ...build.failure, at: formatInstant(build.failure.at) },
    skipped: (await listSkipped(readModels.reader, build.build)).map((event) => ({
      ...event,
      skippedAt: formatInstant(event.skippedAt),
    })),
    startedAt: formatInstant(build.startedAt),
    promotedAt: formatInstantOrNull(build.promotedAt),
  };
}

function activityOf(
  build: Build,
  lag: Lag,
  feed: Feed | undefined,
  isFedElsewhere: boolean,
  now: Instant,
): BuildActivity {
  if (build.failure !== null) return 'standing-still';
  if (feed === undefined && !isFedElsewhere) return 'frozen';
  if (feed !== undefined && feed.trouble !== null) return 'failing';
  if (lag.events === 0) return build.state === 'live' ? 'following' : 'ready';
  // For a build that another process feeds, the catalog knows when it last moved.
  const progressedAt = feed?.progressedAt ?? build.updatedAt;
  const restedMs = Date.parse(now) - Date.parse(progressedAt);
  if (restedMs > STALL_MS && hasKeptWaiting(lag)) return 'stalled';
  return build.state === 'live' ? 'following' : 'rebuilding';
}

/** After a quiet hour nothing was applied for an hour: that says little about an event that has only just come. */
const hasKeptWaiting = ({ seconds }: Lag): boolean =>
  seconds === null || seconds * 1_000 > STALL_MS;
