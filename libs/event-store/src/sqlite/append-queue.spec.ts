import { expect, it } from '@jest/globals';
import { LedgerError } from '@subledger/domain';
import { newEvent } from '../../test/sample-events.js';
import { checkAppendOnce } from '../append-request.js';
import { AppendQueue } from './append-queue.js';
import type { Writer } from './writer.js';

it('tells a fault of packing as every other one: in the terms of the port', async () => {
  const queue = new AppendQueue({
    // It is not asked.
    writer: {} as Writer,
    maxQueuedAppends: 10,
    maxQueuedBytes: 1_000,
    clock: Date.now,
  });
  const request = checkAppendOnce('a', newEvent(), 1_000);
  const [event] = request.events;
  // No buffer is so large.
  const data = { byteLength: Number.MAX_SAFE_INTEGER } as Uint8Array;
  const failed: unknown = await queue
    .add({ ...request, events: event === undefined ? [] : [{ ...event, data }] })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(LedgerError);
  expect(failed).toMatchObject({
    code: 'internal-error',
    message: expect.stringContaining('The append was not written'),
  });
  expect(queue.stats().queuedAppends).toBe(0);
});
