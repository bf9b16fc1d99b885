import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type RunningLedger, runLedger } from './running-ledger.js';

type Schema = Readonly<Record<string, unknown>>;

let ledger: RunningLedger;
let description: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  ledger = await runLedger();
  ({ body: description } = await ask(ledger, '/openapi.json'));
});
afterAll(async () => {
  await ledger.remove();
});

/** Every object in a JSON value, with where it stands. */
function* objectsIn(value: unknown, place: string): Generator<readonly [string, Schema]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Schema];
  for (const [name, member] of Object.entries(value)) yield* objectsIn(member, `${place}/${name}`);
}

describe('the API description', () => {
  it('has every schema that it refers to', () => {
    const places = new Set([...objectsIn(description, '#')].map(([place]) => place));
    const referred = [...objectsIn(description, '#')].flatMap(([, { $ref }]) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    expect(referred).not.toEqual([]);
    expect(referred.filter((reference) => !places.has(reference))).toEqual([]);
  });

  it('says what is in every object of an answer', () => {
    const schemas = [...objectsIn(description.components, '#/components')];
    const untold = schemas.filter(
      ([, { type, properties, additionalProperties, allOf }]) =>
        type === 'object' && (properties ?? additionalProperties ?? allOf) === undefined,
    );
    expect(untold.map(([place]) => place)).toEqual([]);
  });

  it('says of each question to the read models that they may not be there to answer', () => {
    const paths = description.paths as Readonly<Record<string, Schema>>;
    const silent = Object.entries(paths).filter(([, { get }]) => {
      const { responses = {} } = (get ?? {}) as { responses?: Schema };
      return '504' in responses && !('503' in responses);
    });
    expect(silent.map(([path]) => path)).toEqual([]);
  });
});
