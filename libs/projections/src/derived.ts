import {
  type Environment,
  ENVIRONMENTS,
  type Fact,
  fold,
  LAST_INSTANT,
  moneyAt,
  revenueDiffers,
  revenueLines,
  scheduleFindings,
  type Subject,
  subjectOf,
} from '@subledger/domain';
import {
  type Database,
  factsOfProfiles,
  factsOfSubjects,
  replaceFindings,
  replaceRevenue,
} from '@subledger/read-models';

/** Brings what is computed from whole subjects, money and findings, up to the facts that were just saved. */
export async function deriveFrom(transaction: Database, facts: readonly Fact[]): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const here = facts.filter((fact) => fact.environment === environment);
    const subjects = new Set(here.map(subjectOf).filter((subject) => subject !== null));
    const about = await factsBySubject(transaction, environment, [...subjects]);
    for (const [subject, told] of about)
      await deriveSubject(transaction, environment, subject, told);
    const profiles = new Set(
      [...about.values()].flat().flatMap(({ profileId }) => profileId ?? []),
    );
    for (const profileId of profiles) await deriveProfile(transaction, environment, profileId);
  }
}

async function factsBySubject(
  transaction: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<Map<Subject, Fact[]>> {
  const facts = await factsOfSubjects(transaction, environment, subjects);
  return Map.groupBy(facts, (fact) => subjectOf(fact) ?? ('' as Subject));
}

async function deriveSubject(
  transaction: Database,
  environment: Environment,
  subject: Subject,
  facts: readonly Fact[],
): Promise<void> {
  const registers = fold(facts);
  await replaceRevenue(transaction, environment, subject, revenueLines(registers));
  await replaceFindings(transaction, environment, subject, scheduleFindings(registers));
}

/** A profile's total is compared with the money of all its subjects. */
async function deriveProfile(
  transaction: Database,
  environment: Environment,
  profileId: string,
): Promise<void> {
  const facts = await factsOfProfiles(transaction, environment, [profileId], LAST_INSTANT);
  const bySubject = Map.groupBy(facts, subjectOf);
  const money = [...bySubject.values()].flatMap((told) => moneyAt(fold(told), LAST_INSTANT));
  const found = revenueDiffers(facts, money, profileId, LAST_INSTANT);
  await replaceFindings(
    transaction,
    environment,
    `revenue of ${JSON.stringify(profileId)}`,
    found.map((finding) => ({ finding, disappearsAt: null })),
  );
}
