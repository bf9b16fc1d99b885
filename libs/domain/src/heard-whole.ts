import type { Instant } from './instant.js';
import { isAllHeard } from './register.js';
import { noRegisters, type Registers } from './registers.js';

/** What was computed of some registers, each result at the place of its question. */
interface Known {
  readonly registers: Registers;
  readonly results: ({ readonly value: unknown } | undefined)[];
}

/** One map for all questions: an entry of a weak map costs more, in time and to the collector, than most answers. */
const everKnown = new WeakMap<Registers, Known>();

/** Questions come in rows about the same registers. */
let lastKnown: Known = { registers: noRegisters, results: [] };

let questions = 0;

/**
 * Remembers what follows from registers all of which was heard. What depends on the instant only by what was heard
 * until then is the same at every instant after the last news, and a schedule of findings asks at many of them.
 * Registers never change, so what was computed of them stays true for as long as they live.
 */
export function onceHeardWhole<T>(): (registers: Registers, at: Instant, compute: () => T) => T {
  const place = questions;
  questions += 1;
  return (registers, at, compute) => {
    if (!isAllHeard(registers.all, at)) return compute();
    const { results } = knownOf(registers);
    const found = results[place];
    // Only this question writes at its place.
    if (found !== undefined) return found.value as T;
    const value = compute();
    results[place] = { value };
    return value;
  };
}

function knownOf(registers: Registers): Known {
  if (lastKnown.registers === registers) return lastKnown;
  const known = everKnown.get(registers) ?? { registers, results: [] };
  everKnown.set(registers, known);
  lastKnown = known;
  return known;
}
