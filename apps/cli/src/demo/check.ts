import { compareDecimals, sumDecimals } from '@subledger/domain';
import { type Claim, claimsOf, customersOf, type Flow, type FlowStep } from '@subledger/flows';
import type { StatusAnswer } from '@subledger/queries';
import { accessPath, type Answers, statusPath } from './questions.js';

export interface CheckResult {
  readonly steps: number;
  readonly claims: number;
  /** One sentence for each claim that the answers contradict. */
  readonly unmet: readonly string[];
}

/**
 * Compares the answers with what must hold after every step of every flow.
 *
 * Questions about a step are asked after all steps were delivered, which must make no difference, because news
 * counts only from its event time or its receipt, whichever is earlier. In the demo that is always the event time:
 * the effect of an early announcement's receipt is tested with a clock, not here.
 */
export function checkFlows(flows: readonly Flow[], answers: Answers): CheckResult {
  const checks = flows.flatMap((flow) =>
    flow.steps.map((step) => {
      const claims = claimsOf(step.expect);
      const unmet = claims.flatMap((claim) => {
        const said = unlessMet(claim, customersOf(flow), step, answers);
        return said === null ? [] : [`${flow.name}, "${step.step}": ${said}`];
      });
      return { claims: claims.length, unmet };
    }),
  );
  return {
    steps: checks.length,
    claims: checks.reduce((sum, check) => sum + check.claims, 0),
    unmet: checks.flatMap((check) => check.unmet),
  };
}

/** A customer's answer, or undefined if no event names the customer. */
export function statusOf(answers: Answers, customer: string, at: string): StatusAnswer | undefined {
  const said = answers.get(statusPath(customer, at));
  return said?.status === 200 ? (said.body as unknown as StatusAnswer) : undefined;
}

export const hasAccess = (answers: Answers, customer: string, at: string): boolean =>
  answers.get(accessPath(customer, at))?.body.active === true;

/** Null if the claim is met, otherwise what was expected and what was answered. */
function unlessMet(
  claim: Claim,
  customers: readonly string[],
  { at }: FlowStep,
  answers: Answers,
): string | null {
  const all = customers.flatMap((customer) => statusOf(answers, customer, at) ?? []);
  switch (claim.about) {
    case 'subscription': {
      const { originalTransactionId, field, wanted } = claim;
      // Every customer who sees the subscription must see it the same way.
      const seen = all
        .flatMap(({ subscriptions }) => subscriptions)
        .filter((held) => held.originalTransactionId === originalTransactionId)
        .map((held) => (held as unknown as Record<string, unknown>)[field]);
      const isMet = seen.length > 0 && seen.every((one) => one === wanted);
      return isMet ? null : told(`${field} of ${originalTransactionId}`, wanted, seen);
    }
    case 'access': {
      const active = hasAccess(answers, claim.customer, at);
      return active === claim.wanted
        ? null
        : told(`access of ${claim.customer}`, claim.wanted, [active]);
    }
    case 'purchase': {
      const seen = all
        .flatMap(({ purchases }) => purchases)
        .filter(({ transactionId }) => transactionId === claim.transactionId)
        .map(({ state }) => state);
      const isMet = seen.length > 0 && seen.every((state) => state === claim.wanted);
      return isMet ? null : told(`purchase ${claim.transactionId}`, claim.wanted, seen);
    }
    case 'revenue': {
      const sum = sumDecimals(all.map(({ revenue }) => revenue.usd));
      return compareDecimals(sum, claim.wanted) === 0 ? null : told('revenue', claim.wanted, [sum]);
    }
  }
}

const told = (what: string, wanted: unknown, seen: readonly unknown[]): string =>
  `${what} should be ${String(wanted)} but is ${seen.length === 0 ? 'missing' : seen.map(String).join(' and ')}`;
