import { ENVIRONMENTS } from '@subledger/domain';

const EXAMPLE_INSTANT = '2026-02-01T00:00:00Z';

/** Members that many answers have, described once for all of them. */
export const environment = { enum: ENVIRONMENTS } as const;
export const instant = { type: String, example: EXAMPLE_INSTANT } as const;
export const instantOrNull = { type: String, nullable: true, example: EXAMPLE_INSTANT } as const;
export const numberOrNull = { type: Number, nullable: true } as const;
export const textOrNull = { type: String, nullable: true } as const;
export const knownAt = {
  ...instantOrNull,
  description: 'Based only on what had been recorded then; null: on everything recorded.',
} as const;
