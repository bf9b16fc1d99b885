import type { Instant } from './instant.js';
import { isAllHeard } from './register.js';
import type { Registers } from './registers.js';

/** What was computed from some registers, each result at the index of its question. */
interface Known {
  readonly registers: Registers;
  readonly results: ({ readonly value: unknown } | undefined)[];
}

/**
 * Callers ask many questions about the same registers in a row. A WeakMap over all registers costs more (time, GC)
 * than most answers.
 */
const MOST_KNOWN = 4;

const known: Known[] = [];

let questions = 0;

/**
 * Remembers what follows from registers once all of their facts have taken effect. A result that depends on the
 * instant only through the facts in effect is then the same at every later instant, and a schedule of findings
 * asks at many of them. Registers never change, so results stay true; they are kept for the registers that were
 * asked about last.
 */
export function onceAllHeard<T>(): (registers: Registers, at: Instant, compute: () => T) => T {
  const place = questions;
  questions += 1;
  return (registers, at, compute) => {
    if (!isAllHeard(registers.all, at)) return compute();
    const { results } = knownOf(registers);
    const found = results[place];
    // Only this question writes at this index.
    if (found !== undefined) return found.value as T;
    const value = compute();
    results[place] = { value };
    return value;
  };
}

/** The index of what was asked about last. */
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
