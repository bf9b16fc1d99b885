import type { Because } from '@subledger/domain';
import type { AccessLevelAnswer } from '@subledger/queries';

/** More ids than a person looks up; `--json` has all of them. */
const MOST_IDS = 3;

/** Whether an access level is held, until when, and why. */
export const accessLines = (level: string, access: AccessLevelAnswer): readonly string[] => [
  `${level}: ${accessText(access)}`,
  `  ${becauseText(access.because)}`,
];

/** Whether it is held, until when, and on what terms. */
export const accessText = (access: AccessLevelAnswer): string =>
  access.active ? activeText(access) : inactiveText(access);

function activeText({
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

const inactiveText = ({ expiresAt }: AccessLevelAnswer): string =>
  expiresAt === null ? 'not active' : `not active, although its reported end is ${expiresAt}`;

/** The rule as docs/lifecycle.md explains it, and the events that it rests on. */
export function becauseText({ rule, eventIds }: Because): string {
  const more = eventIds.length - MOST_IDS;
  const ids = [...eventIds.slice(0, MOST_IDS), ...(more > 0 ? [`and ${more} more`] : [])];
  return [`because: ${rule}`, ...ids].join('  ');
}
