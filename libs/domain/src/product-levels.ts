import { speaksOfCurrent } from './ended-since.js';
import type { Statement } from './statements.js';
import type { Subscription } from './subscription.js';

/** Which level a product gives, if the sender does not say so in access updates. */
export interface AccessPolicy {
  readonly productLevels: Readonly<Record<string, string>>;
}

const DEFAULT_ACCESS_LEVEL = 'premium';

/**
 * The levels that this chain's updates gave for the product; else the configured one; else those of another
 * product.
 */
export function levelsOf(
  statements: readonly Statement[],
  subscription: Subscription,
  policy: AccessPolicy,
): readonly string[] {
  const { productId } = subscription.current;
  const ofProduct = levelsOfProduct(statements, subscription);
  if (ofProduct.length > 0) return ofProduct;
  if (productId !== undefined && Object.hasOwn(policy.productLevels, productId))
    return [policy.productLevels[productId] ?? DEFAULT_ACCESS_LEVEL];
  const ofChain = levelsIn(ofNewestPeriod(statements));
  return ofChain.length > 0 ? ofChain : [DEFAULT_ACCESS_LEVEL];
}

/** The levels that the product gave in the period before and that no update of the current one mentions. */
export function levelsUntold(
  statements: readonly Statement[],
  subscription: Subscription,
): readonly string[] {
  const told = levelsIn(statements.filter((said) => speaksOfCurrent(said, subscription)));
  return levelsOfProduct(statements, subscription).filter((level) => !told.includes(level));
}

/**
 * The levels that the product gave in the newest earlier period: if it has several, one of the current period's
 * updates may be late. If those updates mention a level that it did not give before, they are taken as complete.
 */
function levelsOfProduct(
  statements: readonly Statement[],
  subscription: Subscription,
): readonly string[] {
  const { productId } = subscription.current;
  const ofProduct = statements.filter((said) => said.productId === productId);
  const now = levelsIn(ofProduct.filter((said) => speaksOfCurrent(said, subscription)));
  const before = levelsLeftIn(
    ofNewestPeriod(ofProduct.filter((said) => !speaksOfCurrent(said, subscription))),
  );
  return now.every((level) => before.includes(level)) ? before : now;
}

/** The statements about the newest period that any of them mentions. */
const ofNewestPeriod = (statements: readonly Statement[]): readonly Statement[] =>
  statements.filter((said) => said.anchor === statements.at(-1)?.anchor);

const levelsIn = (statements: readonly Statement[]): readonly string[] => [
  ...new Set(statements.map((said) => said.access.levelId)),
];

/** The levels that a period's updates left to somebody in the end; if they left none, all that they mention. */
function levelsLeftIn(statements: readonly Statement[]): readonly string[] {
  const last = new Map(statements.map((said) => [said.grant.level, said]));
  const left = levelsIn([...last.values()].filter((said) => said.access.isActive));
  return left.length > 0 ? left : levelsIn(statements);
}
