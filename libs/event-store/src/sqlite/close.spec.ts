import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { RUN_SOURCES } from '../../test/run-sources.js';
import { temporaryLog } from '../../test/temporary-log.js';

const run = promisify(execFile);
const testFile = (name: string): string =>
  fileURLToPath(new URL(`../../test/${name}`, import.meta.url));

it('keeps a process alive until the store has opened or closed, and no longer', async () => {
  const { stdout } = await run(
    process.execPath,
    [...RUN_SOURCES, testFile('closing-process.ts'), temporaryLog()],
    { timeout: 20_000 },
  );
  expect(stdout).toBe('refused, closed');
});
