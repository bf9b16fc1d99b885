import type { Instant } from './instant.js';
import { isAllHeard } from './register.js';
import type { Registers } from './registers.js';

/**
 * Remembers what follows from registers all of which was heard. What depends on the instant only by what was heard
 * until then is the same at every instant after the last news, and a schedule of findings asks at many of them.
 * Registers never change, so what was computed of them stays true for as long as they live.
 */
export function onceHeardWhole<T>(): (registers: Registers, at: Instant, compute: () => T) => T {
  const known = new WeakMap<Registers, { readonly value: T }>();
  return (registers, at, compute) => {
    if (!isAllHeard(registers.all, at)) return compute();
    const found = known.get(registers);
    if (found !== undefined) return found.value;
    const value = compute();
    known.set(registers, { value });
    return value;
  };
}
