import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { formatInstant, isInstant } from '@subledger/domain';
import { type Database, type FindingPlace, readFindings } from '@subledger/read-models';
import { cursorOfParts, isKeyText, placeOfCursor } from './cursor.js';
import {
  type AsOf,
  type EverybodyAnswer,
  type EverybodyFile,
  fileAsOf,
  pageAsOf,
} from './everybody-list.js';
import { type FindingAnswer, findingAnswer } from './finding-answer.js';
import { FINDINGS_LIST, type FindingsQuestion } from './findings-page.js';
import { awaitPosition } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import type { Page, PageRequest } from './page.js';
import { READ_SIDE, type ReadSide } from './read-side.js';

export type FindingsAnswer = EverybodyAnswer<FindingAnswer>;

/**
 * All customers' findings. As of now, in the order of their appearance; as of another moment, or by what was known, in
 * that of the chains and profiles, and then a page may be empty without being the last.
 */
export class ListFindings extends Query<FindingsAnswer> {
  constructor(readonly question: FindingsQuestion & PageRequest) {
    super();
  }
}

/** All of them, in batches, as of one moment and in the order of the chains and profiles. */
export class StreamFindings extends Query<EverybodyFile<FindingAnswer>> {
  constructor(readonly question: FindingsQuestion) {
    super();
  }
}

@QueryHandler(ListFindings)
export class ListFindingsHandler implements IQueryHandler<ListFindings> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no such page gave. */
  async execute({ question }: ListFindings): Promise<FindingsAnswer> {
    if (question.at !== undefined || question.knownAt !== undefined)
      return pageAsOf(this.side, question, FINDINGS_LIST);
    await awaitPosition(this.side, ['lifecycle'], question);
    const after = placeOfCursor(question.cursor, placeIn);
    const asked = { ...question, at: this.side.now(), after };
    const { found, reach } = await inSnapshot(this.side, ['lifecycle'], question, (snapshot) =>
      storedPage(snapshot, asked),
    );
    return { ...found, at: formatInstant(asked.at), knownAt: null, ...reach };
  }
}

@QueryHandler(StreamFindings)
export class StreamFindingsHandler implements IQueryHandler<StreamFindings> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`, before the first batch. */
  async execute({ question }: StreamFindings): Promise<EverybodyFile<FindingAnswer>> {
    return fileAsOf(this.side, question, FINDINGS_LIST);
  }
}

/** Those that are kept ready, as of now. */
async function storedPage(
  snapshot: Database,
  { environment, at, kind, since, after, limit }: StoredPageRequest,
): Promise<Page<FindingAnswer>> {
  const found = await readFindings(snapshot, {
    environment,
    at,
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
    after,
    limit: limit + 1,
  });
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(({ finding }) => findingAnswer(environment, finding)),
    nextCursor: last === undefined ? null : cursorOfParts([last.appearsAt, last.owner, last.place]),
  };
}

type StoredPageRequest = Omit<AsOf<FindingsQuestion>, 'upTo'> & {
  readonly after: FindingPlace | null;
};

/** The place where a cursor says the list continues. */
function placeIn(parts: readonly unknown[]): FindingPlace | null {
  const [appearsAt, owner, place] = parts;
  if (parts.length !== 3 || typeof appearsAt !== 'string' || !isInstant(appearsAt)) return null;
  if (typeof owner !== 'string' || !isKeyText(owner)) return null;
  return Number.isSafeInteger(place) ? { appearsAt, owner, place: place as number } : null;
}
