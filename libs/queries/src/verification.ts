import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LedgerError, type Position } from '@subledger/domain';
import { type ComparedTo, compareBuilds, tablesOf } from '@subledger/read-models';
import { isKeyText } from './page.js';
import { READ_SIDE, type ReadSide } from './read-side.js';
import { atEqualPositions } from './two-builds.js';

/** How many rows of each build one page looks at. */
const ROWS_A_PAGE = 2_000;

/** A row that stands in one of the two and not, or not like this, in the other. */
export interface RowDifferenceAnswer {
  readonly table: string;
  readonly only: 'live' | 'rebuild';
  readonly row: Readonly<Record<string, unknown>>;
}

export interface VerificationAnswer {
  /** As far as both have come. */
  readonly position: Position | null;
  /** Rows that this page looked at. */
  readonly compared: number;
  readonly differences: readonly RowDifferenceAnswer[];
  /** Null once every table was looked at. */
  readonly nextCursor: string | null;
}

/** In which rows a rebuild differs from what answers, page after page. */
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
    const from = comparedTo(question);
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
        nextCursor: found.next === null ? null : cursorOf(found.next),
      };
    });
  }
}

const cursorOf = ({ table, key }: ComparedTo): string =>
  Buffer.from(JSON.stringify([table, key])).toString('base64url');

function comparedTo({ projection, cursor }: VerifyRebuild): ComparedTo | null {
  if (cursor === undefined) return null;
  try {
    const told: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(told) || told.length !== 2) throw new TypeError('another shape');
    const [name, key] = told as unknown[];
    const table = tablesOf(projection).find((one) => one === name);
    if (table === undefined || !isKey(key)) throw new TypeError('another list');
    return { table, key };
  } catch {
    throw new LedgerError('invalid-request', 'cursor is not one that a page of this list gave.');
  }
}

const isKey = (key: unknown): key is (string | number)[] =>
  Array.isArray(key) &&
  key.every((part) => (typeof part === 'string' ? isKeyText(part) : Number.isSafeInteger(part))) &&
  key.length <= 8;
