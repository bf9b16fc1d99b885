import { type Because, RULE_MEANINGS } from '@subledger/domain';
import type { AccessLevelAnswer } from '@subledger/queries';
import { firstIds } from './first-ids.js';

/** Whether an access level is held at an instant, until when, and why. */
export const accessLines = (
  level: string,
  access: AccessLevelAnswer,
  at: string,
): readonly string[] => [
  `${level}: ${access.active ? heldText(access) : notHeldText(access, at)}`,
  `  ${becauseText(access.because)}`,
];

/** Until when a level that is active is held, and on what terms. */
export function heldText({
  expiresAt,
  isLifetime,
  willRenew,
  inGracePeriod,
}: AccessLevelAnswer): string {
  const until = isLifetime ? 'forever' : expiresAt === null ? 'no known end' : `until ${expiresAt}`;
  return [
    'active',
    until,
    ...(isLifetime ? [] : [willRenew ? 'renews' : 'does not renew']),
    ...(inGracePeriod ? ['in a grace period'] : []),
  ].join(', ');
}

function notHeldText({ startsAt, expiresAt, because }: AccessLevelAnswer, at: string): string {
  if (startsAt !== null)
    return `not active yet, begins ${startsAt}${expiresAt === null ? '' : `, until ${expiresAt}`}`;
  if (expiresAt === null) return 'not active';
  if (isLater(expiresAt, at)) return `not active, although its reported end is ${expiresAt}`;
  // An update that takes a level away names the level's end, and that may be later than the moment it was taken.
  return because.rule === 'access-update-inactive'
    ? `not active, its reported end was ${expiresAt}`
    : `not active, ended ${expiresAt}`;
}

/** Of instants as answers write them: before the Z, with or without a fraction, the order of texts is theirs. */
const isLater = (a: string, b: string): boolean => a.slice(0, -1) > b.slice(0, -1);

/** The rule, what it means, and the events that it rests on. */
export function becauseText({ rule, eventIds }: Because): string {
  const meaning = RULE_MEANINGS.get(rule);
  const named = meaning === undefined ? rule : `${rule} (${meaning})`;
  return [`because: ${named}`, ...firstIds(eventIds)].join('  ');
}
