import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Environment,
  type Finding,
  type FindingKind,
  formatInstant,
  type Instant,
  isInstant,
  LedgerError,
} from '@subledger/domain';
import { type FindingPlace, loadCheckpoint, readFindings } from '@subledger/read-models';
import type { Because } from './because.js';
import { isKeyText, type Page, type PageRequest } from './page.js';
import {
  assertBegun,
  awaitPosition,
  type Freshness,
  READ_SIDE,
  type ReadSide,
} from './read-side.js';

/** Evidence of a lost webhook, as answers show it. */
export interface FindingAnswer {
  readonly kind: FindingKind;
  readonly environment: string;
  readonly chain: { readonly store: string; readonly originalTransactionId: string } | null;
  readonly profileId: string | null;
  readonly because: Because;
  readonly missing: {
    readonly types: readonly string[];
    readonly count: number;
    readonly sentence: string;
  };
  /** Between these the missing event happened; `from` is null where nothing bounds it. */
  readonly from: string | null;
  readonly until: string;
  /** Since when the evidence is there. */
  readonly appearsAt: string;
}

export interface FindingsQuestion extends Freshness, PageRequest {
  readonly environment: Environment;
  readonly kind?: FindingKind;
  /** Only what appeared at or after this instant. */
  readonly since?: Instant;
}

/** Everybody's findings as of now, in the order of their appearance. */
export class ListFindings extends Query<Page<FindingAnswer>> {
  constructor(readonly question: FindingsQuestion) {
    super();
  }
}

@QueryHandler(ListFindings)
export class ListFindingsHandler implements IQueryHandler<ListFindings> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  async execute({ question }: ListFindings): Promise<Page<FindingAnswer>> {
    await awaitPosition(this.side, 'lifecycle', question);
    const { environment, kind, since, limit } = question;
    const { reader } = this.side.readModels;
    await assertBegun(this.side, await loadCheckpoint(reader, 'lifecycle'));
    const found = await readFindings(reader, {
      environment,
      at: this.side.now(),
      ...(kind === undefined ? {} : { kind }),
      ...(since === undefined ? {} : { since }),
      after: placeOfCursor(question.cursor),
      limit: limit + 1,
    });
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: found.slice(0, limit).map(({ finding }) => findingAnswer(environment, finding)),
      nextCursor: last === undefined ? null : cursorOfPlace(last),
    };
  }
}

export const findingAnswer = (environment: string, finding: Finding): FindingAnswer => ({
  kind: finding.kind,
  environment,
  chain: finding.chain ?? null,
  profileId: finding.profileId ?? null,
  because: finding.because,
  missing: finding.missing,
  from: finding.from === undefined ? null : formatInstant(finding.from),
  until: formatInstant(finding.until),
  appearsAt: formatInstant(finding.appearsAt),
});

const cursorOfPlace = ({ appearsAt, owner, place }: FindingPlace): string =>
  Buffer.from(JSON.stringify([appearsAt, owner, place])).toString('base64url');

function placeOfCursor(cursor: string | undefined): FindingPlace | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(place) || place.length !== 3) throw new TypeError('another shape');
    const [appearsAt, owner, number] = place as unknown[];
    if (typeof appearsAt !== 'string' || !isInstant(appearsAt)) throw new TypeError('no instant');
    if (typeof owner !== 'string' || !isKeyText(owner) || !Number.isSafeInteger(number))
      throw new TypeError('no place');
    return { appearsAt, owner, place: number as number };
  } catch {
    throw new LedgerError('invalid-request', 'cursor is not one that a page of this list gave.');
  }
}
