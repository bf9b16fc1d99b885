import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { parseBody } from '@subledger/adapty';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { refusal, refusalOf } from './refusal.js';

const MOST_BYTES = 16_384;

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
    if (bytes.byteLength > MOST_BYTES) throw refusal(`The body has more than ${MOST_BYTES} bytes`);
    return validated(metatype as new () => object, parseObject(bytes));
  }
}

/** The members as the class that describes them. @throws LedgerError `invalid-request` */
export function validated<T extends object>(described: new () => T, members: object): T {
  const told = plainToInstance(described, members);
  const faults = validateSync(told, { whitelist: true, forbidNonWhitelisted: true });
  if (faults.length > 0) throw refusalOf(faults, 'member of this body');
  return told;
}

/** The body's JSON object; an empty one where there is no body. @throws LedgerError `invalid-request` */
export function parseObject(bytes: Uint8Array): object {
  if (bytes.byteLength === 0) return {};
  const told = parseJson(bytes);
  // `__proto__` and its like would be passed over in silence when the object is taken over.
  const odd = Object.keys(told).find((name) => !/^[a-z]+$/i.test(name));
  if (odd !== undefined) throw refusal('The body has a member with a name that is not allowed');
  return told;
}

/** As webhooks are read: a number that a float may not hold comes as its text. */
function parseJson(bytes: Uint8Array): object {
  const parsed = parseBody(bytes);
  if (parsed.ok) return parsed.body;
  throw refusal(
    parsed.code === 'body-not-json' ? 'The body is not JSON' : 'The body must be a JSON object',
  );
}
