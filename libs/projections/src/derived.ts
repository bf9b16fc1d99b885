import {
  type Environment,
  ENVIRONMENTS,
  type Fact,
  fold,
  homeOf,
  isBelieved,
  LAST_INSTANT,
  moneyAt,
  revenueLines,
  scheduleFindings,
  type Subject,
} from '@subledger/domain';
import {
  type Database,
  factsOfSubjects,
  replaceFindings,
  replaceRevenue,
  subjectsByProfile,
  type ToldSubject,
} from '@subledger/read-models';
import { ownerOfTotal, totalFindings, totalsIn, type ToldTotal } from './totals.js';

/** By profile, what one subject adds to its total. */
type Totals = ReadonlyMap<string, ToldTotal>;

/** Brings what is computed from whole subjects, money and findings, up to the facts that were just saved with them. */
export async function deriveFrom(
  transaction: Database,
  told: readonly ToldSubject[],
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const here = told
      .filter((one) => one.environment === environment)
      .map(({ subject, facts }) => [subject, facts.filter(isBelieved)] as const);
    if (here.length === 0) continue;
    const totals = await deriveSubjects(transaction, environment, here);
    const named = here.flatMap(([, facts]) => facts.flatMap(({ profileId }) => profileId ?? []));
    await deriveProfiles(transaction, environment, [...new Set(named)], totals);
  }
}

async function deriveSubjects(
  transaction: Database,
  environment: Environment,
  told: readonly (readonly [Subject, readonly Fact[]])[],
): Promise<ReadonlyMap<Subject, Totals>> {
  const folded = told.map(([subject, facts]) => {
    const registers = fold(facts);
    return { subject, registers, money: moneyAt(registers, LAST_INSTANT) };
  });
  await replaceRevenue(
    transaction,
    environment,
    new Map(folded.map((one) => [one.subject, revenueLines(one.registers, one.money)])),
  );
  await replaceFindings(
    transaction,
    environment,
    new Map(folded.map((one) => [one.subject, scheduleFindings(one.registers)])),
  );
  return new Map(folded.map((one) => [one.subject, totalsIn(one.registers.all, one.money)]));
}

/** A profile's total is compared with the money of all its subjects; most profiles have only the one just told. */
async function deriveProfiles(
  transaction: Database,
  environment: Environment,
  profiles: readonly string[],
  told: ReadonlyMap<Subject, Totals>,
): Promise<void> {
  const subjects = await subjectsByProfile(transaction, environment, profiles);
  const others = [...subjects.values()].flat().filter((subject) => !told.has(subject));
  const totals = new Map([...told, ...(await totalsOf(transaction, environment, others))]);
  const findings = [...subjects].map(([profileId, of]) => {
    const parts = of.flatMap((subject) => totals.get(subject)?.get(profileId) ?? []);
    return [ownerOfTotal(profileId), totalFindings(profileId, parts)] as const;
  });
  await replaceFindings(transaction, environment, new Map(findings));
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
