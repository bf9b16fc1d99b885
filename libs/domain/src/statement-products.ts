import type { Fact } from './fact.js';
import { type Period, periodOf } from './period.js';
import type { Register } from './register.js';

/**
 * For each access update, the product that it is about, in the order of the updates. Within a chain, an update that leaves
 * its product out is about that of its period; else that of another update of its transaction; else the only one that the
 * chain's updates mention. Otherwise an update that takes access away would take nothing away.
 */
export function productsOf(
  updates: Register,
  periods: readonly Period[],
  anchors: readonly string[],
): readonly (string | undefined)[] {
  const said = updates.map(({ productId }) => productId);
  if (!said.includes(undefined)) return said;
  const named = updates.filter(({ chain, productId }) => chain !== undefined && productId);
  const ofTransactions = new Map(
    named.map(({ transactionId, productId }) => [transactionId, productId]),
  );
  const ofChain = new Set(named.map(({ productId }) => productId));
  const only = ofChain.size === 1 ? [...ofChain][0] : undefined;
  return updates.map((fact, place) => {
    if (fact.productId !== undefined || fact.chain === undefined) return fact.productId;
    const ofTransaction =
      fact.transactionId === undefined ? undefined : ofTransactions.get(fact.transactionId);
    return periodMeant(fact, periods, anchors[place])?.productId ?? ofTransaction ?? only;
  });
}

/** The period that an update names; if it names no transaction, the one at its anchor. */
const periodMeant = (
  fact: Fact,
  periods: readonly Period[],
  anchor: string | undefined,
): Period | undefined =>
  periodOf(periods, fact) ??
  (fact.transactionId === undefined
    ? periods.findLast(({ startsAt }) => startsAt === anchor)
    : undefined);
