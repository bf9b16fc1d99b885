import { describe, expect, it } from '@jest/globals';
import { hashBody, identify, parseBody } from '@subledger/adapty';
import { BodyPool } from './body-pool.js';

const SIZE = 200;
const poolFrom = (firstLap: number): BodyPool =>
  new BodyPool({ seed: 9, size: SIZE, firstLap, head: (length) => Buffer.from(`${length}|`) });

/** A request's body, by the length that its head tells. */
function bodyOf(request: Buffer): Buffer {
  const at = request.indexOf('|') + 1;
  const body = request.subarray(at);
  expect(body.length).toBe(Number(request.toString('utf8', 0, at - 1)));
  return Buffer.from(body);
}

function eventIdOf(bytes: Buffer): string {
  const parsed = parseBody(bytes);
  if (!parsed.ok) throw new Error(parsed.reason);
  return identify(parsed.body, 'production', hashBody(bytes)).eventId;
}

const take = (pool: BodyPool, count: number): readonly Buffer[] =>
  Array.from({ length: count }, () => bodyOf(pool.next()));

describe('a pool of webhooks', () => {
  it('gives another event each time, lap after lap', () => {
    const ids = take(poolFrom(8), 5 * SIZE).map(eventIdOf);
    expect(new Set(ids).size).toBe(5 * SIZE);
  });

  it('goes on where another one of the seed would begin', () => {
    const [first, second] = [poolFrom(8), poolFrom(9)];
    take(first, SIZE);
    expect(take(first, SIZE).map(hashBody)).toEqual(take(second, SIZE).map(hashBody));
  });
});
