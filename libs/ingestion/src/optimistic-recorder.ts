import { setTimeout as wait } from 'node:timers/promises';
import { LedgerError } from '@subledger/domain';
import {
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  withTimeLimit,
} from '@subledger/event-store';
import { newEvent, type NewEventDecision } from './new-event.js';
import type { Identity } from './triage.js';
import { decide, type StreamState } from './decide.js';
import type { Delivery, DeliveryResult } from './delivery.js';
import { KeyedQueue } from './keyed-queue.js';
import { StreamStates } from './stream-states.js';

/** Each lost race means that another process recorded something, so few attempts are ever needed. */
const MOST_ATTEMPTS = 10;

/** Less than the ten seconds that a sender waits, and more than a store retries a single append for. */
const LONGEST_MS = 9_000;

/**
 * A process that has just won still knows the stream and would win again, so the loser pauses for longer each
 * time: about a second in all, of the ten that a sender waits.
 */
const longestPauseMs = (attempt: number): number => 2 ** attempt;

/**
 * For a store that recognises a repetition only at its revision: loads what the stream holds, decides, and appends
 * at the exact revision that the decision was based on, which is the condition under which every store recognises
 * a repeated append.
 */
export class OptimisticRecorder {
  readonly #store: EventStore;
  readonly #states: StreamStates;
  readonly #queue = new KeyedQueue();
  readonly #longestMs: number;

  constructor(store: EventStore, longestMs: number = LONGEST_MS) {
    this.#store = store;
    this.#longestMs = longestMs;
    this.#states = new StreamStates(store);
  }

  /**
   * Deliveries for one stream take turns: racing each other for a revision would only cost retries. If the store
   * hangs, each turn lasts as long as its reads and its append are retried, so nobody waits for the whole line: a
   * delivery whose sender was told to come again by then loses its turn.
   */
  record(delivery: Delivery, identity: Identity): Promise<DeliveryResult> {
    const deadline = performance.now() + this.#longestMs;
    const recorded = this.#queue.run(identity.stream, () => {
      if (performance.now() < deadline) return this.#recordInTurn(delivery, identity);
      throw new LedgerError(
        'store-unavailable',
        'The delivery waited too long for its turn to be recorded.',
      );
    });
    return withTimeLimit(recorded, this.#longestMs, 'Recording');
  }

  async #recordInTurn(delivery: Delivery, identity: Identity): Promise<DeliveryResult> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const result = await this.#attempt(delivery, identity);
      if (result) return result;
      this.#states.forget(identity.stream);
      await wait(Math.random() * longestPauseMs(attempt));
    }
    throw new LedgerError(
      'store-unavailable',
      `Other processes won ${MOST_ATTEMPTS} attempts in a row to record this delivery.`,
    );
  }

  /** Undefined if the stream is not what was remembered of it: another process has appended, or an older log was put back. */
  async #attempt(delivery: Delivery, identity: Identity): Promise<DeliveryResult | undefined> {
    const state = await this.#states.load(identity.stream);
    // Captured now: the remembered state moves on with the append.
    const expected = state.revision;
    const decision = decide(state, identity);
    if (decision.kind === 'accept' || decision.kind === 'conflict')
      return this.#append(delivery, identity, decision, expected);
    const { kind, eventId, position } = decision;
    if (!(await this.#isHeld(identity.stream, eventId, state))) return undefined;
    return { outcome: kind === 'duplicate' ? 'duplicate' : 'conflict', eventId, position };
  }

  /**
   * Whether the log still holds what is remembered: a delivery that comes again may be the one way to fill the gap of a log
   * that was restored from a backup.
   */
  async #isHeld(stream: string, eventId: string, state: StreamState): Promise<boolean> {
    const from = state.held.get(eventId)?.revision;
    if (from === undefined) return false;
    for await (const event of this.#store.readStream(stream, { from, limit: 1 }))
      return event.id === eventId;
    return false;
  }

  async #append(
    delivery: Delivery,
    { stream, bodySha256 }: Identity,
    decision: NewEventDecision,
    expected: ExpectedRevision,
  ): Promise<DeliveryResult | undefined> {
    const event = newEvent(delivery, bodySha256, decision);
    const appended = await this.#appendOrForget(stream, expected, event);
    if (appended.outcome === 'conflict') return undefined;
    const { revision, position } = appended;
    this.#states.add(stream, event.id, { bodySha256, position, revision });
    const outcome = decision.kind === 'accept' ? 'accepted' : 'conflict';
    return { outcome, eventId: event.id, position };
  }

  /** An append that failed may still have been written: only the store can tell. */
  async #appendOrForget(
    stream: string,
    expected: ExpectedRevision,
    event: NewEvent,
  ): Promise<AppendResult> {
    try {
      return await this.#store.append(stream, expected, [event]);
    } catch (error) {
      this.#states.forget(stream);
      throw error;
    }
  }
}
