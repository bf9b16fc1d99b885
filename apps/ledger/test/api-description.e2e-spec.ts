import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type RunningLedger, runLedger } from './running-ledger.js';

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}

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

  it('says what every parameter and every answer is, and names every operation once', () => {
    const paths = description.paths as Readonly<
      Record<string, Readonly<Record<string, Operation>>>
    >;
    const operations = Object.entries(paths).flatMap(([path, each]) =>
      Object.entries(each).map(([method, told]) => ({ of: `${method} ${path}`, ...told })),
    );
    const untold = operations.flatMap(({ of, parameters = [], responses }) => [
      ...parameters.filter(({ description }) => !description).map(({ name }) => `${of} ${name}`),
      ...Object.entries(responses)
        .filter(([, { description }]) => !description)
        .map(([status]) => `${of} ${status}`),
    ]);
    expect(untold).toEqual([]);
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.filter((id) => !/^[a-z][a-zA-Z]+$/.test(id))).toEqual([]);
  });

  it('says of each question to the read models that they may not be there to answer', () => {
    const paths = description.paths as Readonly<Record<string, Schema>>;
    const asksReadModels = (path: string, responses: Schema): boolean =>
      '504' in responses || path.startsWith('/v1/projections');
    const silent = Object.entries(paths).flatMap(([path, operations]) =>
      (Object.values(operations) as readonly Operation[])
        .filter(({ responses }) => asksReadModels(path, responses) && !('503' in responses))
        .map(({ operationId }) => operationId),
    );
    expect(silent).toEqual([]);
  });
});
