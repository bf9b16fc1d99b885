import type { Page } from '@subledger/queries';
import type { LedgerApi } from './ledger-api.js';

const LARGEST_PAGE = 200;

/** Everything that a path lists, asked for a page at a time. */
export async function* pages<T>(
  api: LedgerApi,
  path: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const asked = new URLSearchParams({
      ...query,
      limit: String(LARGEST_PAGE),
      ...(cursor === null ? {} : { cursor }),
    });
    const page: Page<T> = await api.get<Page<T>>(`${path}?${asked.toString()}`, [
      'items',
      'nextCursor',
    ]);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
