import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { RUN_SOURCES } from '../../../../libs/event-store/test/run-sources.js';

const SCRIPT = fileURLToPath(new URL('../../test/never-closing-process.ts', import.meta.url));

it('ends a process that cannot be closed, after a time, and says why', async () => {
  const child = spawn(process.execPath, [...RUN_SOURCES, SCRIPT, '200']);
  const said = { out: '', err: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  const ended = once(child, 'close');
  while (!said.out.includes('ready')) await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await ended).toEqual([1, null]);
  expect(said).toEqual({
    out: 'ready\nstopping\n',
    err: 'Subledger did not shut down cleanly: it took longer than 0.2 s\n',
  });
});
