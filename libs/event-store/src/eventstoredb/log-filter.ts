import { streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription, Filter, Position } from '@eventstore/db-client';
import type { LogFilter } from '../event-store.js';
import { isOrdinary } from './stored-event.js';
import type { ReadEvent } from './stored-event.js';

/** .NET regular expressions: any stream but the server's own, and none at all. */
const NO_SYSTEM_STREAM = '^[^$]';
const NO_STREAM = '(?!)';

/** Whether the port shows the event: checked for every event, because the server's filter is only an optimisation. */
export function isShown(event: ReadEvent, filter: LogFilter | undefined): boolean {
  if (!isOrdinary(event)) return false;
  const prefixes = filter?.streamPrefixes;
  return prefixes?.some((prefix) => event.streamId.startsWith(prefix)) ?? true;
}

/** In windows of 32 events. Each checkpoint ends a consumer's batch, so checkpoints must not come too often. */
const CHECKPOINT_WINDOWS = 16;

/** What the server need not send. It calls `onCheckpoint` every 512 events that it has looked at. */
export function serverFilter(
  filter: LogFilter | undefined,
  onCheckpoint: (subscription: AllStreamSubscription, position: Position) => void,
): Filter {
  const pace = { checkpointInterval: CHECKPOINT_WINDOWS, checkpointReached: onCheckpoint };
  const prefixes = filter?.streamPrefixes;
  if (prefixes === undefined || prefixes.includes('')) {
    return streamNameFilter({ regex: NO_SYSTEM_STREAM, ...pace });
  }
  const asked = prefixes.filter((prefix) => !prefix.startsWith('$'));
  return asked.length === 0
    ? streamNameFilter({ regex: NO_STREAM, ...pace })
    : streamNameFilter({ prefixes: asked, ...pace });
}
