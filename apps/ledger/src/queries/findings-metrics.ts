import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENTS, FINDING_KINDS } from '@subledger/domain';
import { READ_SIDE, type ReadSide } from '@subledger/queries';
import { countFindings } from '@subledger/read-models';
import { Gauge, Registry } from 'prom-client';
import { measured } from '../metrics/measured.js';

/** Counting reads every finding, which is too much for a scrape every few seconds. */
const COUNT_AGAIN_AFTER_MS = 60_000;

type Label = 'environment' | 'kind';

/** How many losses are known, so that an alert can fire when there are more. */
@Injectable()
export class FindingsMetrics implements OnModuleInit {
  readonly #registry: Registry;
  readonly #side: ReadSide;
  #countNotBeforeMs = -Infinity;

  constructor(registry: Registry, @Inject(READ_SIDE) side: ReadSide) {
    this.#registry = registry;
    this.#side = side;
  }

  onModuleInit(): void {
    const gauge = new Gauge<Label>({
      name: 'subledger_findings',
      help: 'Findings about what was lost or could not be read, as of now, counted once a minute',
      labelNames: ['environment', 'kind'],
      registers: [this.#registry],
      collect: (): Promise<void> =>
        measured(
          (): Promise<void> => this.#count(gauge),
          (): void => {
            gauge.reset();
          },
        ),
    });
  }

  async #count(gauge: Gauge<Label>): Promise<void> {
    if (performance.now() < this.#countNotBeforeMs) return;
    const counts = await countFindings(this.#side.readModels.reader, this.#side.now());
    gauge.reset();
    for (const environment of ENVIRONMENTS)
      for (const kind of FINDING_KINDS) gauge.set({ environment, kind }, 0);
    for (const { environment, kind, count } of counts) gauge.set({ environment, kind }, count);
    this.#countNotBeforeMs = performance.now() + COUNT_AGAIN_AFTER_MS;
  }
}
