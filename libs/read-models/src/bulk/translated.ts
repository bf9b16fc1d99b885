import { DatabaseSync } from 'node:sqlite';
import { type Environment, type Position, positionSortKey } from '@subledger/domain';
import { nameInBuild } from '../builds/layout.js';
import type { EventRow } from '../tables.js';
import type { FurtherFact } from '../timeline.js';

/** One fact as the `events` table keeps it, and the key of its subject. */
export interface TranslatedFact {
  readonly subject: string;
  readonly fact: string;
}

/** Every fact of a row of `events` that has a subject. */
export function factsInRow({
  subject,
  fact,
  further,
}: Pick<EventRow, 'subject' | 'fact' | 'further'>): TranslatedFact[] {
  const first = subject === null ? [] : [{ subject, fact }];
  if (further === null) return first;
  const others = (JSON.parse(further) as FurtherFact[]).flatMap((one) =>
    one.subject === null ? [] : [{ subject: one.subject, fact: JSON.stringify(one.fact) }],
  );
  return [...first, ...others];
}

/** Reads what a build of the timeline keeps of every event: its translation, without the bodies that it was made from. */
export class TranslatedEvents {
  readonly #database: DatabaseSync;
  readonly #table: string;

  constructor(file: string, build: number) {
    this.#database = new DatabaseSync(file, { readOnly: true });
    this.#table = nameInBuild('events', build);
  }

  /** The next facts in the log's order that have a subject, at most `limit`, and the position of the last one. */
  page(
    environment: Environment,
    { after, upTo }: { readonly after: string; readonly upTo: Position },
    limit: number,
  ): { readonly facts: readonly TranslatedFact[]; readonly last: string | null } {
    const rows = this.#database
      .prepare(
        `SELECT position, subject, fact, further FROM "${this.#table}"
         WHERE environment = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?`,
      )
      .all(environment, after, positionSortKey(upTo), limit) as unknown as readonly {
      readonly position: string;
      readonly subject: string | null;
      readonly fact: string;
      readonly further: string | null;
    }[];
    return {
      facts: rows.flatMap(factsInRow),
      last: rows.at(-1)?.position ?? null,
    };
  }

  close(): void {
    this.#database.close();
  }
}
