import {
  type AccessLevel,
  type Answer,
  compareTexts,
  isInstant,
  isPosition,
  LAST_INSTANT,
} from '@subledger/domain';
import { type Database, readEverybody, type Somebody } from '@subledger/read-models';
import { accessLevelAnswer, type AccessLevelAnswer } from './answer.js';
import { cursorOfParts } from './cursor.js';
import { LOOKED_AT_A_PAGE, OwnAnswers } from './everybody.js';
import type { AsOf, EverybodyList, EverybodyQuestion, PinnedPlace } from './everybody-list.js';
import { accessOf } from './known.js';
import type { Page } from './page.js';
import type { ReadSide } from './read-side.js';
import { Turns } from './turns.js';

/** An access level that somebody holds. */
export interface HolderAnswer extends AccessLevelAnswer {
  /** Null for a profile without a customer id. */
  readonly customerUserId: string | null;
  /** Set only for such a profile. */
  readonly profileId: string | null;
  readonly level: string;
}

export interface HoldersQuestion extends EverybodyQuestion {
  /** Only this level; absent: every level. */
  readonly levelId?: string;
}

/** The levels that are held. */
export const holdersList = (
  side: ReadSide,
): EverybodyList<HolderAnswer, HoldersQuestion, Place> => ({
  placeIn,
  pageFrom: (snapshot, asked, after) => pageFrom(side, snapshot, asked, after),
});

/** Of those who come after a place. */
async function pageFrom(
  side: ReadSide,
  snapshot: Database,
  { environment, at, knownAt = LAST_INSTANT, upTo, levelId, limit }: AsOf<HoldersQuestion>,
  after: Place | null,
): Promise<Page<HolderAnswer>> {
  const items: HolderAnswer[] = [];
  const turns = new Turns();
  const answers = new OwnAnswers(snapshot, environment, knownAt, upTo);
  const cursorOf = (somebody: Somebody, level: string | null): string =>
    cursorOfParts([at, somebody.kind, somebody.id, level, upTo]);
  const next = await readEverybody(
    snapshot,
    environment,
    after?.somebody ?? null,
    LOOKED_AT_A_PAGE,
  );
  const begun = after?.level == null ? [] : [after.somebody];
  for (const somebody of [...begun, ...next]) {
    await turns.giveOne();
    const known = await answers.of(somebody);
    if (known === undefined) continue;
    for (const [level, access] of levelsHeld(accessOf(known, side, at), levelId)) {
      if (isBefore(after, somebody, level)) continue;
      const last = items.at(-1);
      if (last !== undefined && items.length >= limit)
        return { items, nextCursor: cursorOf(somebodyOf(last), last.level) };
      items.push({ ...idsOf(somebody), level, ...accessLevelAnswer(access) });
    }
  }
  const last = next.length < LOOKED_AT_A_PAGE ? undefined : next.at(-1);
  return { items, nextCursor: last === undefined ? null : cursorOf(last, null) };
}

/** In the order of their ids. */
const levelsHeld = (
  levels: Answer['accessLevels'],
  levelId: string | undefined,
): readonly (readonly [level: string, access: AccessLevel])[] =>
  [...levels]
    .filter(([level, { active }]) => active && (levelId === undefined || level === levelId))
    .sort(([a], [b]) => compareTexts(a, b));

const idsOf = ({ kind, id }: Somebody): Pick<HolderAnswer, 'customerUserId' | 'profileId'> =>
  kind === 'customer'
    ? { customerUserId: id, profileId: null }
    : { customerUserId: null, profileId: id };

const somebodyOf = ({ customerUserId, profileId }: HolderAnswer): Somebody =>
  customerUserId === null
    ? { kind: 'profile', id: profileId ?? '' }
    : { kind: 'customer', id: customerUserId };

/** Where a page ended: with a level of somebody, or with the last of their levels. */
interface Place extends PinnedPlace {
  readonly somebody: Somebody;
  readonly level: string | null;
}

const isBefore = (place: Place | null, somebody: Somebody, level: string): boolean =>
  place?.level != null &&
  place.somebody.kind === somebody.kind &&
  place.somebody.id === somebody.id &&
  compareTexts(level, place.level) <= 0;

function placeIn(parts: readonly unknown[]): Place | null {
  const [at, kind, id, level, upTo] = parts;
  if (parts.length !== 5 || typeof at !== 'string' || !isInstant(at)) return null;
  if (typeof id !== 'string' || (kind !== 'customer' && kind !== 'profile')) return null;
  if (typeof upTo !== 'string' || !isPosition(upTo)) return null;
  return level === null || typeof level === 'string'
    ? { at, upTo, somebody: { kind, id }, level }
    : null;
}
