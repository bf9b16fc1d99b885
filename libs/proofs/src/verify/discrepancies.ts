/** What is wrong with a log, its tree or its checkpoints, and with which event. */
export interface Discrepancy {
  readonly kind:
    'altered' | 'missing' | 'moved' | 'added' | 'unreadable' | 'checkpoint' | 'tree' | 'file';
  readonly eventId: string | null;
  /** Its actual or expected place in the tree, counted from 0. */
  readonly leaf: string | null;
  /** Its position in the log, now or formerly. */
  readonly position: string | null;
  readonly sentence: string;
}

/** Where something was found. */
export interface FoundAt {
  readonly eventId?: string;
  readonly leaf?: bigint;
  readonly position?: string;
  /** The event itself shows it: no signature can prove that the log is right there. */
  readonly isCertain?: boolean;
}

/** Findings that blame the log, unless a signature proves that it is right. */
const ABOUT_THE_LOG = new Set<Discrepancy['kind']>(['altered', 'missing', 'moved', 'added']);

/** More than a person reads, and few enough to keep. */
const MOST_KEPT = 1_000;

/** What was found, with how many there were in all. */
export interface Judged {
  readonly findings: readonly Discrepancy[];
  readonly findingCount: number;
}

/** The findings, bounded: all are counted, and the first thousand are kept. */
export class Discrepancies {
  readonly #kept: Discrepancy[] = [];
  readonly #certain = new Set<Discrepancy>();
  #count = 0;

  /**
   * @param proven this many leaves of the log match a checkpoint. If log and tree differ there, somebody changed
   * the tree's file, and no event.
   */
  judged(proven: bigint): Judged {
    const judged = this.#inOrder().map((discrepancy) => {
      const isLogRight =
        ABOUT_THE_LOG.has(discrepancy.kind) &&
        !this.#certain.has(discrepancy) &&
        discrepancy.leaf !== null &&
        BigInt(discrepancy.leaf) < proven;
      if (!isLogRight) return discrepancy;
      const sentence = `Leaf ${discrepancy.leaf} of the tree was changed, but no event was: the log matches the checkpoint over ${proven} leaves, and the tree does not match the log.`;
      return { ...discrepancy, kind: 'tree' as const, sentence };
    });
    // An event that is unknown in one place and missing in it is one leaf that was changed.
    const findings = [
      ...new Map(judged.map((discrepancy) => [discrepancy.sentence, discrepancy])).values(),
    ];
    return { findings, findingCount: this.#count - (judged.length - findings.length) };
  }

  /** Events first, in the order of the tree. */
  #inOrder(): readonly Discrepancy[] {
    const place = ({ leaf }: Discrepancy): number => (leaf === null ? Infinity : Number(leaf));
    return this.#kept.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  }

  add(kind: Discrepancy['kind'], sentence: string, where: FoundAt = {}): void {
    this.#count += 1;
    if (this.#kept.length >= MOST_KEPT) return;
    const { eventId = null, leaf, position = null, isCertain = false } = where;
    const discrepancy = {
      kind,
      eventId,
      leaf: leaf === undefined ? null : String(leaf),
      position,
      sentence,
    };
    this.#kept.push(discrepancy);
    if (isCertain) this.#certain.add(discrepancy);
  }
}
