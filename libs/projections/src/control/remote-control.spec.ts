import { expect, it } from '@jest/globals';
import { faultOf, FIRST_INSTANT, LedgerError } from '@subledger/domain';
import { until } from '../../test/until.js';
import type { ControlMessage } from './control-messages.js';
import { RemoteControl } from './remote-control.js';

const STATE = {
  kind: 'state',
  feeds: [[1, { eventsPerSecond: 0, progressedAt: FIRST_INSTANT, trouble: null }]],
  fedElsewhere: [],
} as const satisfies ControlMessage;

const FAULT = faultOf(new LedgerError('read-models-unavailable', 'The database is locked.'));

/**
 * The first thread dies when it is asked for something. The second one cannot start and lives on, as one does whose
 * database is locked at that moment. The third one works.
 */
const ENTRY = `
  import { parentPort, workerData as lives } from 'node:worker_threads';
  const life = Atomics.add(lives, 0, 1) + 1;
  parentPort.on('message', ({ id, method }) => {
    if (life === 2 && method === 'start') {
      parentPort.postMessage({ kind: 'failed', id, fault: ${JSON.stringify(FAULT)} });
      return;
    }
    if (method === 'resume') process.exit(1);
    parentPort.postMessage(${JSON.stringify(STATE)});
    parentPort.postMessage({ kind: 'done', id });
    if (method === 'stop') parentPort.close();
  });
`;

/** Dies when it is asked for anything but to start or stop. */
const MORTAL = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ id, method }) => {
    if (method === 'resume') process.exit(1);
    parentPort.postMessage(${JSON.stringify(STATE)});
    parentPort.postMessage({ kind: 'done', id });
    if (method === 'stop') parentPort.close();
  });
`;

it('a thread is started again once the system gives one, where it gave none at first', async () => {
  const failures: unknown[] = [];
  const options = {
    entry: new URL(`data:text/javascript,${encodeURIComponent(MORTAL)}`),
    workerData: null as unknown,
    wanted: [],
    now: () => FIRST_INSTANT,
    onFailure: (_: string, error: unknown) => failures.push(error),
  };
  const control = new RemoteControl(options);
  try {
    await control.start();
    // No thread can be given this, and it fails as one does for which the system has no room: at once.
    options.workerData = () => 0;
    await expect(control.resume(1)).rejects.toThrow('it is started again');
    await until(() => Promise.resolve(failures.length > 1));
    expect(String(failures[1])).toContain('could not be cloned');
    options.workerData = null;
    await until(() => control.feedOf(1)?.trouble === null);
  } finally {
    await control.stop();
  }
});

it('a thread is started again also where it could not start again and lives on', async () => {
  const failures: unknown[] = [];
  const control = new RemoteControl({
    entry: new URL(`data:text/javascript,${encodeURIComponent(ENTRY)}`),
    workerData: new Int32Array(new SharedArrayBuffer(4)),
    wanted: [],
    now: () => FIRST_INSTANT,
    onFailure: (_, error) => failures.push(error),
  });
  try {
    await control.start();
    await expect(control.resume(1)).rejects.toThrow('it is started again');
    await until(() => control.feedOf(1)?.trouble === null);
    expect(failures.map(String)).toEqual([`LedgerError: ${FAULT.message}`]);
  } finally {
    await control.stop();
  }
});
