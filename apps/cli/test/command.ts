import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `npm run build` makes and `npx subledger` runs. */
export const MAIN = join(process.cwd(), 'dist/cli/apps/cli/src/main.js');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command in a process of its own and a folder of its own, with nothing of this one's environment. */
export class Command {
  readonly folder = mkdtempSync(join(tmpdir(), 'subledger-command-'));
  readonly #children = new Set<ChildProcess>();
  readonly env: Record<string, string>;

  constructor(env: Record<string, string> = {}) {
    if (!existsSync(MAIN)) throw new Error(`There is no ${MAIN}: run npm run build, or npm test.`);
    this.env = env;
  }

  run(...args: readonly string[]): Promise<Run> {
    return this.start(...args).ended;
  }

  start(...args: readonly string[]): {
    child: ChildProcess;
    ended: Promise<Run>;
    said: () => string;
  } {
    const env = { PATH: process.env.PATH ?? '', ...this.env };
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      out,
      err,
    }));
    return { child, ended, said: () => out + err };
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }
}
