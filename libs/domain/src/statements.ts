import type { AccessStatement, Fact } from './fact.js';
import { onceAllHeard } from './once-all-heard.js';
import type { Instant } from './instant.js';
import { compareNews } from './news-order.js';
import { isToldWithPurchase, type Period } from './period.js';
import { periodsAt } from './periods.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';
import { anchorsOf } from './statement-anchors.js';
import { productsOf } from './statement-products.js';
import { profilesNamedBy } from './subject.js';

/** What one access update says about one profile's access. */
export interface Statement {
  readonly profileId: string;
  readonly fact: Fact;
  readonly access: AccessStatement;
  /** If the update leaves it out, that of its period. */
  readonly productId: string | undefined;
  readonly grant: GrantNumber;
  readonly anchor: string;
  /** Whether it came after the news of its period's purchase. */
  readonly isLater: boolean;
  /** A profile's own update outranks its mention in another's list; at one moment, a grant outranks a removal. */
  readonly rank: number;
}

/**
 * A profile, a level of it, and one product's grant of that level, as numbers: indexing by them needs no key at
 * each instant.
 */
interface GrantNumber {
  readonly profile: number;
  readonly level: number;
  readonly grant: number;
}

/** The rules that decide what a statement gives. */
export type StatementRule =
  | 'access-update-active'
  | 'access-update-inactive'
  | 'access-update-ran-out'
  | 'access-update-not-begun';

const once = onceAllHeard<readonly Statement[]>();

/** Each access update, once for every profile that it speaks for, in the order that decides. */
export const statementsAt = (registers: Registers, at: Instant): readonly Statement[] =>
  registers.access.length === 0
    ? []
    : once(registers, at, () =>
        statementsOf(heardBy(registers.access, at), periodsAt(registers, at)),
      );

function statementsOf(updates: readonly Fact[], periods: readonly Period[]): readonly Statement[] {
  const statements: Statement[] = [];
  const anchors = anchorsOf(updates, periods);
  const products = productsOf(updates, periods, anchors);
  for (const [place, fact] of updates.entries()) {
    const { access } = fact;
    if (access === undefined) continue;
    const anchor = anchors[place] ?? '';
    const productId = products[place];
    const isLater = !isToldWithPurchase(periods, fact);
    for (const profileId of spokenFor(fact)) {
      const rank = fact.profileId !== profileId ? 0 : access.isActive ? 2 : 1;
      const grant = FIRST_GRANT;
      statements.push({ profileId, fact, access, productId, grant, anchor, isLater, rank });
    }
  }
  const numbered = areOfOneGrant(statements) ? statements : withGrantNumbers(statements);
  return numbered.sort(compareNews);
}

const FIRST_GRANT: GrantNumber = { profile: 0, level: 0, grant: 0 };

/** Most chains give one level to one profile. */
const areOfOneGrant = ([first, ...others]: readonly Statement[]): boolean =>
  others.every(
    (said) =>
      said.profileId === first?.profileId &&
      said.access.levelId === first.access.levelId &&
      said.productId === first.productId,
  );

function withGrantNumbers(statements: readonly Statement[]): Statement[] {
  const profiles = new Map<string, number>();
  const levels = new Map<string, number>();
  const grants = new Map<string, number>();
  return statements.map((said) => {
    const level = JSON.stringify([said.profileId, said.access.levelId]);
    const grant = {
      profile: numberIn(profiles, said.profileId),
      level: numberIn(levels, level),
      grant: numberIn(grants, JSON.stringify([level, said.productId])),
    };
    return { ...said, grant };
  });
}

/** A key's number, the next free one where the key is new. */
function numberIn(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key) ?? numbers.size;
  numbers.set(key, known);
  return known;
}

/**
 * An update that takes access away speaks for its own profile only; any other also speaks for those that it lists.
 */
export function spokenFor(fact: Fact): readonly string[] {
  if (fact.access?.isActive !== false) return profilesNamedBy(fact);
  return fact.profileId === undefined ? [] : [fact.profileId];
}

/** For each grant the statement that decides at `at`: the last one that has begun, else the last. */
export function decidingAt(statements: readonly Statement[], at: Instant): readonly Statement[] {
  if (statements.length <= 1) return statements;
  const newest = newestAnchors(statements, at);
  const deciding: Statement[] = [];
  const places: number[] = [];
  for (const said of statements) {
    if (said.anchor < (newest.ofLevel[said.grant.level] ?? '')) continue;
    const place = (places[said.grant.grant] ??= deciding.length);
    const before = deciding[place];
    if (before === undefined || hasBegun(said, at) || !hasBegun(before, at)) deciding[place] = said;
  }
  // A level that is over anyway stays in the answer, with what ended it.
  return deciding.filter(
    (said) =>
      said.anchor >= (newest.ofProfile[said.grant.profile] ?? '') ||
      ruleOf(said, at) !== 'access-update-active',
  );
}

/**
 * By level and by profile, the newest period that a chain's statements mention; it supersedes the older ones:
 * after a change of product, the old product's grace period must not outlive the refund of the new one, and a
 * level that only the old product gave is over. Within one period, each product has a grant of its own.
 */
function newestAnchors(
  statements: readonly Statement[],
  at: Instant,
): { readonly ofLevel: readonly string[]; readonly ofProfile: readonly string[] } {
  const ofLevel: string[] = [];
  const ofProfile: string[] = [];
  for (const said of statements)
    if (said.fact.chain !== undefined && said.anchor <= at && hasBegun(said, at)) {
      ofLevel[said.grant.level] = said.anchor;
      ofProfile[said.grant.profile] = said.anchor;
    }
  return { ofLevel, ofProfile };
}

/** A grant that only begins later (a renewal that was announced) takes nothing away until then. */
export const hasBegun = ({ access }: Statement, at: Instant): boolean =>
  access.startsAt === undefined || access.startsAt <= at;

/**
 * Adapty computed `is_active` when it made the event and sends no event when time runs out. So the clock ends a
 * grant, and begins one that was inactive only because its start was still ahead.
 */
export function ruleOf({ fact, access }: Statement, at: Instant): StatementRule {
  const { startsAt, expiresAt } = access;
  const startLayAhead =
    startsAt !== undefined && startsAt > fact.occurredAt && !isTakenBack(fact, access);
  if (!access.isActive && !startLayAhead) return 'access-update-inactive';
  if (startsAt !== undefined && at < startsAt) return 'access-update-not-begun';
  if (access.isLifetime !== true && expiresAt !== undefined && expiresAt <= at)
    return 'access-update-ran-out';
  return 'access-update-active';
}

/** Reasons for which an update takes away even what has not begun yet. */
const isTakenBack = ({ cancellationReason }: Fact, { isRefund }: AccessStatement): boolean =>
  isRefund === true || cancellationReason === 'refund' || cancellationReason === 'adapty_revoked';
