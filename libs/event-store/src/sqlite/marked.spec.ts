import { expect, it } from '@jest/globals';
import { idsOf, newEvent, newEvents } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const MARKS = { type: 'refused', metadataKey: 'refusedAs' };

it('gives the marked events alone, and how far it has looked', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  const marked = [
    newEvent({ type: 'refused' }),
    newEvent({ metadata: { refusedAs: '' } }),
    newEvent({ type: 'refused', metadata: { refusedAs: 'x' } }),
  ];
  const plain = newEvent({ metadata: { other: '"refusedAs":"x"' } });
  const [first, second, third] = marked as [typeof plain, typeof plain, typeof plain];
  expect(store.markedAfter(null, MARKS)).toBeNull();
  await store.append('a', 'no_stream', [first, plain, second, newEvent()]);
  const page = store.markedAfter(null, MARKS);
  expect(idsOf(page?.events ?? [])).toEqual(idsOf([first, second]));
  expect(page).toMatchObject({ reached: '4', considered: 4 });
  await store.append('a', 3n, [third]);
  const next = store.markedAfter(page?.reached ?? null, MARKS);
  expect(next?.events).toMatchObject([{ id: third.id, position: '5', metadata: third.metadata }]);
  expect(store.markedAfter(next?.reached ?? null, MARKS)).toBeNull();
  await store.close();
});

it('looks at so many events at a time, and gives so many, that others have their turn', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  for (let stream = 0; stream < 6; stream += 1)
    await store.append(`s${stream}`, 'no_stream', newEvents(1_000));
  expect(store.markedAfter(null, MARKS)).toEqual({ events: [], reached: '5000', considered: 5000 });
  expect(store.markedAfter(null, { ...MARKS, type: newEvent().type })).toMatchObject({
    reached: '500',
    considered: 500,
  });
  await store.close();
});
