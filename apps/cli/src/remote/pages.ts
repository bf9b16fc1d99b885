import type { Page, Reach } from '@subledger/queries';
import type { LedgerApi } from './ledger-api.js';

const LARGEST_PAGE = 200;

/**
 * Everything that a path lists, asked for a page at a time.
 *
 * @param onEnd is told how far the last page reaches.
 */
export async function* pages<T>(
  api: LedgerApi,
  path: string,
  query: Readonly<Record<string, string>>,
  onEnd: (reach: Partial<Reach>) => void = () => undefined,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const asked = new URLSearchParams({
      ...query,
      limit: String(LARGEST_PAGE),
      ...(cursor === null ? {} : { cursor }),
    });
    const page: Page<T> & Partial<Reach> = await api.get<Page<T>>(`${path}?${asked.toString()}`, [
      'items',
      'nextCursor',
    ]);
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === null) onEnd(page);
  } while (cursor !== null);
}
