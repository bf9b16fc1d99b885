import type { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '@subledger/domain';
import { Appender } from './appender.js';
import type { AppendOutcome } from './appender.js';
import type { WritableLogFile } from './log-file.js';
import type { LogPlace } from './log-place.js';
import { unpackAppends } from './packed-appends.js';
import type { PackedAppends } from './packed-appends.js';
import { asLedgerError } from './sqlite-fault.js';
import { inTransaction } from './transaction.js';
import { checkWrite } from './write-check.js';
import { failedBy } from './writer-messages.js';
import type { Answer, Outcome } from './writer-messages.js';

/** Writes the appends that other threads hand over, in transactions of its own. */
export class LogWriter {
  readonly #db: DatabaseSync;
  readonly #appender: Appender;
  readonly #place: LogPlace;
  readonly #onCommit: () => void;
  #hasFailed = false;

  /** @param onCommit called after every transaction that added events. */
  constructor({ db, place }: WritableLogFile, onCommit: () => void) {
    this.#db = db;
    this.#place = place;
    this.#appender = new Appender(db);
    this.#onCommit = onCommit;
  }

  /** Writes all of them in one transaction, and so with one wait for the disk. Returns an answer for each. */
  append(handedOver: readonly PackedAppends[]): Answer[] {
    try {
      const written = inTransaction(this.#db, () =>
        handedOver.map((packed) =>
          this.#appender.appendAll(unpackAppends(packed), packed.storedAt),
        ),
      );
      // After the commit: this makes sure that what is acknowledged is in the file that is there now.
      this.#place.assert();
      const events = written.reduce((sum, { addedEvents }) => sum + addedEvents, 0);
      if (events > 0) {
        this.#hasFailed = false;
        this.#onCommit();
      }
      return written.map(({ outcomes, addedEvents }, index) => ({
        kind: 'settled',
        outcomes: outcomes.map(toOutcome),
        commits: index === 0 && events > 0 ? 1 : 0,
        events: addedEvents,
      }));
    } catch (error) {
      const fault = this.#failed('The append was not written', error);
      return handedOver.map(() => fault);
    }
  }

  /** Whether an append would be accepted now. */
  check(): Answer {
    try {
      checkWrite(this.#db, this.#hasFailed);
      this.#place.assert();
      this.#hasFailed = false;
      return { kind: 'done' };
    } catch (error) {
      return this.#failed('The store is not accepting appends.', error);
    }
  }

  #failed(what: string, error: unknown): Answer {
    this.#hasFailed = true;
    return failedBy(asLedgerError(what, error));
  }
}

function toOutcome(outcome: AppendOutcome): Outcome {
  if (outcome instanceof LedgerError) return failedBy(outcome);
  return outcome.outcome === 'appended' && !('revision' in outcome) ? outcome.position : outcome;
}
