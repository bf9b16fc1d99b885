import type { Instant } from './instant.js';
import { isAllHeard } from './register.js';
import type { Registers } from './registers.js';

/** What was computed of some registers, each result at the place of its question. */
interface Known {
  readonly registers: Registers;
  readonly results: ({ readonly value: unknown } | undefined)[];
}

/**
 * Questions come in rows about one subject, or go to and fro between what was known before an event and with it. A weak
 * map of all registers would cost, in time and to the collector, more than most answers.
 */
const MOST_KNOWN = 4;

const known: Known[] = [];

let questions = 0;

/**
 * Remembers what follows from registers all of which was heard. What depends on the instant only by what was heard
 * until then is the same at every instant after the last news, and a schedule of findings asks at many of them.
 * Registers never change, so what was computed of them stays true; it is kept of those that were asked about last.
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

/** Where what was asked about last is known. */
let latest = MOST_KNOWN - 1;

function knownOf(registers: Registers): Known {
  const last = known[latest];
  if (last?.registers === registers) return last;
  const place = known.findIndex((one) => one.registers === registers);
  const found = known[place] ?? { registers, results: [] };
  latest = place >= 0 ? place : (latest + 1) % MOST_KNOWN;
  known[latest] = found;
  return found;
}
