import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './commands.js';
import { serviceError } from './faults.js';
import type { Faults } from './faults.js';
import { caughtUpFrame, checkpointFrame, confirmationFrame, eventFrame } from './frames.js';
import type { MemoryLog } from './memory-log.js';
import { firstFrom, send } from './read-call.js';
import type { ReadCall } from './read-call.js';

/** Events considered before a checkpoint, times the multiplier that the client asks for. */
const SEARCH_WINDOW = 32;

/** The subscriptions to the whole log. */
export class Subscriptions {
  readonly #log: MemoryLog;
  readonly #faults: Faults;
  readonly #calls = new Set<ReadCall>();
  delivered = 0;

  constructor(log: MemoryLog, faults: Faults) {
    this.#log = log;
    this.#faults = faults;
  }

  get open(): number {
    return this.#calls.size;
  }

  endAll(how: 'error' | 'end'): void {
    for (const call of this.#calls) {
      this.#calls.delete(call);
      if (how === 'end') call.end();
      else call.emit('error', serviceError(status.ABORTED, 'consumer too slow'));
    }
  }

  async serve(call: ReadCall, options: ReadReq.Options): Promise<void> {
    this.#calls.add(call);
    const left = new AbortController();
    call.on('cancelled', () => {
      this.#calls.delete(call);
      left.abort();
    });
    const isWanted = filterOf(options);
    const interval = SEARCH_WINDOW * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
    let next = this.#firstAfter(options);
    let considered = 0;
    let hasCaughtUp = false;
    await send(call, confirmationFrame());
    while (this.#calls.has(call)) {
      const record = this.#faults.areSubscriptionsMuted ? undefined : this.#log.records[next];
      if (record !== undefined) {
        next += 1;
        considered += 1;
        if (isWanted(record)) {
          await send(call, eventFrame(record));
          this.delivered += 1;
        }
        if (considered % interval === 0) await send(call, checkpointFrame(record));
        continue;
      }
      if (!hasCaughtUp) await send(call, caughtUpFrame());
      hasCaughtUp = true;
      if (this.#log.records[next] !== undefined && !this.#faults.areSubscriptionsMuted) continue;
      await once(this.#log.changes, 'change', { signal: left.signal }).catch(() => undefined);
    }
  }

  /** Resuming is exclusive. */
  #firstAfter(options: ReadReq.Options): number {
    const all = options.getAll();
    if (all?.hasEnd() === true) return this.#log.records.length;
    const position = all?.getPosition();
    if (position === undefined) return 0;
    return firstFrom(this.#log.records, BigInt(position.getCommitPosition()) + 1n);
  }
}

function filterOf(options: ReadReq.Options): (record: StoredEvent) => boolean {
  const filter = options.getFilter();
  if (filter === undefined) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  const text = (record: StoredEvent): string =>
    byStream === undefined ? record.type : record.stream;
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) {
    return (record) => prefixes.some((prefix) => text(record).startsWith(prefix));
  }
  const regex = new RegExp(expression?.getRegex() ?? '');
  return (record) => regex.test(text(record));
}
