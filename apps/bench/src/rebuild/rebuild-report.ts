import type { BareRead } from '../log/read-bare.js';
import type { Machine } from '../measure/machine.js';
import { type Spread, spreadOf } from '../measure/spread.js';
import type { LedgerRebuilds, Rebuilt } from './measure-ledger.js';

/** One run over one size. */
export interface RebuildRun extends LedgerRebuilds {
  readonly events: number;
  readonly bytes: number;
  readonly scan: Pick<BareRead, 'seconds'>;
  readonly parse: Pick<BareRead, 'seconds'>;
}

export interface RebuildSummary {
  readonly events: number;
  readonly bytesAnEvent: number;
  readonly scan: Rate;
  readonly parse: Rate;
  /** The rows that a cold and a warm rebuild write, copied by SQLite alone. */
  readonly coldCopied: Rate;
  readonly warmCopied: Rate;
  readonly cold: RebuildFigures;
  readonly warm: RebuildFigures;
  /** Speed of the warm rebuild relative to the bare scan. */
  readonly warmToScan: Spread;
  /** Speed of the cold one relative to the bare parse, per core that it used. */
  readonly coldToParse: Spread;
  /** What both ratios would be if a rebuild only copied its finished rows, on one core. */
  readonly copyToScan: Spread;
  readonly copyToParse: Spread;
}

export interface Rate {
  readonly eventsPerSecond: Spread;
  readonly megabytesPerSecond: Spread;
}

export interface RebuildFigures extends Rate {
  readonly seconds: Spread;
  readonly cpuSeconds: Spread;
  /** CPU time over elapsed time. */
  readonly cores: Spread;
  readonly peakMegabytes: Spread;
  /** Constant if the time is linear in the number of events. */
  readonly microsecondsAnEvent: Spread;
}

export interface RebuildReport {
  readonly benchmark: 'rebuild';
  readonly machine: Machine;
  readonly seed: number;
  readonly summary: readonly RebuildSummary[];
  readonly runs: readonly RebuildRun[];
}

/** @param runs of any sizes; those of the same size are summarised together. */
export function summarize(runs: readonly RebuildRun[]): readonly RebuildSummary[] {
  const sizes = [...new Set(runs.map(({ events }) => events))];
  return sizes.map((events) => summaryOf(runs.filter((run) => run.events === events)));
}

function summaryOf(runs: readonly RebuildRun[]): RebuildSummary {
  const spread = (of: (run: RebuildRun) => number): Spread => spreadOf(runs.map(of));
  const rate = (secondsOf: (run: RebuildRun) => number): Rate => ({
    eventsPerSecond: spread((run) => run.events / secondsOf(run)),
    megabytesPerSecond: spread((run) => run.bytes / 1e6 / secondsOf(run)),
  });
  const figures = (of: (run: RebuildRun) => Rebuilt): RebuildFigures => ({
    ...rate((run) => of(run).seconds),
    seconds: spread((run) => of(run).seconds),
    cpuSeconds: spread((run) => of(run).cpuSeconds),
    cores: spread((run) => coresOf(of(run))),
    peakMegabytes: spread((run) => of(run).peakBytes / 1e6),
    microsecondsAnEvent: spread((run) => (of(run).seconds * 1e6) / run.events),
  });
  return {
    events: spread(({ events }) => events).median,
    bytesAnEvent: spread(({ bytes, events }) => bytes / events).median,
    scan: rate(({ scan }) => scan.seconds),
    parse: rate(({ parse }) => parse.seconds),
    coldCopied: rate(({ copied }) => copied.allSeconds),
    warmCopied: rate(({ copied }) => copied.lifecycleSeconds),
    cold: figures(({ cold }) => cold),
    warm: figures(({ warm }) => warm),
    warmToScan: spread(({ warm, scan }) => scan.seconds / warm.seconds),
    coldToParse: spread(
      ({ cold, parse }) => parse.seconds / cold.seconds / Math.max(1, coresOf(cold)),
    ),
    copyToScan: spread(({ copied, scan }) => scan.seconds / copied.lifecycleSeconds),
    copyToParse: spread(({ copied, parse }) => parse.seconds / copied.allSeconds),
  };
}

/** Waiting for the disk can bring it below one: it still had a whole core. */
const coresOf = ({ cpuSeconds, seconds }: Rebuilt): number => cpuSeconds / seconds;
