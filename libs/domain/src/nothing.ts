import { isOneTime, kindOf } from './event-kinds.js';
import { isRow, isSameEvent } from './export-row.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { anchorOf, type Period } from './period.js';
import { periodsAt } from './periods.js';
import { effectiveAt } from './register.js';
import { evolve, type Registers, registersFedBy } from './registers.js';
import { subscriptionAt } from './subscription.js';

/** Why a recorded event changed nothing, by the names that answers give and `docs/lifecycle.md` explains. */
export const NOTHING_REASONS = [
  'annotation',
  'conflict',
  'unrecognised',
  'timer',
  'took-nothing-away',
  'told-by-webhook',
  'told-by-row',
  'withdrawn-before',
  'takes-effect-later',
  'no-period-known',
  'older-news',
  'said-before',
] as const;

export type NothingReason = (typeof NOTHING_REASONS)[number];

/** Why `fact` changes nothing in what was known before it. */
export function whyNothing(known: Registers, fact: Fact, moment: Instant): NothingReason {
  if (fact.type === 'annotation') return 'annotation';
  if (fact.supersedes !== undefined || fact.type === 'retraction') return 'took-nothing-away';
  const together = evolve(known, fact);
  if (together.superseded.includes(fact.eventId)) return whyUncounted(known, fact);
  if (fact.type === 'unrecognised') return 'unrecognised';
  if (kindOf(fact) === 'timer') return 'timer';
  if (fact.occurredAt > moment || (fact.access?.startsAt ?? fact.occurredAt) > moment)
    return 'takes-effect-later';
  if (fact.chain !== undefined && fact.access === undefined && hasNoPeriod(together, fact, moment))
    return 'no-period-known';
  return isOlder(known, fact, periodsAt(together, moment)) ? 'older-news' : 'said-before';
}

function whyUncounted({ all, withdrawn, corrected }: Registers, fact: Fact): NothingReason {
  const tellings = [...all, ...withdrawn].filter((one) => isSameEvent(one, fact));
  if (isRow(fact) && !tellings.every(isRow)) return 'told-by-webhook';
  const isCorrected = [fact, ...tellings].some(({ eventId }) => corrected.includes(eventId));
  return isCorrected ? 'withdrawn-before' : 'told-by-row';
}

const hasNoPeriod = (registers: Registers, fact: Fact, moment: Instant): boolean =>
  !isOneTime(fact) && subscriptionAt(registers, moment) === undefined;

/** Whether news about a newer period, or newer news about the same one, was already there. */
function isOlder(known: Registers, fact: Fact, periods: readonly Period[]): boolean {
  const place = placeOf(fact, periods);
  return rivalsOf(known, fact).some((rival) => placeOf(rival, periods) > place);
}

/** What an access update repeats about renewal is not its own subject. */
const rivalsOf = (known: Registers, fact: Fact): readonly Fact[] =>
  fact.access === undefined
    ? registersFedBy(fact.type)
        .filter((name) => name !== 'money')
        .flatMap((name) => known[name])
    : known.access.filter(
        ({ access, profileId }) =>
          access?.levelId === fact.access?.levelId && profileId === fact.profileId,
      );

/** Both parts have a fixed length, so that comparing the texts compares the pairs. */
const placeOf = (fact: Fact, periods: readonly Period[]): string =>
  `${anchorOf(periods, fact) ?? ''} ${effectiveAt(fact)}`;
