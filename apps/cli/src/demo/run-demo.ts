import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataFiles } from '@subledger/configuration/files';
import { type Flow, flows, relabel } from '@subledger/flows';
import { DemoClient } from './demo-client.js';
import { LedgerProcess } from '../ledger/ledger-process.js';
import { Progress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import { checkFlows } from './check.js';
import { customerTable } from './customer-table.js';
import { latestEventTime } from './deliveries.js';
import { play } from './play.js';
import { type Answers, askAll, changedPaths, questionsOf } from './questions.js';
import { Report } from './report.js';
import { withTemporaryFolder } from './temporary-folder.js';

export interface DemoOptions {
  /** Seed of the deliveries' order. */
  readonly seed: number;
  readonly out: Terminal;
  /** Stops the demo, which cleans up before it rejects. */
  readonly signal: AbortSignal;
  /** The built server's main module. */
  readonly ledgerMain: string;
}

/**
 * Runs the documented flows against a ledger of its own, checks its answers, and rebuilds it.
 *
 * @returns whether everything was as it must be.
 */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  return withTemporaryFolder('subledger-demo-', (folder) => new Demo(options, folder).run());
}

/** Each flow with ids of its own, `user-a` as `user-a@01`. */
const relabelled = (): readonly Flow[] =>
  flows.map((flow, place) => relabel(flow, String(place + 1).padStart(2, '0')));

class Demo {
  readonly #options: DemoOptions;
  readonly #folder: string;
  readonly #report: Report;
  readonly #flows = relabelled();
  readonly #productionSecret = randomBytes(32).toString('base64url');
  readonly #apiKey = randomBytes(32).toString('base64url');

  constructor(options: DemoOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#report = new Report(options.out);
  }

  async run(): Promise<boolean> {
    this.#checkClock();
    const startedAt = performance.now();
    const played = await this.#withLedger('Ledger started with an empty log', async (client) => {
      const position = await this.#play(client);
      const answers = await this.#ask(client, position);
      return { position, answers, holds: this.#check(answers) };
    });
    this.#forgetReadModels();
    const isSame = await this.#withLedger('Read models rebuilt from the log', async (client) =>
      this.#compare(played.answers, await this.#ask(client, played.position)),
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const holds = played.holds && isSame;
    this.#report.line(`${holds ? 'Everything held' : 'Not everything held'}, in ${seconds} s`);
    return holds;
  }

  /**
   * News counts from its receipt at the latest: if it were received before it happened, all of it would count at
   * once.
   */
  #checkClock(): void {
    const [now, latest] = [new Date().toISOString(), latestEventTime(this.#flows)];
    if (now < latest)
      throw new Error(
        `This machine's clock says ${now}, but the flows run until ${latest}: set the clock right.`,
      );
  }

  async #withLedger<T>(what: string, use: (client: DemoClient) => Promise<T>): Promise<T> {
    const { signal, ledgerMain } = this.#options;
    const [productionSecret, apiKey] = [this.#productionSecret, this.#apiKey];
    const { ledger, url } = await this.#report.timed(
      () =>
        LedgerProcess.start({
          main: ledgerMain,
          folder: this.#folder,
          env: {
            DATA_DIR: join(this.#folder, 'data'),
            ADAPTY_PRODUCTION_SECRETS: productionSecret,
            ADAPTY_SANDBOX_SECRETS: randomBytes(32).toString('base64url'),
            API_KEYS: apiKey,
            LOG_LEVEL: 'silent',
          },
          signal,
        }),
      (started) => `${what} (${started.url})`,
    );
    try {
      return await use(new DemoClient({ url, productionSecret, apiKey, signal }));
    } finally {
      await ledger.stop();
    }
  }

  async #play(client: DemoClient): Promise<string> {
    const { seed, out } = this.#options;
    const played = await this.#report.timed(
      () => play(client, this.#flows, seed, out),
      ({ sent, accepted, duplicates }) =>
        `${this.#flows.length} flows delivered in random order (seed ${seed}): ` +
        `${sent} sent, ${accepted} accepted, ${duplicates} duplicates`,
    );
    return played.position;
  }

  async #ask(client: DemoClient, position: string): Promise<Answers> {
    const paths = questionsOf(this.#flows);
    const progress = new Progress(this.#options.out, { what: 'Asking', total: paths.length });
    try {
      return await this.#report.timed(
        () =>
          askAll(client, paths, position, () => {
            progress.advance();
          }),
        ({ size }) => `${size} questions asked`,
      );
    } finally {
      progress.end();
    }
  }

  #check(answers: Answers): boolean {
    this.#report.table(
      'The customers, each as of the last step of its flow',
      customerTable(this.#flows, answers),
    );
    const { steps, claims, unmet } = checkFlows(this.#flows, answers);
    this.#report.verdict(
      `${claims} expectations after ${steps} steps of ${this.#flows.length} flows: ` +
        `${claims - unmet.length} met, ${unmet.length} not met`,
      unmet,
    );
    return unmet.length === 0;
  }

  #forgetReadModels(): void {
    const data = join(this.#folder, 'data');
    const readModels = basename(dataFiles(data).readModels);
    const files = readdirSync(data).filter((name) => name.startsWith(readModels));
    if (files.length === 0) throw new Error('There are no read models to rebuild.');
    for (const file of files) rmSync(join(data, file));
    this.#report.line('Ledger stopped, read models removed, log kept');
  }

  #compare(before: Answers, after: Answers): boolean {
    const changed = changedPaths(before, after);
    this.#report.verdict(
      `${after.size} answers compared with the earlier ones: ${changed.length} changed`,
      changed,
    );
    return changed.length === 0;
  }
}
