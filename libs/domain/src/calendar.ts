/**
 * Integer calendar arithmetic: scheduling shifts millions of instants, and going through `Date` and its text
 * dominated the cost. Years are counted from March, so that the leap day is a year's last; every four hundred
 * years have the same number of days.
 */
const DAYS_OF_400_YEARS = 146_097;

/** From 1 March of the year 0000 to 1 January 1970. */
const DAYS_TO_EPOCH = 719_468;

/** Days since 1 January 1970; a day beyond the end of its month runs on into the next. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const daysOfYears = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const monthsSinceMarch = month > 2 ? month - 3 : month + 9;
  return (
    era * DAYS_OF_400_YEARS + daysOfYears + daysBefore(monthsSinceMarch) + day - 1 - DAYS_TO_EPOCH
  );
}

/** A date of the calendar. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The date that is so many days after 1 January 1970. */
export function civilDate(days: number): CivilDate {
  const sinceMarch = days + DAYS_TO_EPOCH;
  const era = Math.floor(sinceMarch / DAYS_OF_400_YEARS);
  const dayOfEra = sinceMarch - era * DAYS_OF_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthsSinceMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - daysBefore(monthsSinceMarch) + 1,
  };
}

/** Days of a year before a month: from March on, five months have 153 days. */
const daysBefore = (monthsSinceMarch: number): number =>
  Math.floor((153 * monthsSinceMarch + 2) / 5);
