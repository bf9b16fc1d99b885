import type { RecordedEvent } from '@subledger/event-store';
import { contradictsItself } from '../body-hash.js';
import type { Range } from '../tree/ranges.js';
import type { Hash } from '../tree/hashes.js';
import type { Discrepancies, FoundAt } from './discrepancies.js';
import { Gaps } from './gaps.js';
import type { StoredLeaves } from './stored-leaves.js';

/**
 * Walks along the log and the leaves side by side, by the events' ids: so that one event that is gone makes one
 * discrepancy instead of one for every event after it.
 */
export class Alignment {
  readonly #leaves: StoredLeaves;
  readonly #discrepancies: Discrepancies;
  readonly #gaps = new Gaps();
  /** The leaf that the log's next event should be. */
  #place = 0n;
  #notInTree = 0n;

  constructor(leaves: StoredLeaves, discrepancies: Discrepancies) {
    this.#leaves = leaves;
    this.#discrepancies = discrepancies;
  }

  /** Events after the tree's last leaf: recorded since it was last grown. */
  get notInTree(): bigint {
    return this.#notInTree;
  }

  take(event: RecordedEvent, leafHash: Hash): void {
    if (this.#leaves.leafAt(this.#place)?.eventId === event.id) {
      this.#compare(event, leafHash, this.#place);
      this.#place += 1n;
      return;
    }
    const leaf = this.#leaves.leafOf(event.id);
    if (leaf === null) this.#unknown(event);
    else if (leaf.place > this.#place) {
      this.#gaps.add({ begin: this.#place, end: leaf.place });
      this.#compare(event, leafHash, leaf.place);
      this.#place = leaf.place + 1n;
    } else this.#outOfPlace(event, leafHash, leaf.place);
  }

  /** Reports what is missing, once the log is through. */
  end(): void {
    const last = { begin: this.#place, end: this.#leaves.size };
    for (const gap of this.#gaps.ranges) this.#missing(gap, false);
    if (last.begin < last.end) this.#missing(last, true);
  }

  #compare(event: RecordedEvent, leafHash: Hash, leaf: bigint): void {
    if (!this.#leaves.holds(leaf, leafHash) || contradictsItself(event))
      this.#altered(event, placeOf(event, leaf));
  }

  #altered(event: RecordedEvent, place: FoundAt): void {
    this.#discrepancies.add(
      'altered',
      `Event ${nameOf(event)} is not what it was: ${partOf(event)}.`,
      {
        ...place,
        isCertain: contradictsItself(event),
      },
    );
  }

  #unknown(event: RecordedEvent): void {
    const { id: eventId, position } = event;
    if (this.#place >= this.#leaves.size) {
      this.#notInTree += 1n;
      if (contradictsItself(event)) this.#altered(event, { eventId, position });
    } else
      this.#discrepancies.add(
        'added',
        `Event ${nameOf(event)} is before leaf ${this.#place}, but the tree has never seen it.`,
        placeOf(event, this.#place),
      );
  }

  #outOfPlace(event: RecordedEvent, leafHash: Hash, leaf: bigint): void {
    const isMoved = this.#gaps.fill(leaf);
    const what = isMoved
      ? `was recorded as leaf ${leaf}, but is now after later ones`
      : `appears twice: it is already leaf ${leaf}`;
    this.#discrepancies.add(
      isMoved ? 'moved' : 'added',
      `Event ${nameOf(event)} ${what}.`,
      placeOf(event, leaf),
    );
    if (isMoved) this.#compare(event, leafHash, leaf);
  }

  #missing({ begin, end }: Range, isTail: boolean): void {
    const [first, last] = [this.#leaves.leafAt(begin), this.#leaves.leafAt(end - 1n)];
    const eventId = first?.eventId ?? 'unknown';
    const isOne = begin + 1n === end;
    const many = isOne
      ? `Event ${eventId} is missing: it was leaf ${begin}`
      : `${end - begin} events are missing, from ${eventId} to ${last?.eventId ?? 'unknown'}: they were leaves ${begin} to ${end - 1n}`;
    const where =
      first === null || last === null
        ? ''
        : isOne
          ? `, at position ${first.position}`
          : `, at positions ${first.position} to ${last.position}`;
    this.#discrepancies.add('missing', `${many}${where}${isTail ? '. The log ends before' : ''}.`, {
      eventId,
      leaf: begin,
      ...(first === null ? {} : { position: first.position }),
    });
  }
}

const nameOf = ({ id, stream, revision, position }: RecordedEvent): string =>
  `${id} at position ${position} (revision ${revision} of ${stream})`;

const placeOf = ({ id, position }: RecordedEvent, leaf: bigint) => ({
  eventId: id,
  position,
  leaf,
});

/**
 * Recording wrote the body's SHA-256 into the metadata. That they agree says nothing of the body: whoever changed it may
 * have changed the hash with it.
 */
function partOf(event: RecordedEvent): string {
  if (event.metadata.bodySha256 === undefined) return 'its bytes give a different hash';
  return contradictsItself(event)
    ? 'its body does not match the SHA-256 that was recorded with it'
    : 'its body agrees with the SHA-256 beside it: either its place, type or metadata were changed, or the body and its SHA-256 both were';
}
