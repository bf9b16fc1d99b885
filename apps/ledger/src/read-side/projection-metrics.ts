import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BuildStatus } from '@subledger/projections';
import { progressOf } from '@subledger/projections/operations';
import { Gauge, Registry } from 'prom-client';
import { measured } from '../metrics/measured.js';
import { Projections } from './projections.js';

type Label = 'projection' | 'role' | 'build';

/** What a gauge shows for a build; undefined if it has nothing to show. */
type Measure = (build: BuildStatus) => number | null | undefined;

const GAUGES: Readonly<Record<string, { readonly help: string; readonly measure: Measure }>> = {
  subledger_projection_lag_events: {
    help: 'Recorded events that a build has not applied yet',
    measure: ({ lag }) => lag.events,
  },
  subledger_projection_lag_seconds: {
    help: 'Age of the oldest recorded event that a build has not applied yet',
    measure: ({ lag }) => lag.seconds,
  },
  subledger_projection_standing_still: {
    help: '1 if a build stands still at an event that it cannot apply',
    measure: ({ activity }) => (activity === 'standing-still' ? 1 : 0),
  },
  subledger_projection_stalled: {
    help: '1 if a build has applied nothing for half a minute, although an event has waited for as long',
    measure: ({ activity }) => (activity === 'stalled' ? 1 : 0),
  },
  subledger_projection_stale: {
    help: '1 if a build was written with a translation other than the current one',
    measure: ({ stale }) => (stale ? 1 : 0),
  },
  subledger_projection_failing: {
    help: '1 if the last attempt of a build failed; it tries again by itself',
    measure: ({ activity }) => (activity === 'failing' ? 1 : 0),
  },
  subledger_projection_events_per_second: {
    help: 'Events per second that this process has recently applied to a build',
    measure: ({ eventsPerSecond }) => eventsPerSecond,
  },
  subledger_projection_applied_events: {
    help: 'Events that a build has applied since it began',
    measure: ({ applied }) => applied,
  },
  subledger_projection_skipped_events: {
    help: 'Events that an operator let a build skip, until the next rebuild',
    measure: ({ skipped }) => skipped.length,
  },
  subledger_rebuild_progress_ratio: {
    help: 'How much of a rebuild is done, from 0 to 1',
    measure: (build) => {
      const percent = build.role === 'rebuild' ? progressOf(build).percent : null;
      return percent === null ? null : percent / 100;
    },
  },
};

/** The gauges of the projections, measured on each scrape. */
@Injectable()
export class ProjectionMetrics implements OnModuleInit {
  readonly #registry: Registry;
  readonly #projections: Projections;
  #asking: Promise<readonly BuildStatus[]> | undefined;

  constructor(registry: Registry, projections: Projections) {
    this.#registry = registry;
    this.#projections = projections;
  }

  onModuleInit(): void {
    for (const [name, { help, measure }] of Object.entries(GAUGES)) {
      const gauge = new Gauge<Label>({
        name,
        help,
        labelNames: ['projection', 'role', 'build'],
        registers: [this.#registry],
        collect: (): Promise<void> =>
          measured(
            (): Promise<void> => this.#show(gauge, measure),
            (): void => {
              gauge.reset();
            },
          ),
      });
    }
  }

  async #show(gauge: Gauge<Label>, measure: Measure): Promise<void> {
    const builds = await this.#describe();
    // A build that is gone must not keep showing its last value.
    gauge.reset();
    for (const one of builds) {
      const value = measure(one);
      const { projection, role, build } = one;
      if (value !== null && value !== undefined) gauge.set({ projection, role, build }, value);
    }
  }

  /** All gauges of one scrape show the same moment. */
  #describe(): Promise<readonly BuildStatus[]> {
    this.#asking ??= this.#projections.describe().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }
}
