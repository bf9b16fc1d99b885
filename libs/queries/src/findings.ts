import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Because,
  type Environment,
  type Finding,
  type FindingKind,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  isInstant,
} from '@subledger/domain';
import { type FindingPlace, readFindings } from '@subledger/read-models';
import { cursorOfParts, isKeyText, placeOfCursor } from './cursor.js';
import type { Page, PageRequest } from './page.js';
import { readBegun } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { READ_SIDE, type ReadSide } from './read-side.js';

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
  /** The missing event happened between these; `from` is null if nothing bounds it. */
  readonly from: string | null;
  readonly until: string;
  /** When the evidence appeared. */
  readonly appearsAt: string;
}

export interface FindingsQuestion extends Freshness, PageRequest {
  readonly environment: Environment;
  readonly kind?: FindingKind;
  /** Only findings that appeared at or after this instant. */
  readonly since?: Instant;
}

/** All customers' findings as of now, in the order of their appearance. */
export class ListFindings extends Query<Page<FindingAnswer>> {
  constructor(readonly question: FindingsQuestion) {
    super();
  }
}

@QueryHandler(ListFindings)
export class ListFindingsHandler implements IQueryHandler<ListFindings> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  async execute({ question }: ListFindings): Promise<Page<FindingAnswer>> {
    await awaitPosition(this.side, ['lifecycle'], question);
    const { environment, kind, since, limit } = question;
    const { reader } = this.side.readModels;
    const found = await readBegun(this.side, ['lifecycle'], question, () =>
      readFindings(reader, {
        environment,
        at: this.side.now(),
        ...(kind === undefined ? {} : { kind }),
        ...(since === undefined ? {} : { since }),
        after: placeOfCursor(question.cursor, placeIn),
        limit: limit + 1,
      }),
    );
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: found.slice(0, limit).map(({ finding }) => findingAnswer(environment, finding)),
      nextCursor:
        last === undefined ? null : cursorOfParts([last.appearsAt, last.owner, last.place]),
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
  from: formatInstantOrNull(finding.from),
  until: formatInstant(finding.until),
  appearsAt: formatInstant(finding.appearsAt),
});

/** The place where a cursor says the list continues. */
function placeIn(parts: readonly unknown[]): FindingPlace | null {
  const [appearsAt, owner, place] = parts;
  if (parts.length !== 3 || typeof appearsAt !== 'string' || !isInstant(appearsAt)) return null;
  if (typeof owner !== 'string' || !isKeyText(owner)) return null;
  return Number.isSafeInteger(place) ? { appearsAt, owner, place: place as number } : null;
}
