import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf, flows } from '@subledger/flows';
import { runDemo } from '../src/demo/run-demo.js';

/** What `npm run build` makes and `npm run demo` runs. */
const MAIN = join(process.cwd(), 'dist/cli/apps/cli/src/main.js');

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  expect(existsSync(MAIN) ? 'built' : 'npm run build has not been run').toBe('built');
  folder = mkdtempSync(join(tmpdir(), 'subledger-cli-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** Temporary files of the command go to `folder`, which shows what it leaves behind. */
function subledger(...args: readonly string[]): Run {
  const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, exited };
}

const isServing = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    () => true,
    () => false,
  );

describe('subledger demo', () => {
  it('runs every flow, finds everything right before and after the rebuild, and leaves nothing', async () => {
    const run = subledger('demo', '--seed', '7');
    expect([await run.exited, run.output()]).toEqual([0, expect.any(String)]);
    const lines = run.output().split('\n');

    const [, sent, accepted, duplicates] =
      /flows .*\(seed 7\): (\d+) sent, (\d+) accepted, (\d+) duplicates/
        .exec(run.output())
        ?.map(Number) ?? [];
    const events = flows.flatMap((flow) => flow.steps.flatMap((step) => step.deliver));
    expect(accepted).toBe(events.length);
    expect(duplicates).toBeGreaterThan(0);
    expect(sent).toBe(events.length + (duplicates ?? 0));

    for (const { name } of flows)
      expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
    const claims = flows.flatMap((flow) => flow.steps.flatMap((step) => claimsOf(step.expect)));
    expect(run.output()).toContain(` ${claims.length} met, 0 not met`);
    expect(run.output()).toMatch(/(\d+) answers compared with the earlier ones: 0 changed/);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(run.output()).not.toContain('\u001b');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops on %s, the ledger with it, and leaves nothing', async (signal, code) => {
    const run = subledger('demo');
    await once(run.child.stdout ?? run.child, 'data');
    const url = /\((http:[^)]+)\)/.exec(run.output())?.[1] ?? '';
    expect(await isServing(url)).toBe(true);
    run.child.kill(signal);
    expect(await run.exited).toBe(code);
    expect(await isServing(url)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends quietly and leaves nothing behind when its reader is gone', async () => {
    const run = subledger('demo');
    await once(run.child.stdout ?? run.child, 'data');
    run.child.stdout?.destroy();
    expect(await run.exited).toBe(1);
    expect(run.output()).not.toContain('EPIPE');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['x', '-1', '4294967296', '1.5'])('refuses the seed %j', async (seed) => {
    const run = subledger('demo', `--seed=${seed}`);
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain('It must be a whole number from 0 to 4294967295.');
  });

  it('says how it is used', async () => {
    const run = subledger('demo', '--help');
    expect(await run.exited).toBe(0);
    expect(run.output()).toMatch(/Usage: subledger demo .*--seed <number>/s);
  });
});

describe('the demo of a ledger that', () => {
  const run = (ledgerMain: string): Promise<boolean> =>
    runDemo({
      seed: 1,
      out: new PassThrough().resume(),
      signal: new AbortController().signal,
      ledgerMain,
    });

  it('was not built says what to do', async () => {
    await expect(run(join(folder, 'missing.js'))).rejects.toThrow(/npm run build/);
  });

  it('does not start tells what it said', async () => {
    const main = join(folder, 'main.mjs');
    writeFileSync(main, 'process.stderr.write("no disk today"); process.exit(1);');
    await expect(run(main)).rejects.toThrow(/has ended\. It printed:\nno disk today/);
  });
});
