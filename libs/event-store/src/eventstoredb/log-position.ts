import { isPosition, LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';

/** Byte offsets of the transaction and of the record in it. They order the log as a pair. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const textOf = ({ commit, prepare }: LogPosition): Position =>
  `${commit}/${prepare}` as Position;

/** Null for a position of another kind of store. */
export function logPosition(position: Position): LogPosition | null {
  const [commit, prepare, ...rest] = isPosition(position) ? position.split('/') : [];
  if (commit === undefined || prepare === undefined || rest.length > 0) return null;
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** @throws LedgerError `invalid-request` for a position of another kind of store. */
export function ownPosition(position: Position): LogPosition {
  const own = logPosition(position);
  if (own !== null) return own;
  throw new LedgerError(
    'invalid-request',
    `Position ${position} belongs to another kind of store.`,
  );
}

/** Whether `a` lies after `b`; everything lies after null, the log's beginning. */
export const isAfter = (a: LogPosition, b: LogPosition | null): boolean =>
  b === null || a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare);
