import { createHash } from 'node:crypto';
import { type EventNames, TRANSLATION_VERSION } from '@subledger/adapty';

/** A short text that is another one as soon as the translator or the configured names are. */
export function translationOf(names: EventNames): string {
  const map = JSON.stringify(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
  const digest = createHash('sha256').update(map).digest('hex').slice(0, 12);
  return `${TRANSLATION_VERSION}-${digest}`;
}
