import { createHash } from 'node:crypto';
import { type EventNames, TRANSLATION_VERSION } from '@subledger/adapty';
import { compareTexts } from '@subledger/domain';

/** A short text that changes whenever the translator or the configured names do. */
export function translationOf(names: EventNames): string {
  const map = JSON.stringify(Object.entries(names).sort(([a], [b]) => compareTexts(a, b)));
  const digest = createHash('sha256').update(map).digest('hex').slice(0, 12);
  return `${TRANSLATION_VERSION}-${digest}`;
}
