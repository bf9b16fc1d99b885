import { type JsonObject, parseBody, readInstant, type RowIdentity } from '@subledger/adapty';
import { type Environment, type Fact, LedgerError, subjectOf } from '@subledger/domain';
import { faultOfEnvelope } from './envelope.js';

/** Without them a row that names a transaction would be of another chain than its webhook, and both would count. */
const OF_CHAIN = ['store', 'original_transaction_id'] as const;

/** The cells of a row. @throws LedgerError `invalid-request` for what is no JSON object of single values. */
export function parseRow(bytes: Uint8Array): JsonObject {
  const parsed = parseBody(bytes);
  if (!parsed.ok) throw refused(parsed.reason);
  const nested = Object.values(parsed.body).some(
    (value) => typeof value === 'object' && value !== null,
  );
  if (nested) throw refused('Each cell of a row must be a text.');
  return parsed.body;
}

/** @throws LedgerError `invalid-request` for a row that does not say which event it is, or is of the other environment. */
export function checkRow(
  row: JsonObject,
  environment: Environment,
  { statedEnvironment }: RowIdentity,
  fact: Fact,
): void {
  if (statedEnvironment !== environment)
    throw refused(`environment must be ${environment}, as in the address.`);
  const missing = OF_CHAIN.find((column) => isEmpty(row[column]));
  if (missing !== undefined && !isEmpty(row.transaction_id))
    throw refused(`${missing} must be given where there is a transaction.`);
  const fault = faultOfEnvelope({ ...row, event_properties: row });
  if (fault !== null) throw refused(`${fault.replace('event_properties.', '')}.`);
  // Without it the row would be an event of now.
  if (readInstant(row.event_datetime) === undefined)
    throw refused('event_datetime must be an instant.');
  if (subjectOf(fact) === null) throw refused('The row names neither a transaction nor a profile.');
}

const isEmpty = (cell: unknown): boolean =>
  cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');

const refused = (message: string): LedgerError => new LedgerError('invalid-request', message);
