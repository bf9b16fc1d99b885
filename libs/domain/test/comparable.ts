import type { Answer } from '../src/answer.js';

/**
 * An answer as a text of everything in it, to be compared with another as a whole. When a fact was received
 * is no part of an answer; and since when renewal is on or off depends on it where a renewal was announced.
 */
export const comparable = (answer: Answer, without: readonly string[] = []): string =>
  JSON.stringify(
    answer,
    (name, value: unknown) =>
      without.includes(name) ? undefined : value instanceof Map ? [...value] : value,
    1,
  );
