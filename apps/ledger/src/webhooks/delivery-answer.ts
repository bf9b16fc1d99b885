import type { DeliveryResult } from '@subledger/ingestion';
import { ProblemError } from '../http/problem.js';

/** The answer to a delivery's sender. */
export type DeliveryReply = Readonly<Record<string, unknown>>;

/**
 * What was done with a delivery → the answer to its sender.
 *
 * @throws ProblemError for a delivery in quarantine
 */
export function replyTo(result: DeliveryResult): DeliveryReply {
  switch (result.outcome) {
    case 'verification':
      return result.answer;
    case 'quarantined': {
      const { code, reason, eventId, position } = result;
      throw new ProblemError(code, reason, { extensions: { eventId, position } });
    }
    case 'accepted':
    case 'duplicate':
    case 'conflict': {
      const { outcome, eventId, position } = result;
      return { outcome, eventId, position };
    }
  }
}
