import {
  hashBody,
  identify,
  readVerificationRequest,
  parseBody,
  readEnvironmentWord,
} from '@subledger/adapty';
import type { QuarantineCode, RecordDelivery } from './delivery.js';
import { faultOfEnvelope } from './envelope.js';

/** What a delivery is, before looking at what was recorded earlier. */
export type Triaged =
  | { readonly kind: 'verification'; readonly answer: Readonly<Record<string, unknown>> }
  | ({ readonly kind: 'event'; readonly eventName: string | undefined } & Identity)
  | Unusable;

/** Where an event belongs, and which one it is. */
export interface Identity {
  readonly stream: string;
  readonly eventId: string;
  readonly bodySha256: string;
  /** Other bytes under this id repeat it instead of contradicting it: an export's cells change. */
  readonly mayChange?: boolean;
}

export interface Unusable {
  readonly kind: 'unusable';
  readonly code: QuarantineCode;
  /** One sentence. */
  readonly reason: string;
  readonly bodySha256: string;
}

/**
 * Looks only as far as identity needs (Adapty's page "Webhook integration" advises validating little): an event
 * with an unknown meaning is still an event.
 */
export function triage(delivery: Pick<RecordDelivery, 'environment' | 'body'>): Triaged {
  const { environment, body: bytes } = delivery;
  const bodySha256 = hashBody(bytes);
  const unusable = (code: QuarantineCode, reason: string): Unusable => ({
    kind: 'unusable',
    code,
    reason,
    bodySha256,
  });

  const parsed = parseBody(bytes);
  if (!parsed.ok) return unusable(parsed.code, parsed.reason);
  const verification = readVerificationRequest(parsed.body);
  if (verification) return { kind: 'verification', answer: verification.answer };
  const fault = faultOfEnvelope(parsed.body);
  if (fault !== null) return unusable('envelope-unusable', fault);

  const { eventId, stream, statedEnvironment, eventName } = identify(
    parsed.body,
    environment,
    bodySha256,
  );
  if (statedEnvironment !== undefined && statedEnvironment !== environment) {
    const stated =
      statedEnvironment === 'unknown'
        ? quoted(readEnvironmentWord(parsed.body) ?? '')
        : statedEnvironment;
    return unusable(
      'environment-mismatch',
      `The event states the environment ${stated}, but it came to the ${environment} address.`,
    );
  }
  return { kind: 'event', stream, eventId, bodySha256, eventName };
}

const LONGEST_QUOTATION = 40;

/**
 * A sender's text inside a message of ours: shortened, and without characters that control a terminal or reverse
 * the line.
 */
function quoted(word: string): string {
  const text = JSON.stringify(word.slice(0, LONGEST_QUOTATION)).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return word.length > LONGEST_QUOTATION ? `${text}…` : text;
}
