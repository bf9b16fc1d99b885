import {
  type Environment,
  fold,
  type Instant,
  type RevenueLine,
  revenueLines,
} from '@subledger/domain';
import { type Database, happenedWithin, readEverySubject } from '@subledger/read-models';
import { countingFacts } from './heard.js';
import { Turns } from './turns.js';

/**
 * The lines of a span of business time, `from` inclusive, `to` exclusive, by what had been recorded until
 * `knownAt`. The read model holds the current lines, so every subject to which something happened in the span is
 * folded again.
 */
export async function* revenueKnownAt(
  snapshot: Database,
  environment: Environment,
  span: { readonly from: Instant; readonly to: Instant },
  knownAt: Instant,
): AsyncGenerator<RevenueLine> {
  const turns = new Turns();
  for await (const subject of readEverySubject(snapshot, environment)) {
    if (happenedWithin(subject, span))
      for (const line of revenueLines(fold(countingFacts(subject, { knownAt }))))
        if (line.occurredAt >= span.from && line.occurredAt < span.to) yield line;
    await turns.giveOne();
  }
}
