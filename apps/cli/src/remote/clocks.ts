import type { Command } from 'commander';
import { environmentOption } from './environments.js';

/** The two clocks of a question, and its world. */
export interface OfClocks {
  readonly at?: string;
  readonly knownAt?: string;
  readonly environment: string;
}

/** Adds them to a verb. */
export const withClocks = (verb: Command): Command =>
  verb
    .option('--at <instant>', 'the instant that the question is about (default: now)')
    .option('--known-at <instant>', 'only what had been recorded by then')
    .addOption(environmentOption());
