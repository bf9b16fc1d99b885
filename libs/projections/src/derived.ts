import {
  type Environment,
  ENVIRONMENTS,
  fold,
  homeOf,
  isBelieved,
  LAST_INSTANT,
  moneyAt,
  revenueLines,
  type ScheduledFinding,
  scheduleFindings,
  type Subject,
} from '@subledger/domain';
import {
  changeRevenue,
  type Database,
  factsOfSubjects,
  replaceFindings,
  subjectsByProfile,
  type ToldSubject,
} from '@subledger/read-models';
import { ownerOfTotal, totalFindings, totalsIn, type ToldTotal } from './totals.js';

/** What one subject adds to the totals, by profile. */
type Totals = ReadonlyMap<string, ToldTotal>;

/**
 * Brings what is computed from whole subjects, money and findings, up to date with the facts that were just saved.
 */
export async function deriveFrom(
  transaction: Database,
  told: readonly ToldSubject[],
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const here = told
      .filter((one) => one.environment === environment)
      .map(({ subject, before, facts }) => ({
        subject,
        before: before.filter(isBelieved),
        facts: facts.filter(isBelieved),
      }));
    if (here.length === 0) continue;
    const derived = here.map(derive);
    await changeRevenue(
      transaction,
      environment,
      derived.map(({ subject, revenue }) => ({ subject, ...revenue })),
    );
    const named = here.flatMap(({ facts }) => facts.flatMap(({ profileId }) => profileId ?? []));
    const totals = new Map(derived.map((one) => [one.subject, one.totals]));
    const profiles = await findingsOfProfiles(
      transaction,
      environment,
      [...new Set(named)],
      totals,
    );
    const subjects = derived.map(({ subject, findings }) => [subject, findings] as const);
    await replaceFindings(transaction, environment, new Map([...subjects, ...profiles]));
  }
}

type BelievedSubject = Pick<ToldSubject, 'subject' | 'before' | 'facts'>;

function derive({ subject, before, facts }: BelievedSubject) {
  const registers = fold(facts);
  const money = moneyAt(registers, LAST_INSTANT);
  return {
    subject,
    revenue: {
      before: before.length === 0 ? [] : revenueLines(fold(before)),
      after: revenueLines(registers, money),
    },
    findings: scheduleFindings(registers),
    totals: totalsIn(registers.all, money),
  };
}

/**
 * A profile's total is compared with the money of all its subjects; most profiles have only the one that was just
 * read.
 */
async function findingsOfProfiles(
  transaction: Database,
  environment: Environment,
  profiles: readonly string[],
  told: ReadonlyMap<Subject, Totals>,
): Promise<readonly (readonly [string, readonly ScheduledFinding[]])[]> {
  const subjects = await subjectsByProfile(transaction, environment, profiles);
  const others = [...subjects.values()].flat().filter((subject) => !told.has(subject));
  const totals = new Map([...told, ...(await totalsOf(transaction, environment, others))]);
  return [...subjects].map(([profileId, of]) => {
    const parts = of.flatMap((subject) => totals.get(subject)?.get(profileId) ?? []);
    return [ownerOfTotal(profileId), totalFindings(profileId, parts)] as const;
  });
}

async function totalsOf(
  transaction: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<Subject, Totals>> {
  const facts = await factsOfSubjects(transaction, environment, [...new Set(subjects)]);
  const bySubject = Map.groupBy(facts.filter(isBelieved), homeOf);
  return new Map(
    [...bySubject].flatMap(([subject, of]) => {
      if (subject === null) return [];
      const registers = fold(of);
      return [[subject, totalsIn(registers.all, moneyAt(registers, LAST_INSTANT))] as const];
    }),
  );
}
