import { Option } from 'commander';

export interface OfIdempotencyKey {
  readonly idempotencyKey?: string;
}

export const idempotencyKeyOption = (): Option =>
  new Option(
    '--idempotency-key <key>',
    'requests with the same key are recorded once (default: requests with the same content)',
  );

export const idempotencyHeaders = ({
  idempotencyKey,
}: OfIdempotencyKey): Readonly<Record<string, string>> =>
  idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
