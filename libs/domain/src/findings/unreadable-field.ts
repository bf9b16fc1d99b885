import { isEventType } from '../fact.js';
import { effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * A field that could not be read is ignored: a period without a readable end runs on. Nobody will send the event
 * again, so the finding stays until a correction takes the event's place.
 */
export function unreadableField({ registers, at }: Inquiry): Finding[] {
  const unread = registers.all.filter((fact) => fact.unreadable !== undefined);
  return heardBy(unread, at).flatMap((fact) => {
    const { type } = fact;
    if (!isEventType(type)) return [];
    return finding('unreadable-field', [fact], {
      ...(fact.chain === undefined && fact.profileId !== undefined
        ? { profileId: fact.profileId }
        : {}),
      missing: {
        types: [type],
        count: 1,
        sentence: `${(fact.unreadable ?? []).join(', ')} of ${type} could not be read and is ignored.`,
      },
      until: effectiveAt(fact),
      appearsAt: effectiveAt(fact),
    });
  });
}
