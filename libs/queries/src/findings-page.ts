import {
  type Fact,
  type Finding,
  type FindingKind,
  factsAbout,
  findingsOfSubject,
  findingsOfTotal,
  type Instant,
  isBelieved,
  isInstant,
  knownBy,
  LAST_INSTANT,
} from '@subledger/domain';
import {
  type Database,
  factsOfProfiles,
  factsOnPage,
  readEverybody,
  readEverySubject,
} from '@subledger/read-models';
import { cursorOfParts, isKeyText } from './cursor.js';
import { heardUpTo, LOOKED_AT_A_PAGE } from './everybody.js';
import type { AsOf, EverybodyList, EverybodyQuestion } from './everybody-list.js';
import { type FindingAnswer, findingAnswer } from './finding-answer.js';
import type { Page } from './page.js';
import { Turns } from './turns.js';

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

/** Where a page ended: so many findings of this owner were on it. All pages are about one moment. */
interface FindingsPlace {
  readonly at: Instant;
  readonly owner: Owner;
  readonly taken: number;
}

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
  const { at, environment, limit } = asked;
  const [items, turns]: [FindingAnswer[], Turns] = [[], new Turns()];
  let lookedAt = 0;
  for await (const { owner, findings } of byOwner(snapshot, asked, after?.owner ?? FIRST)) {
    await turns.giveOne();
    const before = after !== null && isSame(owner, after.owner) ? after.taken : 0;
    const left = findings.filter(isAsked(asked)).slice(before);
    const taken = left.slice(0, limit - items.length);
    items.push(...taken.map((finding) => findingAnswer(environment, finding)));
    lookedAt += 1;
    if (taken.length < left.length || lookedAt === LOOKED_AT_A_PAGE)
      return { items, nextCursor: cursorOf({ at, owner, taken: before + taken.length }) };
  }
  return { items, nextCursor: null };
}

const FIRST: Owner = { kind: 'subject', key: '' };

const isSame = (a: Owner, b: Owner): boolean => a.kind === b.kind && a.key === b.key;

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
): AsyncGenerator<{ readonly owner: Owner; readonly findings: readonly Finding[] }> {
  if (kind === 'subject') yield* ofSubjects(snapshot, asked, key);
  yield* ofProfiles(snapshot, asked, kind === 'profile' ? key : null);
}

async function* ofSubjects(snapshot: Database, asked: AsOf<FindingsQuestion>, from: string) {
  for await (const { key, pages } of readEverySubject(snapshot, asked.environment, from)) {
    const facts = heard(pages.flatMap(factsOnPage).filter(isBelieved), asked);
    yield {
      owner: { kind: 'subject', key } as const,
      findings: findingsOfSubject(facts, asked.at),
    };
  }
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
        findings: findingsOfTotal(theirs, key, at),
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

const heard = (
  facts: readonly Fact[],
  { knownAt, upTo }: AsOf<FindingsQuestion>,
): readonly Fact[] => {
  const known = knownAt === undefined ? facts : knownBy(facts, knownAt);
  return upTo == null ? known : heardUpTo(known, upTo);
};

const cursorOf = ({ at, owner, taken }: FindingsPlace): string =>
  cursorOfParts([at, owner.kind, owner.key, taken]);

function placeIn(parts: readonly unknown[]): FindingsPlace | null {
  const [at, kind, key, taken] = parts;
  if (parts.length !== 4 || typeof at !== 'string' || !isInstant(at)) return null;
  if ((kind !== 'subject' && kind !== 'profile') || typeof key !== 'string') return null;
  if (!isKeyText(key) || !Number.isSafeInteger(taken)) return null;
  return { at, owner: { kind, key }, taken: Math.max(0, taken as number) };
}
