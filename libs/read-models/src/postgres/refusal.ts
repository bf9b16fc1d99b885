import { LedgerError } from '@subledger/domain';

const REFUSALS: Readonly<Record<string, string>> = {
  '28000': 'names a user whom the server refuses',
  '28P01': 'has a user or password that the server refuses',
  '3D000': 'names a database that does not exist',
  '42501': 'names a user who may not create the schema of the read models',
};

/** An error that no waiting will fix, as one that refuses the start; null for any other error. */
export function refusalOf(error: unknown): LedgerError | null {
  const { code } = (error ?? {}) as { code?: unknown };
  const sentence = typeof code === 'string' ? REFUSALS[code] : undefined;
  if (sentence === undefined) return null;
  return new LedgerError('invalid-configuration', `READ_MODEL_URL ${sentence}`);
}
