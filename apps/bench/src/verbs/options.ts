import { InvalidArgumentError, Option } from 'commander';

const LARGEST_SEED = 0xffffffff;
const MOST_RUNS = 100;

export function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

/** `100000,1000000` */
export const wholeNumbers =
  (most: number) =>
  (text: string): readonly number[] =>
    text.split(',').map(wholeNumber(most));

/** @param what the effect of another seed. */
export const seedOption = (what: string): Option =>
  new Option('--seed <number>', what).argParser(wholeNumber(LARGEST_SEED)).default(1);

export const runsOption = (): Option =>
  new Option('--runs <number>', 'how many times everything is measured')
    .argParser(wholeNumber(MOST_RUNS))
    .default(3);

export const jsonOption = (): Option =>
  new Option('--json <file>', 'also write the figures of every run to a file');

const MOST_SECONDS = 3_600;
const MOST_CONNECTIONS = 1_000;

export const secondsOption = (preset: number): Option =>
  new Option('--seconds <number>', 'how long each is measured, after a warm-up')
    .argParser(wholeNumber(MOST_SECONDS))
    .default(preset);

export const connectionsOption = (): Option =>
  new Option('--connections <number>', 'kept-alive connections, each with one request in flight')
    .argParser(wholeNumber(MOST_CONNECTIONS))
    .default(64);
