import {
  type Environment,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  type Position,
} from '@subledger/domain';
import type { Database } from '@subledger/read-models';
import { placeOfCursor } from './cursor.js';
import { LOOKED_AT_A_PAGE } from './everybody.js';
import { pagesAsFile } from './file-pages.js';
import type { Freshness } from './freshness.js';
import { inPinnedSnapshot } from './in-snapshot.js';
import type { Page, PageRequest } from './page.js';
import type { Reach, ReadSide } from './read-side.js';

/** What every list about everybody is asked with; a page of it, also how many items it may have. */
export interface EverybodyQuestion extends Freshness, Omit<PageRequest, 'limit'> {
  readonly environment: Environment;
  /** Valid time; absent: that of the page which gave the cursor, or now. */
  readonly at?: Instant;
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
}

export type EverybodyAnswer<T> = Page<T> &
  Reach & { readonly at: string; readonly knownAt: string | null };

/** A page of such a list as of one moment. */
export type AsOf<Question> = Question & {
  readonly at: Instant;
  readonly limit: number;
  /** Only what the log held up to here; null where it is empty. */
  readonly upTo: Position | null;
};

/** Where a page ended. All pages that follow one another are about one moment, and about the same part of the log. */
export interface PinnedPlace {
  readonly at: Instant;
  readonly upTo: Position;
}

/** What is computed of everybody, a page at a time. */
export interface EverybodyList<T, Question, Place extends PinnedPlace> {
  /** The place that a cursor's parts say; null for what no page gave. */
  readonly placeIn: (parts: readonly unknown[]) => Place | null;
  readonly pageFrom: (
    snapshot: Database,
    asked: AsOf<Question>,
    after: Place | null,
  ) => Promise<Page<T>>;
}

/** @throws LedgerError `invalid-request` for a cursor that no such page gave; `read-model-behind`. */
export async function pageAsOf<T, Q extends EverybodyQuestion, P extends PinnedPlace>(
  side: ReadSide,
  question: Q & Pick<PageRequest, 'limit'>,
  list: EverybodyList<T, Q, P>,
): Promise<EverybodyAnswer<T>> {
  const after = placeOfCursor(question.cursor, list.placeIn);
  const at = question.at ?? after?.at ?? side.now();
  const { found, reach } = await inPinnedSnapshot(side, question, after, (snapshot, upTo) =>
    list.pageFrom(snapshot, { ...question, at, upTo }, after),
  );
  return {
    ...found,
    at: formatInstant(at),
    knownAt: formatInstantOrNull(question.knownAt),
    ...reach,
  };
}

/** All of it as of one moment, in batches. */
export interface EverybodyFile<T> {
  readonly at: string;
  readonly knownAt: string | null;
  readonly batches: AsyncIterable<readonly T[]>;
}

/** @throws LedgerError as `pageAsOf`, and `read-model-behind`, before the first batch. */
export async function fileAsOf<T, Q extends EverybodyQuestion, P extends PinnedPlace>(
  side: ReadSide,
  question: Q,
  list: EverybodyList<T, Q, P>,
): Promise<EverybodyFile<T>> {
  const at = question.at ?? placeOfCursor(question.cursor, list.placeIn)?.at ?? side.now();
  const asked = { ...question, at, limit: LOOKED_AT_A_PAGE };
  const batches = await pagesAsFile(side, question, (snapshot, upTo, cursor) =>
    list.pageFrom(snapshot, { ...asked, upTo }, placeOfCursor(cursor, list.placeIn)),
  );
  return { at: formatInstant(at), knownAt: formatInstantOrNull(question.knownAt), batches };
}
