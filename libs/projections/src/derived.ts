import {
  type Environment,
  ENVIRONMENTS,
  type Fact,
  fold,
  isBelieved,
  LAST_INSTANT,
  moneyAt,
  revenueLines,
  scheduleFindings,
  type Subject,
  subjectOf,
} from '@subledger/domain';
import {
  type Database,
  factsByProfile,
  replaceFindings,
  replaceRevenue,
  type ToldSubject,
} from '@subledger/read-models';
import { ownerOfTotal, totalFindings, totalsIn } from './totals.js';

/** Brings what is computed from whole subjects, money and findings, up to the facts that were just saved with them. */
export async function deriveFrom(
  transaction: Database,
  told: readonly ToldSubject[],
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const here = told
      .filter((one) => one.environment === environment)
      .map(({ subject, facts }) => [subject, facts.filter(isBelieved)] as const);
    await deriveSubjects(transaction, environment, here);
    const named = here.flatMap(([, facts]) => facts.flatMap(({ profileId }) => profileId ?? []));
    await deriveProfiles(transaction, environment, [...new Set(named)]);
  }
}

async function deriveSubjects(
  transaction: Database,
  environment: Environment,
  told: readonly (readonly [Subject, readonly Fact[]])[],
): Promise<void> {
  const folded = told.map(([subject, facts]) => [subject, fold(facts)] as const);
  const revenue = new Map(folded.map(([subject, of]) => [subject, revenueLines(of)]));
  const findings = new Map(folded.map(([subject, of]) => [subject, scheduleFindings(of)]));
  await replaceRevenue(transaction, environment, revenue);
  await replaceFindings(transaction, environment, findings);
}

/** A profile's total is compared with the money of all its subjects. */
async function deriveProfiles(
  transaction: Database,
  environment: Environment,
  profiles: readonly string[],
): Promise<void> {
  const about = await factsByProfile(transaction, environment, profiles);
  const findings = [...about].map(([profileId, facts]) => {
    const subjects = [...Map.groupBy(facts, subjectOf).values()];
    const parts = subjects.map((of) => {
      const registers = fold(of);
      return totalsIn(registers.all, moneyAt(registers, LAST_INSTANT)).get(profileId);
    });
    const told = parts.filter((part) => part !== undefined);
    return [ownerOfTotal(profileId), totalFindings(profileId, told)] as const;
  });
  await replaceFindings(transaction, environment, new Map(findings));
}
