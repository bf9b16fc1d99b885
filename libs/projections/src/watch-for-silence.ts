import type { Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';

/** A consumer of a subscription. */
interface Fed {
  /** The position that was applied last. */
  readonly checkpoint: Position | null;
  hasReached(position: Position | null): boolean;
}

/**
 * A subscription can fall silent while it claims to be alive. One that has yielded nothing between two looks,
 * although the log goes on, is ended; the next one begins at the checkpoint.
 *
 * @returns a timer, to be cleared when the subscription has ended.
 */
export function watchForSilence(
  fed: Fed,
  store: Pick<EventStore, 'head'>,
  subscription: AbortController,
  everyMs: number,
): NodeJS.Timeout {
  let seen: Position | null | undefined;
  const look = async (): Promise<void> => {
    const head = await store.head();
    if (fed.hasReached(head)) seen = undefined;
    else if (seen !== fed.checkpoint) seen = fed.checkpoint;
    else subscription.abort();
  };
  return setInterval(() => {
    // A store that cannot tell its head will end the subscription by itself.
    look().catch(() => undefined);
  }, everyMs);
}
