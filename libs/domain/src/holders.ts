import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { type Period, periodOf } from './period.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import { decidingAt, spokenFor, type Statement } from './statements.js';
import type { Subscription } from './subscription.js';

/**
 * Who holds the current period where no access update says so: the profiles that its news names. If it names none,
 * those of the latest earlier period whose news names some; else the chain's first holder. An event with an
 * unknown name is not news yet.
 */
export function holdersAt(
  registers: Registers,
  { current, periods }: Subscription,
  statements: readonly Statement[],
  at: Instant,
): ReadonlySet<string> {
  const news = heardBy(registers.all, at).filter(({ type }) => type !== 'unrecognised');
  const holders = namedIn(current, periods, news);
  if (holders.size > 0) return holders;
  for (const period of periods.slice(0, periods.indexOf(current)).reverse()) {
    const before = namedIn(period, periods, news);
    if (before.size > 0) return withoutTaken(before, period, decidingAt(statements, at));
  }
  return new Set(news.flatMap(spokenFor).slice(0, 1));
}

const namedIn = (
  period: Period,
  periods: readonly Period[],
  news: readonly Fact[],
): ReadonlySet<string> =>
  new Set(news.filter((fact) => periodOf(periods, fact) === period).flatMap(spokenFor));

/** After a transfer the previous holders no longer hold it; if everybody lost it, it was no transfer. */
function withoutTaken(
  holders: ReadonlySet<string>,
  { endsAt }: Period,
  deciding: readonly Statement[],
): ReadonlySet<string> {
  const isTaken = ({ fact, access }: Statement): boolean =>
    !access.isActive && (endsAt === undefined || effectiveAt(fact) < endsAt);
  const left = [...holders].filter((profileId) => {
    const said = deciding.filter((statement) => statement.profileId === profileId);
    return said.length === 0 || !said.every(isTaken);
  });
  return left.length > 0 ? new Set(left) : holders;
}
