import { describe, expect, it } from '@jest/globals';
import { KeyedQueue } from './keyed-queue.js';

describe('work in the queue', () => {
  it('runs one after another under one key, in the order of arrival', async () => {
    const queue = new KeyedQueue();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
    };
    await Promise.all([queue.run('key', work('first')), queue.run('key', work('second'))]);
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('runs side by side under different keys', async () => {
    const queue = new KeyedQueue();
    const gate = Promise.withResolvers<string>();
    const held = queue.run('one', () => gate.promise);
    await expect(queue.run('two', () => Promise.resolve('done'))).resolves.toBe('done');
    gate.resolve('released');
    await expect(held).resolves.toBe('released');
  });

  it('goes on after a failure, which reaches only its own caller', async () => {
    const queue = new KeyedQueue();
    const failed = queue.run('key', () => Promise.reject(new Error('broken')));
    const next = queue.run('key', () => Promise.resolve('fine'));
    await expect(failed).rejects.toThrow('broken');
    await expect(next).resolves.toBe('fine');
  });

  it('is refused where too much is waiting, and taken again afterwards', async () => {
    const queue = new KeyedQueue(1);
    const gate = Promise.withResolvers<undefined>();
    const held = queue.run('key', () => gate.promise);
    await expect(queue.run('other', () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'overloaded',
    });
    gate.resolve(undefined);
    await held;
    await expect(queue.run('other', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('leaves nothing behind', async () => {
    const queue = new KeyedQueue();
    await Promise.all(['a', 'b', 'a'].map((key) => queue.run(key, () => Promise.resolve())));
    expect(queue.size).toBe(0);
  });
});
