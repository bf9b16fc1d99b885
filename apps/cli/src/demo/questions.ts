import { isDeepStrictEqual } from 'node:util';
import { customersOf, type Flow } from '@subledger/flows';
import type { DemoClient, Said } from './demo-client.js';
import { sideBySide } from './side-by-side.js';

/** Questions asked at the same time. */
const WIDTH = 8;

/** The answers, by the path that asked. */
export type Answers = ReadonlyMap<string, Said>;

const customerPath = (customer: string): string => `/v1/customers/${encodeURIComponent(customer)}`;

export const statusPath = (customer: string, at: string): string =>
  `${customerPath(customer)}?at=${encodeURIComponent(at)}`;

export const accessPath = (customer: string, at: string): string =>
  `${customerPath(customer)}/access/premium?at=${encodeURIComponent(at)}`;

const timelinePath = (customer: string): string => `${customerPath(customer)}/timeline?limit=200`;

/** Everything worth asking: each customer's state and access at the instant of each step, and its timeline. */
export const questionsOf = (flows: readonly Flow[]): readonly string[] =>
  flows.flatMap((flow) =>
    customersOf(flow).flatMap((customer) => [
      ...flow.steps.flatMap(({ at }) => [statusPath(customer, at), accessPath(customer, at)]),
      timelinePath(customer),
    ]),
  );

/** @param onAnswer called with each answer. */
export async function askAll(
  client: DemoClient,
  paths: readonly string[],
  minPosition: string,
  onAnswer: () => void,
): Promise<Answers> {
  const answered = await sideBySide(paths, WIDTH, async (path) => {
    const said = await client.ask(path, minPosition);
    if (said.status !== 200 && said.status !== 404)
      throw new Error(`GET ${path} was answered ${said.status}: ${String(said.body.detail)}`);
    onAnswer();
    return [path, said] as const;
  });
  return new Map(answered);
}

/** The parts of an answer that are about the query, not the customer. */
const OF_THE_ASKING = ['position', 'lag', 'at', 'instance'] as const;

/** The paths whose answers have changed. */
export const changedPaths = (before: Answers, after: Answers): readonly string[] =>
  [...before.keys()].filter(
    (path) => !isDeepStrictEqual(essence(before.get(path)), essence(after.get(path))),
  );

function essence(said: Said | undefined): unknown {
  const body = { ...said?.body };
  for (const member of OF_THE_ASKING) Reflect.deleteProperty(body, member);
  return { status: said?.status, body };
}
