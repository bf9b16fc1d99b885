import { seededRandom } from '../../../cli/src/demo/random.js';

/** Numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** The same parts give the same numbers; other parts, even neighbouring ones, give unrelated numbers. */
export function randomOf(...parts: readonly number[]): Random {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return seededRandom(hash >>> 0);
}

/** One of the choices, with probabilities in proportion to their weights. */
export function choose<T>(random: Random, choices: readonly (readonly [weight: number, T])[]): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  throw new RangeError('Weights must include one above zero.');
}

/** An integer from `low` (inclusive) to `high` (exclusive). */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low));
