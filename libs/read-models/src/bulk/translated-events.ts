import { DatabaseSync } from 'node:sqlite';
import { ENVIRONMENTS, type Environment, type Position } from '@subledger/domain';
import { nameInBuild } from '../builds/layout.js';
import { positionKey } from '../position-key.js';
import type { EventRow } from '../tables.js';
import type { FurtherFact } from '../timeline.js';

/** One fact as the `events` table keeps it, and the key of its subject. */
export interface TranslatedFact {
  readonly environment: Environment;
  readonly subject: string;
  readonly fact: string;
}

/** Reads what a timeline build stores about every event: its translation, without the bodies it was made from. */
export class TranslatedEvents {
  readonly #database: DatabaseSync;
  readonly #table: string;

  constructor(
    readonly file: string,
    readonly build: number,
  ) {
    this.#database = new DatabaseSync(file, { readOnly: true });
    this.#table = nameInBuild('events', build);
  }

  /** Every fact that has a subject, from the events between two positions; in order within each environment. */
  *facts(after: Position | null, upTo: Position): Generator<TranslatedFact> {
    const rows = this.#database.prepare(
      `SELECT subject, fact, further FROM "${this.#table}"
       WHERE environment = ? AND position > ? AND position <= ? ORDER BY position`,
    );
    const from = positionKey(after);
    for (const environment of ENVIRONMENTS)
      for (const row of rows.iterate(environment, from, positionKey(upTo)))
        yield* factsInRow(environment, row as unknown as Translated);
  }

  close(): void {
    this.#database.close();
  }
}

type Translated = Pick<EventRow, 'subject' | 'fact' | 'further'>;

function* factsInRow(
  environment: Environment,
  { subject, fact, further }: Translated,
): Generator<TranslatedFact> {
  if (subject !== null) yield { environment, subject, fact };
  if (further === null) return;
  for (const other of JSON.parse(further) as FurtherFact[])
    if (other.subject !== null)
      yield { environment, subject: other.subject, fact: JSON.stringify(other.fact) };
}
