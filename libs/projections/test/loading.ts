import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '@subledger/event-store';
import { flows, relabel } from '@subledger/flows';
import { openReadModels, type ReadModels } from '@subledger/read-models';
import type { BulkLoad } from '../src/bulk/bulk-load.js';
import { BulkLoader, ownCrew } from '../src/bulk/bulk-loader.js';
import type { Projection } from '../src/projection.js';
import { Projector } from '../src/projector.js';
import { record } from './ledger-folder.js';
import { caughtUp, now } from './projecting.js';
import { dump } from './tables.js';

type StartCrew = NonNullable<BulkLoad['startCrew']>;

export interface Loading {
  readonly projections: readonly Projection[];
  /** Absent: everything is followed event by event. */
  readonly bulk?: {
    readonly startCrew?: StartCrew;
    /** Called each time that the load, or who follows, asks for the time: with every step that is saved. */
    readonly onStep?: () => void;
  };
}

/** A log in a folder of its own, for read models that are loaded from it in many parts. */
export class LoadingFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'subledger-loading-'));
  readonly #logFile = join(this.path, 'log.sqlite');
  #store: EventStore | undefined;

  get store(): EventStore {
    if (this.#store === undefined) throw new Error('The log is not open.');
    return this.#store;
  }

  async open(): Promise<void> {
    this.#store = await openSqliteEventStore({ file: this.#logFile });
  }

  async remove(): Promise<void> {
    await this.#store?.close();
    rmSync(this.path, { recursive: true });
  }

  /** Records every flow so often, each time for customers and transactions of its own. */
  async tell(rounds: number, from = 0): Promise<void> {
    for (let round = from; round < from + rounds; round += 1)
      for (const flow of flows)
        for (const step of relabel(flow, String(round)).steps)
          for (const body of step.deliver) await record(this.store, body, step.at);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  openModels(name: string): Promise<ReadModels> {
    return openReadModels({ file: this.file(name) });
  }

  projector(
    readModels: ReadModels,
    { projections, bulk }: Loading,
    failures: unknown[] = [],
  ): Projector {
    const told = () => {
      bulk?.onStep?.();
      return now();
    };
    const parts = { store: this.store, readModels, now: told };
    const { startCrew = ownCrew } = bulk ?? {};
    const sizes = { leastEvents: 50, eventsAPart: 200 };
    const loader = { logFile: this.#logFile, names: {}, startCrew, ...sizes };
    return new Projector({
      ...parts,
      projections,
      ...(bulk === undefined ? {} : { bulk: new BulkLoader({ ...parts, ...loader }) }),
      onFailure: (_, error) => failures.push(error),
    });
  }

  /** What is in the read models once all projections have caught up. */
  async grown(name: string, loading: Loading): Promise<Record<string, unknown[]>> {
    const readModels = await this.openModels(name);
    const projector = this.projector(readModels, loading);
    await projector.start();
    for (const projection of loading.projections)
      await caughtUp({ store: this.store, readModels }, projection.name);
    await projector.stop();
    const made = await dump(readModels);
    await readModels.close();
    return made;
  }
}

/** The threads of a load, with something that happens before each result is handed on. */
export const crewWith =
  (beforeResult: (kind: string) => Promise<void> | void): StartCrew =>
  (data) => {
    const crew = ownCrew(data);
    return {
      close: () => crew.close(),
      inOrder: async function* (jobs, ahead) {
        for await (const one of crew.inOrder(jobs, ahead)) {
          await beforeResult(one.job.kind);
          yield one;
        }
      },
    };
  };
