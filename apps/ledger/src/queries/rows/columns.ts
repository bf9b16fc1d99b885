import { aspectText, type Difference } from '@subledger/domain';
import type {
  EventAnswer,
  FindingAnswer,
  HolderAnswer,
  TimelineEntryAnswer,
} from '@subledger/queries';
import type { Columns } from './format.js';

/** The columns of events as CSV, as described in docs/reference/http-api.md. */
export const EVENT_COLUMNS: Columns<EventAnswer> = {
  eventId: (event) => event.eventId,
  environment: (event) => event.environment,
  position: (event) => event.position,
  kind: (event) => event.kind,
  type: (event) => event.type,
  name: (event) => event.name,
  occurredAt: (event) => event.occurredAt,
  recordedAt: (event) => event.recordedAt,
  profileId: (event) => event.profileId,
  customerUserId: (event) => event.customerUserId,
  store: (event) => event.store,
  originalTransactionId: (event) => event.originalTransactionId,
  transactionId: (event) => event.transactionId,
  productId: (event) => event.productId,
  conflictsWith: (event) => event.conflictsWith,
  supersedes: (event) => event.supersedes,
  noteBy: (event) => event.note?.by,
  noteText: (event) => event.note?.text,
  stream: (event) => event.stream,
  revision: (event) => event.revision,
  bodySha256: (event) => event.bodySha256,
  priceUsd: (event) => event.priceUsd,
  proceedsUsd: (event) => event.proceedsUsd,
  netRevenueUsd: (event) => event.netRevenueUsd,
  taxesUsd: (event) => event.taxesUsd,
  currency: (event) => event.currency,
  price: (event) => event.price,
  proceeds: (event) => event.proceeds,
  netRevenue: (event) => event.netRevenue,
  taxes: (event) => event.taxes,
};

/** The same, and what each event did. */
export const TIMELINE_COLUMNS: Columns<TimelineEntryAnswer> = {
  ...EVENT_COLUMNS,
  effectiveAt: (entry) => entry.effectiveAt,
  delayMs: (entry) => entry.delayMs,
  source: (entry) => entry.source,
  step: (entry) => entry.step,
  flow: (entry) => entry.flow?.flow,
  changes: (entry) => entry.changes?.map(changeText).join('; '),
  nothing: (entry) => entry.nothing,
  unreadable: (entry) => entry.unreadable.join(' '),
  supersededBy: (entry) => entry.supersededBy,
  sentence: (entry) => entry.sentence,
};

/** What a file about everybody is about, so that files of several months can be put one behind another. */
interface AboutEverybody {
  readonly environment: string;
  readonly at: string;
  readonly knownAt: string | null;
}

const aboutColumns = ({ environment, at, knownAt }: AboutEverybody): Columns<unknown> => ({
  environment: () => environment,
  at: () => at,
  knownAt: () => knownAt,
});

/** The columns of who has access as CSV, as described there. */
export const holderColumns = (
  { environment }: Pick<AboutEverybody, 'environment'>,
  { at, knownAt }: Omit<AboutEverybody, 'environment'>,
): Columns<HolderAnswer> => ({
  ...aboutColumns({ environment, at, knownAt }),
  customerUserId: (holder) => holder.customerUserId,
  profileId: (holder) => holder.profileId,
  level: (holder) => holder.level,
  expiresAt: (holder) => holder.expiresAt,
  willRenew: (holder) => String(holder.willRenew),
  isLifetime: (holder) => String(holder.isLifetime),
  inGracePeriod: (holder) => String(holder.inGracePeriod),
  basis: (holder) => holder.basis,
  rule: (holder) => holder.because.rule,
  eventIds: (holder) => holder.because.eventIds.join(' '),
});

/** The columns of findings as CSV, as described there. */
export const findingColumns = (
  { environment }: Pick<AboutEverybody, 'environment'>,
  { at, knownAt }: Omit<AboutEverybody, 'environment'>,
): Columns<FindingAnswer> => ({
  ...aboutColumns({ environment, at, knownAt }),
  kind: (finding) => finding.kind,
  store: (finding) => finding.chain?.store,
  originalTransactionId: (finding) => finding.chain?.originalTransactionId,
  profileId: (finding) => finding.profileId,
  missingCount: (finding) => finding.missing.count,
  missingTypes: (finding) => finding.missing.types.join(' '),
  from: (finding) => finding.from,
  until: (finding) => finding.until,
  appearsAt: (finding) => finding.appearsAt,
  sentence: (finding) => finding.missing.sentence,
  rule: (finding) => finding.because.rule,
  eventIds: (finding) => finding.because.eventIds.join(' '),
});

const changeText = (change: Difference): string =>
  `${aspectText(change)} ${change.field}: ${String(change.before ?? '')} -> ${String(change.after ?? '')}`;
