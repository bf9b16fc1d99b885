import {
  type Finding,
  type FindingKind,
  factsAbout,
  findingsOfSubject,
  findingsOfTotal,
  type Instant,
  isInstant,
  isPosition,
  LAST_INSTANT,
} from '@subledger/domain';
import {
  type Database,
  factsOfProfiles,
  readEverybody,
  readEverySubject,
} from '@subledger/read-models';
import { cursorOfParts, isKeyText } from './cursor.js';
import { LOOKED_AT_A_PAGE } from './everybody.js';
import type { AsOf, EverybodyList, EverybodyQuestion, PinnedPlace } from './everybody-list.js';
import { type FindingAnswer, findingAnswer } from './finding-answer.js';
import { countingFacts, heard } from './heard.js';
import type { Page } from './page.js';
import { type Owned, type OwnerPlace, pageByOwner } from './pages-by-owner.js';

export interface FindingsQuestion extends EverybodyQuestion {
  readonly kind?: FindingKind;
  /** Only findings that appeared at or after this instant. */
  readonly since?: Instant;
}

/** Whom findings are about: a subject by its key, or a profile by what it had paid in all. */
interface Owner {
  readonly kind: 'subject' | 'profile';
  readonly key: string;
}

type FindingsPlace = OwnerPlace<Owner> & PinnedPlace;

/** The findings as of a moment, in the order of their owners: first those of subjects, then those of profiles. */
export const FINDINGS_LIST: EverybodyList<FindingAnswer, FindingsQuestion, FindingsPlace> = {
  placeIn,
  pageFrom,
};

async function pageFrom(
  snapshot: Database,
  asked: AsOf<FindingsQuestion>,
  after: FindingsPlace | null,
): Promise<Page<FindingAnswer>> {
  const { at, limit, upTo } = asked;
  const owners = byOwner(snapshot, asked, after?.owner ?? FIRST);
  return pageByOwner(answersOf(owners, asked), limit, after, {
    isSame: (a, b) => a.kind === b.kind && a.key === b.key,
    cursorOf: ({ owner, taken }) => cursorOfParts([at, owner.kind, owner.key, taken, upTo]),
  });
}

async function* answersOf(
  owners: AsyncIterable<Owned<Owner, Finding>>,
  asked: AsOf<FindingsQuestion>,
): AsyncGenerator<Owned<Owner, FindingAnswer>> {
  for await (const { owner, items } of owners)
    yield {
      owner,
      items: items
        .filter(isAsked(asked))
        .map((finding) => findingAnswer(asked.environment, finding)),
    };
}

const FIRST: Owner = { kind: 'subject', key: '' };

const isAsked =
  ({ kind, since }: AsOf<FindingsQuestion>) =>
  (finding: Finding): boolean =>
    (kind === undefined || finding.kind === kind) &&
    (since === undefined || finding.appearsAt >= since);

/** From an owner on, inclusive: there may be more about it. */
async function* byOwner(
  snapshot: Database,
  asked: AsOf<FindingsQuestion>,
  { kind, key }: Owner,
): AsyncGenerator<Owned<Owner, Finding>> {
  if (kind === 'subject') yield* ofSubjects(snapshot, asked, key);
  yield* ofProfiles(snapshot, asked, kind === 'profile' ? key : null);
}

async function* ofSubjects(snapshot: Database, asked: AsOf<FindingsQuestion>, from: string) {
  for await (const subject of readEverySubject(snapshot, asked.environment, from))
    yield {
      owner: { kind: 'subject', key: subject.key } as const,
      items: findingsOfSubject(countingFacts(subject, asked), asked.at),
    };
}

async function* ofProfiles(snapshot: Database, asked: AsOf<FindingsQuestion>, from: string | null) {
  const { environment, at, knownAt = LAST_INSTANT } = asked;
  let next: readonly string[] = from === null ? [] : [from];
  for (let last = from ?? ''; ;) {
    for (const key of next) {
      const facts = heard(await factsOfProfiles(snapshot, environment, [key], knownAt), asked);
      const theirs = factsAbout(facts, new Set([key]));
      yield {
        owner: { kind: 'profile', key } as const,
        items: findingsOfTotal(theirs, key, at),
      };
    }
    last = next.at(-1) ?? last;
    const after = { kind: 'profile', id: last } as const;
    next = (await readEverybody(snapshot, environment, after, LOOKED_AT_A_PAGE)).map(
      ({ id }) => id,
    );
    if (next.length === 0) return;
  }
}

function placeIn(parts: readonly unknown[]): FindingsPlace | null {
  const [at, kind, key, taken, upTo] = parts;
  if (parts.length !== 5 || typeof at !== 'string' || !isInstant(at)) return null;
  if ((kind !== 'subject' && kind !== 'profile') || typeof key !== 'string') return null;
  if (!isKeyText(key) || !Number.isSafeInteger(taken)) return null;
  if (typeof upTo !== 'string' || !isPosition(upTo)) return null;
  return { at, upTo, owner: { kind, key }, taken: Math.max(0, taken as number) };
}
