import { type Instant, instantFromEpochMs } from '@subledger/domain';
import { Temporal } from 'temporal-polyfill';

/**
 * The days of a time zone. A day lasts from its first moment until that of the next, so that every instant is in one
 * day even where the clocks were turned back over midnight.
 */
export class LocalDays {
  readonly #timeZone: string;
  /** Those that were found, by the UTC day of an instant in them: finding one takes longer than all else for a line. */
  readonly #found = new Map<string, readonly Day[]>();

  /**
   * `timeZone`: a name such as `America/New_York`, or an offset such as `+02:00`.
   * @throws RangeError, when first asked, for what is neither.
   */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** Its first moment; undefined where that is not in the years 0000 to 9999. `day`: `2026-01-31` */
  firstMomentOf(day: string): Instant | undefined {
    return this.#startOf(Temporal.PlainDate.from(day));
  }

  /** The day of an instant: `2026-01-31` */
  dayOf(instant: Instant): string {
    const utcDay = instant.slice(0, '2026-01-31'.length);
    const found = this.#found.get(utcDay) ?? [];
    const known = found.find((day) => isWithin(day, instant));
    if (known !== undefined) return known.name;
    const day = this.#findDay(instant);
    this.#found.set(utcDay, [...found, day]);
    return day.name;
  }

  #findDay(instant: Instant): Day {
    const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(this.#timeZone).toPlainDate();
    const day = this.#day(shown);
    // What the clocks show again after midnight belongs to the day that has begun.
    return isWithin(day, instant) ? day : this.#day(shown.add({ days: 1 }));
  }

  #day(date: Temporal.PlainDate): Day {
    return {
      name: nameOf(date),
      from: this.#startOf(date),
      to: this.#startOf(date.add({ days: 1 })),
    };
  }

  #startOf(date: Temporal.PlainDate): Instant | undefined {
    const { epochMilliseconds } = date.toZonedDateTime(this.#timeZone);
    return instantFromEpochMs(epochMilliseconds) ?? undefined;
  }
}

/** A day outside of the years 0000 to 9999 is told as the nearest one inside: names have one length, and their order. */
function nameOf(date: Temporal.PlainDate): string {
  if (date.year < 0) return '0000-01-01';
  return date.year > 9999 ? '9999-12-31' : date.toString();
}

interface Day {
  readonly name: string;
  /** Undefined: it began before the first instant that there is. */
  readonly from: Instant | undefined;
  /** Undefined: it ends after the last one. */
  readonly to: Instant | undefined;
}

const isWithin = ({ from, to }: Day, instant: Instant): boolean =>
  (from === undefined || instant >= from) && (to === undefined || instant < to);
