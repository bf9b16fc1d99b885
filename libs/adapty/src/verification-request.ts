import { openEnvelope, readEventName } from './envelope.js';
import { type JsonObject, ownField } from './json.js';

export interface VerificationRequest {
  /** The answer to send, as JSON with a 2xx status. */
  readonly answer: Readonly<Record<string, string>>;
}

/**
 * The request that Adapty sends when the integration is saved (page "Set up webhook integration"): an empty object
 * today, a challenge to echo until early 2025. Neither is an event; `undefined` for anything else.
 */
export function readVerificationRequest(body: JsonObject): VerificationRequest | undefined {
  if (readEventName(openEnvelope(body)) !== undefined) return undefined;
  const challenge = ownField(body, 'adapty_check');
  if (typeof challenge === 'string') return { answer: { adapty_check_response: challenge } };
  return Object.keys(body).length === 0 ? { answer: {} } : undefined;
}
