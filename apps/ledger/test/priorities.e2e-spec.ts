import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { eventually } from './fire/recovered.js';
import { temporaryFolder } from './fire/temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(async () => {
  folder = temporaryFolder('priorities');
  ledger = await startBuiltLedger(folder.path);
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

/** In `stat`, behind the name in parentheses, which may hold anything (proc_pid_stat(5)). */
const NICE_AT = 16;

interface Thread {
  readonly name: string;
  readonly nice: number;
}

/** The threads of a process, the first of which has its id; none where there is no /proc. */
function threadsOf(pid: number): readonly Thread[] {
  const tasks = `/proc/${pid}/task`;
  const ids = (existsSync(tasks) ? readdirSync(tasks) : []).map(Number).sort((a, b) => a - b);
  return ids.map((id) => {
    const stat = readFileSync(`${tasks}/${id}/stat`, 'utf8');
    const nameEnds = stat.lastIndexOf(')');
    return {
      name: stat.slice(stat.indexOf('(') + 1, nameEnds),
      nice: Number(stat.slice(nameEnds + 2).split(' ')[NICE_AT]),
    };
  });
}

const nicesOf = (threads: readonly Thread[], name: string): readonly number[] =>
  [...new Set(threads.filter((one) => one.name === name).map(({ nice }) => nice))].sort(
    (a, b) => a - b,
  );

it('leaves the processor to what records and answers, where threads have priorities', async () => {
  const [first] = threadsOf(ledger.pid);
  const isKnown = first !== undefined;
  await eventually('the threads have stepped back', () => {
    const threads = threadsOf(ledger.pid);
    // Node's own workers: what writes the log, the projector, and the tree of hashes.
    const [workers, ofV8] = [nicesOf(threads, 'WorkerThread'), nicesOf(threads, 'V8Worker')];
    return Promise.resolve(!isKnown || (workers.join() === '0,5,15' && ofV8.join() === '10'));
  });
  // The thread that takes webhooks and answers.
  expect(threadsOf(ledger.pid)[0]?.nice).toBe(isKnown ? 0 : undefined);
});
