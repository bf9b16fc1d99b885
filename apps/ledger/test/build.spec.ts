import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

let folder: string;
const at = (file: string): string => join(folder, file);
const write = (file: string, content: unknown): void => {
  writeFileSync(at(file), typeof content === 'string' ? content : JSON.stringify(content));
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-build-'));
  mkdirSync(at('apps/one/src'), { recursive: true });
  symlinkSync(resolve('node_modules'), at('node_modules'));
  write('package.json', { type: 'module' });
  const compilerOptions = {
    module: 'nodenext',
    rootDir: '.',
    outDir: 'dist/one',
    skipLibCheck: true,
  };
  write('tsconfig.json', { compilerOptions, include: ['apps'], exclude: ['dist'] });
  write('nest-cli.json', {
    monorepo: true,
    root: 'apps/one',
    sourceRoot: 'apps/one/src',
    compilerOptions: { builder: 'tsc', tsConfigPath: 'tsconfig.json', deleteOutDir: true },
    projects: {
      one: { type: 'application', root: 'apps/one', sourceRoot: 'apps/one/src', entryFile: 'main' },
    },
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function build(): Promise<unknown> {
  const child = spawn(process.execPath, [resolve('tools/build.js'), 'one'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const [exitCode] = (await once(child, 'close')) as [unknown];
  return exitCode;
}

const BUILT = 'dist/one/apps/one/src/main.js';
const builtAt = (): number => statSync(at(BUILT)).mtimeMs;

it('builds what has changed, and only that', async () => {
  write('apps/one/src/main.ts', 'export const told: number = 1;');
  expect(await build()).toBe(0);
  const first = builtAt();

  write('apps/one/src/main.spec.ts', 'export const tested: number = 1;');
  expect(await build()).toBe(0);
  expect(builtAt()).toBe(first);

  write('apps/one/src/main.ts', 'export const told: number = 2;');
  expect(await build()).toBe(0);
  expect(readFileSync(at(BUILT), 'utf8')).toContain('told = 2');
});

it('does not take what the compiler refuses for built', async () => {
  write('apps/one/src/main.ts', "export const told: number = 'two';");
  expect(await build()).toBe(1);
  expect(await build()).toBe(1);
  write('apps/one/src/main.ts', 'export const told: number = 2;');
  expect(await build()).toBe(0);
});
