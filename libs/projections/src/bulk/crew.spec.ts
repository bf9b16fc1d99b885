import { expect, it } from '@jest/globals';
import type { BulkCrew } from './bulk-load.js';
import { Crew, JobFault } from './crew.js';
import { SharedCrew } from './shared-crew.js';

interface Jobs {
  readonly any: { readonly kind: 'any' };
}
interface Results {
  readonly any: unknown;
}

it('fails every job of a thread that has died, those that come later too', async () => {
  const crew = new Crew<Jobs, Results>(new URL('data:text/javascript,process.exit(3)'), 1, {});
  await expect(crew.ask({ kind: 'any' })).rejects.toBeInstanceOf(JobFault);
  await expect(crew.ask({ kind: 'any' })).rejects.toBeInstanceOf(JobFault);
  await crew.close();
});

it('is one crew for all loads of a time, another one after a failure, and closed behind the last', async () => {
  const closed: number[] = [];
  let started = 0;
  const shared = new SharedCrew((): BulkCrew => {
    started += 1;
    const number = started;
    return {
      inOrder: () => {
        throw new Error(`crew ${number}`);
      },
      close: () => Promise.resolve(void closed.push(number)),
    };
  });
  const [long, failing] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const first = shared.use(() => long.promise);
  const second = shared.use(() => failing.promise);
  expect(started).toBe(1);
  failing.reject(new JobFault('a thread is dead'));
  await expect(second).rejects.toThrow('a thread is dead');
  expect(closed).toEqual([]);
  await shared.use(() => Promise.resolve());
  expect([started, closed]).toEqual([2, [2]]);
  long.resolve(undefined);
  await first;
  expect(closed).toEqual([2, 1]);
});
