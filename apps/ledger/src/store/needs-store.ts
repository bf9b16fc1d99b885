import type { Role } from '@subledger/configuration';

/** Whether a process cannot work without the log: one that only answers has the read models for nearly all of it. */
export const needsStore = (roles: readonly Role[]): boolean =>
  roles.some((role) => role !== 'query');
