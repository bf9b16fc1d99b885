/** `T` before unsaid properties are removed: an optional property may still be present as `undefined`. */
export type WithUnsaid<T> = {
  [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K];
};

/** Removes what the body does not say, so that merging or serialising a fact cannot erase anything. */
export function said<T extends object>(fields: WithUnsaid<T>): T {
  const present: Partial<WithUnsaid<T>> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as T;
}

/** The same, but undefined if no field is said. */
export function saidOrNothing<T extends object>(fields: WithUnsaid<T>): T | undefined {
  const present = said<T>(fields);
  return Object.keys(present).length === 0 ? undefined : present;
}
