import type { Instant } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import type { Build, ReadModels } from '@subledger/read-models';
import type { BulkLoader } from './bulk/bulk-loader.js';
import type { Projection } from './projection.js';
import { ProjectionRunner } from './runner.js';

export interface FollowerParts {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly projections: readonly Projection[];
  readonly now: () => Instant;
  readonly bulk?: BulkLoader;
  readonly onFailure: (projection: string, error: unknown) => void;
}

/** The builds that this process keeps up with the log. */
export class Followers {
  readonly #parts: FollowerParts;
  readonly #onCaughtUp: (build: Build) => void;
  readonly #runners = new Map<number, { projection: string; runner: ProjectionRunner }>();
  #isStopping = false;

  constructor(parts: FollowerParts, onCaughtUp: (build: Build) => void) {
    this.#parts = parts;
    this.#onCaughtUp = onCaughtUp;
  }

  runnerOf(build: number): ProjectionRunner | undefined {
    return this.#runners.get(build)?.runner;
  }

  /** Starts to follow a build if this code knows its version and does not follow it yet. */
  follow(build: Build): void {
    const { projections, onFailure, ...parts } = this.#parts;
    const projection = projections.find(
      ({ name, version }) => name === build.projection && version === build.version,
    );
    if (projection === undefined || this.#isStopping || this.#runners.has(build.build)) return;
    const runner = new ProjectionRunner(projection, build, {
      ...parts,
      onFailure: (_, error) => {
        onFailure(build.projection, error);
      },
      onCaughtUp: this.#onCaughtUp,
    });
    this.#runners.set(build.build, { projection: build.projection, runner });
    runner.start();
  }

  /** Resolves when the current batch is applied. */
  async unfollow(build: number): Promise<void> {
    const followed = this.#runners.get(build);
    this.#runners.delete(build);
    await followed?.runner.stop();
  }

  /** Stops following builds that are gone, or that others feed. */
  async keepOnly(builds: readonly Build[], held: ReadonlySet<string>): Promise<void> {
    const isKept = (build: number, projection: string): boolean =>
      held.has(projection) && builds.some((one) => one.build === build);
    const left = [...this.#runners].filter(([build, { projection }]) => !isKept(build, projection));
    await Promise.all(left.map(([build]) => this.unfollow(build)));
  }

  /** Stops following all builds of a projection. */
  async leave(name: string): Promise<void> {
    const left = [...this.#runners].filter(([, { projection }]) => projection === name);
    await Promise.all(left.map(([build]) => this.unfollow(build)));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#runners.values()].map(({ runner }) => runner.stop()));
  }
}
