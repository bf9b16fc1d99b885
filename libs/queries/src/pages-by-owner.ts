import { LOOKED_AT_A_PAGE } from './everybody.js';
import type { Page } from './page.js';
import { Turns } from './turns.js';

/** What one of many owners has of a list. */
export interface Owned<Owner, T> {
  readonly owner: Owner;
  readonly items: readonly T[];
}

/** Where a page ended: so many items of this owner were on it. */
export interface OwnerPlace<Owner> {
  readonly owner: Owner;
  readonly taken: number;
}

/**
 * A page of what owners have, one after another. It looks at so many of them and no more, and so may be empty without
 * being the last.
 *
 * @param owners from the one of `after` on, inclusive: there may be more of it.
 */
export async function pageByOwner<Owner, T>(
  owners: AsyncIterable<Owned<Owner, T>>,
  limit: number,
  after: OwnerPlace<Owner> | null,
  { isSame, cursorOf }: OwnersOrder<Owner>,
): Promise<Page<T>> {
  const [items, turns]: [T[], Turns] = [[], new Turns()];
  let lookedAt = 0;
  for await (const { owner, items: all } of owners) {
    await turns.giveOne();
    const before = after !== null && isSame(owner, after.owner) ? after.taken : 0;
    const left = all.slice(before);
    const taken = left.slice(0, limit - items.length);
    items.push(...taken);
    lookedAt += 1;
    if (taken.length < left.length || lookedAt === LOOKED_AT_A_PAGE)
      return { items, nextCursor: cursorOf({ owner, taken: before + taken.length }) };
  }
  return { items, nextCursor: null };
}

/** How owners are told apart, and how a place among them is written. */
export interface OwnersOrder<Owner> {
  readonly isSame: (a: Owner, b: Owner) => boolean;
  readonly cursorOf: (place: OwnerPlace<Owner>) => string;
}
