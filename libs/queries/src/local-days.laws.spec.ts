import { describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT, type Instant, instantFromEpochMs } from '@subledger/domain';
import fc from 'fast-check';
import { LocalDays } from './local-days.js';

/** Among them: clocks turned at 00:01, a skipped day, quarters of an hour, and every zone that this machine knows. */
const zones = fc.oneof(
  fc.constantFrom('UTC', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', '-03:30'),
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
);
const instants = fc
  .integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2040, 0, 1) })
  .map((epochMs) => instantFromEpochMs(epochMs) ?? FIRST_INSTANT);

describe('the days of a time zone', () => {
  it('hold each instant from their first moment until that of the next, in whatever order they are asked', () => {
    fc.assert(
      fc.property(zones, fc.array(instants, { minLength: 1, maxLength: 8 }), (zone, asked) => {
        const days = new LocalDays(zone);
        for (const instant of asked) {
          const day = days.dayOf(instant);
          expect(firstMoment(days, day) <= instant).toBe(true);
          expect(firstMoment(days, nextDay(day)) > instant).toBe(true);
        }
      }),
    );
  });

  it('are those that its clocks show, except where they show a day again after its end', () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const shown = shownIn(zone, instant);
        const days = new LocalDays(zone);
        const isOver = instant >= firstMoment(days, nextDay(shown));
        expect(days.dayOf(instant)).toBe(isOver ? nextDay(shown) : shown);
      }),
    );
  });
});

/** What a clock there shows, as the runtime itself has it. */
const shownIn = (timeZone: string, instant: Instant): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(instant));

function firstMoment(days: LocalDays, day: string): Instant {
  const moment = days.firstMomentOf(day);
  if (moment === undefined) throw new Error(`${day} is within the calendar.`);
  return moment;
}

const nextDay = (day: string): string =>
  new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
