import { type Fact, homeOf } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import type { TranslatedDelivery } from '@subledger/read-models';

/** An event with everything that it says; an empty list if it says nothing. */
export function translatedDelivery(
  { position, stream, revision, metadata }: RecordedEvent,
  facts: readonly Fact[],
): readonly TranslatedDelivery[] {
  const [first, ...further] = facts.map((fact) => ({ fact, subject: homeOf(fact) }));
  if (first === undefined) return [];
  const bodySha256 = metadata.bodySha256 ?? '';
  return [{ position, stream, revision, bodySha256, facts: [first, ...further] }];
}
