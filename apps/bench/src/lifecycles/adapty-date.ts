/** `2024-11-15T10:45:36.181042+0000`: microseconds, and an offset without a colon. */
export const adaptyDate = (epochMs: number, micros = 0): string =>
  `${new Date(epochMs).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}+0000`;
