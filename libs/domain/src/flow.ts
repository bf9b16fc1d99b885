import type { Instant } from './instant.js';
import type { Registers } from './registers.js';
import { storyOf } from './story.js';
import type { Subscription } from './subscription.js';

/** Which of the documented flows a subscription went through last (Adapty's page "Event flows"). */
export interface FlowName {
  /** Null while several flows are still possible, and if what happened is in none of them. */
  readonly flow: string | null;
  /** The flows that what has happened so far is the beginning of. */
  readonly mayBecome: readonly string[];
  /** What happened that is in no documented flow. */
  readonly deviation: string | null;
}

/** How a story that has completed a documented flow ends (the letters are those of `story.ts`). */
const STORIES: readonly (readonly [ending: RegExp, flow: string])[] = [
  [/U[SZ]$/, 'immediate-product-change-same-chain'],
  [/U$/, 'immediate-product-change'],
  [/XQF?$/, 'immediate-cancellation'],
  [/XF$/, 'cancellation-with-refund'],
  [/[TV](BG?|G)E$/, 'trial-billing-issue-failed'],
  [/GE$/, 'billing-issue-grace-failed'],
  [/BE$/, 'billing-issue-no-grace-failed'],
  [/G\.?[RC]$/, 'billing-issue-grace-recovered'],
  [/B\.?[RC]$/, 'billing-issue-no-grace-recovered'],
  [/\.C$/, 'trial-expired-then-bought'],
  [/P[EK]?\.?R$/, 'pause-and-resume'],
  [/\.R$/, 'reactivation-after-expiry'],
  [/[TV](XO)+$/, 'trial-renewal-reactivated'],
  [/XOR?$/, 'renewal-reactivated'],
  [/[TV](XO)*X[EK]$/, 'trial-cancelled'],
  [/X[EK]$/, 'cancellation'],
  [/N[EK]$/, 'product-change-on-renewal'],
  [/DK?$/, 'deferred'],
  [/H[RC]*K?$/, 'transfer-access-to-new-user'],
  [/Y[RC]*K?$/, 'shared-access'],
  [/L[RC]*K?$/, 'shared-access-listed-only'],
  [/V$/, 'trial-with-price'],
  [/CK?$/, 'trial-converted'],
  [/ZK?$/, 'zero-price-replacement'],
  [/[SR]K?$/, 'initial-purchase-and-renewal'],
];

const BEGINNINGS: readonly (readonly [ending: RegExp, flows: readonly string[]])[] = [
  [/T$/, ['trial-converted', 'trial-cancelled', 'trial-billing-issue-failed']],
  [/[TV](XO)*X$/, ['trial-cancelled', 'trial-renewal-reactivated']],
  [
    /X$/,
    [
      'cancellation',
      'cancellation-with-refund',
      'renewal-reactivated',
      'reactivation-after-expiry',
    ],
  ],
  [/N$/, ['downgrade', 'product-change-on-renewal']],
  [/P[EK]?$/, ['pause-and-resume']],
  [/G$/, ['billing-issue-grace-recovered', 'billing-issue-grace-failed']],
  [/B$/, ['billing-issue-no-grace-recovered', 'billing-issue-no-grace-failed']],
  [/[TV]E$/, ['trial-expired-then-bought']],
];

const UNDOCUMENTED = 'undocumented-sequence';

const DEVIATIONS: readonly (readonly [ending: RegExp, deviation: string])[] = [
  [/[EK]F$/, 'refund-after-expiry'],
  [/F$/, 'refund-without-cancellation'],
  [/Q$/, 'cut-short-without-cancellation'],
  [/E$/, 'expiry-without-cancellation'],
  [/K$/, 'ended-by-the-clock'],
  [/O$/, 'reactivation-without-cancellation'],
  [/^[^STVZ]*$/, 'no-purchase-recorded'],
];

/** Every name that `flow` can have, or that `mayBecome` can list. */
export const FLOW_NAMES: readonly string[] = [
  ...new Set([...STORIES.map(([, flow]) => flow), ...BEGINNINGS.flatMap(([, flows]) => flows)]),
];

/** Every name that `deviation` can have. */
export const DEVIATION_NAMES: readonly string[] = [
  ...DEVIATIONS.map(([, deviation]) => deviation),
  UNDOCUMENTED,
];

/** The flow that the chain's latest news belongs to. */
export function flowAt(registers: Registers, subscription: Subscription, at: Instant): FlowName {
  const story = storyOf(registers, subscription, at);
  const flow = STORIES.find(([ending]) => ending.test(story))?.[1] ?? null;
  if (flow !== null) return { flow, mayBecome: [], deviation: null };
  const mayBecome = BEGINNINGS.find(([ending]) => ending.test(story))?.[1] ?? [];
  if (mayBecome.length > 0) return { flow: null, mayBecome, deviation: null };
  const deviation = DEVIATIONS.find(([ending]) => ending.test(story))?.[1] ?? UNDOCUMENTED;
  return { flow: null, mayBecome: [], deviation };
}
