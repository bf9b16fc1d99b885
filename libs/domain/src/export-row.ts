import type { Fact } from './fact.js';
import { secondOf } from './instant.js';
import { compareTexts } from './order.js';

/**
 * A webhook and a row of an export are the same event when type, transaction, profile and business time agree (Adapty's
 * page "Amazon S3"). Exports need not write fractions of a second, so the second is compared.
 */
const keyOf = ({ type, name, transactionId, profileId, occurredAt }: Fact): string =>
  JSON.stringify([
    type === 'unrecognised' ? [name.toLowerCase()] : type,
    transactionId,
    profileId,
    secondOf(occurredAt),
  ]);

export const isRow = ({ source }: Fact): boolean => source === 'export';

/** Whether two facts tell of one event, if at least one of them is a row of an export. */
export const isSameEvent = (a: Fact, b: Fact): boolean => keyOf(a) === keyOf(b);

/**
 * The facts that do not count because another one tells of the same event, as far as rows are involved. What is left
 * out depends on the set of facts alone:
 *
 * - A webhook says all that a row does, and more: its rows do not count, even where a person has withdrawn the webhook.
 *   So does what a person has recorded in the place of another event, as long as it stands.
 * - Where a person has withdrawn one of the rows, the event is withdrawn, whatever tells of it. What the person recorded in
 *   its place counts.
 * - Of rows without a webhook, one counts: the first by its id.
 *
 * @param corrected the events that a person has withdrawn.
 */
export function retoldIn(facts: readonly Fact[], corrected: ReadonlySet<string>): readonly Fact[] {
  const exported = new Set(facts.filter(isRow).map(keyOf));
  const concerned = facts.filter((fact) => exported.has(keyOf(fact)));
  return [...Map.groupBy(concerned, keyOf).values()].flatMap((tellings) =>
    retold(tellings, corrected),
  );
}

function retold(tellings: readonly Fact[], corrected: ReadonlySet<string>): readonly Fact[] {
  const { rows = [], others = [] } = Object.groupBy(tellings, (fact) =>
    isRow(fact) ? 'rows' : 'others',
  );
  if (rows.some(({ eventId }) => corrected.has(eventId)))
    return [...rows, ...others.filter(({ supersedes }) => supersedes === undefined)];
  const isTold = others.some(
    ({ supersedes, eventId }) => supersedes === undefined || !corrected.has(eventId),
  );
  if (isTold) return rows;
  const [first] = rows.map(({ eventId }) => eventId).sort(compareTexts);
  return rows.filter(({ eventId }) => eventId !== first);
}
