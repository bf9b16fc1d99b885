/** What is wrong with a log, its tree or its checkpoints, and with which event. */
export interface LogFinding {
  readonly kind:
    'altered' | 'missing' | 'moved' | 'added' | 'unreadable' | 'checkpoint' | 'tree' | 'file';
  readonly eventId: string | null;
  /** Where it is, or should be, in the tree, counted from 0. */
  readonly leaf: string | null;
  /** Where the log has it, or had it. */
  readonly position: string | null;
  readonly sentence: string;
}

/** Where something was found. */
export interface FoundAt {
  readonly eventId?: string;
  readonly leaf?: bigint;
  readonly position?: string;
  /** The event shows it by itself: no signature can say that the log is right there. */
  readonly isCertain?: boolean;
}

/** What the log is blamed for, unless a signature says that it is right. */
const ABOUT_THE_LOG = new Set<LogFinding['kind']>(['altered', 'missing', 'moved', 'added']);

/** More than a person reads, and few enough to keep. */
const MOST_KEPT = 1_000;

/** What was found, bounded: everything is counted, and the first thousand are kept. */
export class Findings {
  readonly #kept: LogFinding[] = [];
  readonly #certain = new Set<LogFinding>();
  #count = 0;

  /**
   * @param proven so many leaves of the log fit a checkpoint. Where log and tree differ there, somebody changed the
   *   tree's file, and no event.
   */
  judged(proven: bigint): readonly LogFinding[] {
    return this.#inOrder().map((finding) => {
      const isLogRight =
        ABOUT_THE_LOG.has(finding.kind) &&
        !this.#certain.has(finding) &&
        finding.leaf !== null &&
        BigInt(finding.leaf) < proven;
      if (!isLogRight) return finding;
      const sentence = `Leaf ${finding.leaf} of the tree was changed, and no event: the log fits the checkpoint over ${proven} leaves, and the tree does not fit the log.`;
      return { ...finding, kind: 'tree', sentence };
    });
  }

  /** Events first, in the order of the tree. */
  #inOrder(): readonly LogFinding[] {
    const place = ({ leaf }: LogFinding): number => (leaf === null ? Infinity : Number(leaf));
    return this.#kept.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  }

  get count(): number {
    return this.#count;
  }

  add(kind: LogFinding['kind'], sentence: string, where: FoundAt = {}): void {
    this.#count += 1;
    if (this.#kept.length >= MOST_KEPT) return;
    const { eventId = null, leaf, position = null, isCertain = false } = where;
    const finding = {
      kind,
      eventId,
      leaf: leaf === undefined ? null : String(leaf),
      position,
      sentence,
    };
    this.#kept.push(finding);
    if (isCertain) this.#certain.add(finding);
  }
}
