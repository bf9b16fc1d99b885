import {
  type Environment,
  type Fact,
  fold,
  homeOf,
  isBelieved,
  LAST_INSTANT,
  moneyAt,
  revenueLines,
  scheduleFindings,
} from '@subledger/domain';
import {
  claimsOf,
  columnsOf,
  FACTS_A_PAGE,
  findingRows,
  type FlatRows,
  identitiesOf,
  revenueRow,
  RowCollector,
  SORTED_COLUMNS,
  textKey,
  type Unsorted,
} from '@subledger/read-models/bulk';
import { totalsIn, type ToldTotal } from '../totals.js';

/** All rows that come from the subjects of one part. */
export interface FoldedPart {
  /** In the order of their keys. */
  readonly rows: readonly FlatRows[];
  readonly unsorted: Unsorted;
}

const FACT_COLUMNS = columnsOf<'facts'>({
  environment: true,
  subject: true,
  page: true,
  facts: true,
});

const REVENUE_COLUMNS = columnsOf<'revenue'>({
  environment: true,
  subject: true,
  event_id: true,
  occurred_at: true,
  counted: true,
  product: true,
  store: true,
  country: true,
  currency: true,
  money: true,
});

export const FINDING_COLUMNS = columnsOf<'findings'>({
  environment: true,
  owner: true,
  place: true,
  kind: true,
  appears_at: true,
  disappears_at: true,
  finding: true,
});

/**
 * Folds every subject of a part.
 *
 * @param text lines of a subject's key, a tab and a fact; those of one subject in the log's order.
 */
export function foldPart(environment: Environment, text: string): FoldedPart {
  const part = new PartRows(environment);
  const subjects = [...bySubject(text)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, facts] of subjects) part.add(key, facts);
  return part.folded;
}

function bySubject(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (let from = 0; from < text.length;) {
    const tab = text.indexOf('\t', from);
    const end = text.indexOf('\n', tab);
    const key = text.slice(from, tab);
    const facts = found.get(key);
    const fact = text.slice(tab + 1, end);
    if (facts === undefined) found.set(key, [fact]);
    else facts.push(fact);
    from = end + 1;
  }
  return found;
}

const listOf = (texts: readonly string[]): string => `[${texts.join(',')}]`;

class PartRows {
  readonly #environment: Environment;
  readonly #facts = new RowCollector('facts', FACT_COLUMNS);
  readonly #revenue = new RowCollector('revenue', REVENUE_COLUMNS);
  readonly #findings = new RowCollector('findings', FINDING_COLUMNS);
  readonly #claims = new RowCollector('subject_profiles', SORTED_COLUMNS.claims);
  readonly #identities = new RowCollector('customer_profiles', SORTED_COLUMNS.identities);
  readonly #totals: Unsorted['totals'][number][] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get folded(): FoldedPart {
    return {
      rows: [this.#facts.rows, this.#revenue.rows, this.#findings.rows],
      unsorted: {
        claims: this.#claims.values,
        identities: this.#identities.values,
        totals: this.#totals,
      },
    };
  }

  /** @param texts the facts of one subject, as the texts in which they are stored. */
  add(key: string, texts: readonly string[]): void {
    const whole = listOf(texts);
    this.#addPages(key, texts, whole);
    const facts = (JSON.parse(whole) as Fact[]).filter(isBelieved);
    const subject = facts[0] === undefined ? null : homeOf(facts[0]);
    if (subject === null) return;
    const registers = fold(facts);
    const money = moneyAt(registers, LAST_INSTANT);
    for (const line of revenueLines(registers, money))
      this.#revenue.add(revenueRow(this.#environment, subject, line));
    for (const row of findingRows(this.#environment, subject, scheduleFindings(registers)))
      this.#findings.add(row);
    for (const row of claimsOf(subject, facts)) this.#claims.add(row);
    for (const row of identitiesOf(facts)) this.#identities.add(row);
    for (const [profile, total] of totalsIn(registers.all, money)) this.#addTotal(profile, total);
  }

  /** Most subjects fit on one page, whose text is already complete. */
  #addPages(key: string, texts: readonly string[], whole: string): void {
    for (let page = 0; page * FACTS_A_PAGE < texts.length; page += 1) {
      const some = texts.slice(page * FACTS_A_PAGE, (page + 1) * FACTS_A_PAGE);
      const facts = some.length === texts.length ? whole : listOf(some);
      this.#facts.values.push(this.#environment, key, page, facts);
    }
  }

  #addTotal(profileId: string, { told, money }: ToldTotal): void {
    const needed = money.map(({ kind, occurredAt, money: { usd } }) => ({
      kind,
      profileId,
      occurredAt,
      money: usd === undefined ? {} : { usd },
    }));
    // In the order of SORTED_COLUMNS.
    this.#totals.push(
      this.#environment,
      textKey(profileId),
      JSON.stringify(profileId),
      JSON.stringify({ told, money: needed } satisfies ToldTotal),
    );
  }
}
