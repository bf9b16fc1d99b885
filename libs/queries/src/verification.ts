import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Position } from '@subledger/domain';
import { type ComparedTo, compareBuilds, tablesOf } from '@subledger/read-models';
import { cursorOfParts, isKeyText, placeOfCursor } from './cursor.js';
import { READ_SIDE, type ReadSide } from './read-side.js';
import { atEqualPositions } from './two-builds.js';

/** How many rows of each build one page compares. */
const ROWS_A_PAGE = 2_000;

/** A row that one of the two builds has, and that the other lacks or has with other values. */
export interface RowDifferenceAnswer {
  readonly table: string;
  readonly only: 'live' | 'rebuild';
  readonly row: Readonly<Record<string, unknown>>;
}

export interface VerificationAnswer {
  /** The position that both have reached. */
  readonly position: Position | null;
  /** Rows that this page compared. */
  readonly compared: number;
  readonly differences: readonly RowDifferenceAnswer[];
  /** Null once every table was compared. */
  readonly nextCursor: string | null;
}

/** The rows in which a rebuild differs from the live build, page by page. */
export class VerifyRebuild extends Query<VerificationAnswer> {
  constructor(
    readonly projection: string,
    readonly rebuild: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(VerifyRebuild)
export class VerifyRebuildHandler implements IQueryHandler<VerifyRebuild> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`, `rebuild-not-ready`, `invalid-request` for a cursor of another list. */
  execute(question: VerifyRebuild): Promise<VerificationAnswer> {
    const { projection, cursor } = question;
    const from = placeOfCursor(cursor, (parts) => rowIn(projection, parts));
    return atEqualPositions(this.side, question, async (snapshot, { live, rebuild }) => {
      const builds = { first: live, second: rebuild };
      const found = await compareBuilds(snapshot, builds, from, ROWS_A_PAGE);
      return {
        position: live.position,
        compared: found.compared,
        differences: found.differences.map(({ table, only, row }) => ({
          table,
          only: only === 'first' ? 'live' : 'rebuild',
          row,
        })),
        nextCursor: found.next === null ? null : cursorOfParts([found.next.table, found.next.key]),
      };
    });
  }
}

/** The row after which a cursor says the comparison continues. */
function rowIn(projection: string, parts: readonly unknown[]): ComparedTo | null {
  const [name, key] = parts;
  const table = tablesOf(projection).find((one) => one === name);
  return parts.length === 2 && table !== undefined && isKey(key) ? { table, key } : null;
}

const isKey = (key: unknown): key is (string | number)[] =>
  Array.isArray(key) &&
  key.every((part) => (typeof part === 'string' ? isKeyText(part) : Number.isSafeInteger(part))) &&
  key.length <= 8;
