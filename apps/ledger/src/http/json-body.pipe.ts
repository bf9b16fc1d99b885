import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { LedgerError } from '@subledger/domain';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

const MOST_BYTES = 4_096;

/**
 * The exact bytes of an operator's request as the object that the route declares. Nothing parses bodies before the
 * routes do, because a webhook's must stay as it came. No body is an empty object.
 *
 * @throws LedgerError `invalid-request` for what is no JSON object, and for a member that nobody knows.
 */
@Injectable()
export class JsonBodyPipe implements PipeTransform<Uint8Array, object> {
  transform(bytes: Uint8Array, { metatype }: ArgumentMetadata): object {
    if (metatype === undefined) throw new Error('A JSON body needs a class that describes it.');
    const told = plainToInstance(metatype as new () => object, parse(bytes));
    const faults = validateSync(told, { whitelist: true, forbidNonWhitelisted: true });
    const messages = faults.flatMap(({ constraints }) => Object.values(constraints ?? {}));
    if (messages.length > 0) throw refusal(messages.join('; '));
    return told;
  }
}

function parse(bytes: Uint8Array): object {
  if (bytes.byteLength === 0) return {};
  if (bytes.byteLength > MOST_BYTES) throw refusal(`The body has more than ${MOST_BYTES} bytes`);
  const told = parseJson(bytes);
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw refusal('The body must be a JSON object');
  // `__proto__` and its like would be passed over in silence when the object is taken over.
  const odd = Object.keys(told).find((name) => !/^[a-z]+$/i.test(name));
  if (odd !== undefined) throw refusal('A member has a name that no member can have');
  return told;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refusal('The body is not JSON');
  }
}

const refusal = (sentence: string): LedgerError =>
  new LedgerError('invalid-request', `${sentence}.`);
