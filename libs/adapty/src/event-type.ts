import { EVENT_TYPES, type EventType } from '@subledger/domain';

/** Custom event name → one of the built-in names, as set in Adapty's dashboard. */
export type EventNames = Readonly<Record<string, string>>;

/**
 * The names of 2020 (`subscription_cancelled`, `auto_renew_off` …) are not here: some of them mean something
 * else on today's pages, so only the operator can say which meaning a sender has.
 */
const BUILT_IN: ReadonlyMap<string, EventType> = new Map([
  ...EVENT_TYPES.map((type): [string, EventType] => [type, type]),
  ['subscription_initial_purchase', 'subscription_started'],
]);

/** The custom map's entry for a name: the exact one, else the first that differs only in case. */
function customName(name: string, names: EventNames): string | undefined {
  if (Object.hasOwn(names, name)) return names[name];
  const lower = name.toLowerCase();
  const key = Object.keys(names).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : names[key];
}

/**
 * A name as it came → one of the twenty types of Adapty's page "Webhook event types and fields", regardless of
 * case; `undefined` for an unknown name. The custom map comes first: an operator who gave one of our names another
 * meaning is right.
 */
export const readEventType = (name: string, names: EventNames): EventType | undefined =>
  BUILT_IN.get((customName(name, names) ?? name).toLowerCase());
