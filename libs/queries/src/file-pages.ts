import type { Position } from '@subledger/domain';
import { type Database, readSnapshot } from '@subledger/read-models';
import type { Page, PageRequest } from './page.js';
import { awaitEnd, readBatchOfFile } from './file-batches.js';
import type { Freshness } from './freshness.js';
import type { ReadSide } from './read-side.js';

/** Reads the page after `cursor`, of what the log held up to `upTo`; null where the log is empty. */
export type ReadPage<T> = (
  snapshot: Database,
  upTo: Position | null,
  cursor: string | undefined,
) => Promise<Page<T>>;

/**
 * All pages of a list about everybody as one file, which ends where the log ended when it was asked for.
 *
 * @throws LedgerError `read-models-unavailable`, `read-model-behind`, `store-unavailable`: before the first page, so that
 *   the asker hears of it.
 */
export async function pagesAsFile<T>(
  side: ReadSide,
  question: Freshness & Omit<PageRequest, 'limit'>,
  readPage: ReadPage<T>,
): Promise<AsyncIterable<readonly T[]>> {
  await awaitEnd(side, ['lifecycle'], question);
  const upTo = await readSnapshot(side.readModels.reporter, (_, reachedBy) =>
    Promise.resolve(reachedBy('lifecycle')),
  );
  return pages(side, upTo, question.cursor, readPage);
}

async function* pages<T>(
  side: ReadSide,
  upTo: Position | null,
  begin: string | undefined,
  readPage: ReadPage<T>,
): AsyncGenerator<readonly T[]> {
  for (let cursor = begin; ;) {
    const after = cursor;
    const { items, nextCursor } = await readBatchOfFile(
      side.readModels.reporter,
      ['lifecycle'],
      upTo,
      (snapshot) => readPage(snapshot, upTo, after),
    );
    if (items.length > 0) yield items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
