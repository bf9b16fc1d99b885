import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltLedger, startBuiltLedger } from '../../apps/ledger/test/built-ledger.js';
import { FaultsFile } from '../../apps/ledger/test/fire/faults-file.js';
import { ADMIN_KEY, READ_KEY } from '../../apps/ledger/test/running-ledger.js';

/** The built ledger under soak: one data folder and one address over all of its lives. */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'subledger-soak-'));
  readonly faults = new FaultsFile(this.folder);
  /** What was wrong with how it ended, or with what it printed. */
  readonly complaints: string[] = [];
  lives = 0;
  hasDied = false;
  #port = 0;
  #ledger: BuiltLedger | null = null;
  #isWanted = false;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get ledger(): BuiltLedger {
    if (this.#ledger === null) throw new Error('The ledger does not run.');
    return this.#ledger;
  }

  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    this.faults.set({});
    const ledger = await startBuiltLedger(this.folder, {
      ...this.faults.env,
      PORT: String(this.#port),
      LOG_LEVEL: 'fatal',
      API_KEYS: `${READ_KEY},${ADMIN_KEY}:admin`,
    });
    this.#ledger = ledger;
    this.lives += 1;
    this.#isWanted = true;
    void ledger.ended.then((code) => {
      const printed = ledger
        .output()
        .split('\n')
        .filter((line) => !/^$|listens on/.test(line));
      this.hasDied ||= this.#isWanted;
      if (this.#isWanted) this.complaints.push(`It ended by itself, with ${code ?? 'a signal'}.`);
      if (printed.length > 0)
        this.complaints.push(`It printed: ${printed.join('\n').slice(0, 2_000)}`);
    });
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    await this.#ledger?.kill();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    const code = await this.ledger.stop();
    if (code !== 0) this.complaints.push(`A stop in good order ended with ${code ?? 'a signal'}.`);
  }

  removeReadModels(): void {
    for (const part of ['', '-wal', '-shm'])
      rmSync(join(this.folder, `read-models.sqlite${part}`), { force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
