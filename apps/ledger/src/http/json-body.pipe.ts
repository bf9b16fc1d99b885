import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { parseBody } from '@subledger/adapty';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { refusal, refusalOf } from './refusal.js';

const MOST_BYTES = 16_384;

/**
 * Turns the exact bytes of an operator's request into the object that the route declares. Bodies are not parsed
 * before the routes, because a webhook's must stay as it came. No body is an empty object.
 *
 * @throws LedgerError `invalid-request` unless it is a JSON object, and for unknown members.
 */
@Injectable()
export class JsonBodyPipe implements PipeTransform<Uint8Array, object> {
  transform(bytes: Uint8Array, { metatype }: ArgumentMetadata): object {
    if (metatype === undefined) throw new Error('A JSON body needs a class that describes it.');
    if (bytes.byteLength > MOST_BYTES) throw refusal(`The body has more than ${MOST_BYTES} bytes`);
    return validated(metatype as new () => object, parseObject(bytes));
  }
}

/** The members as an instance of the class that describes them. @throws LedgerError `invalid-request` */
export function validated<T extends object>(described: new () => T, members: object): T {
  const told = plainToInstance(described, members);
  const faults = validateSync(told, { whitelist: true, forbidNonWhitelisted: true });
  if (faults.length > 0) throw refusalOf(faults, 'member of this body');
  return told;
}

/** The body's JSON object; an empty one if there is no body. @throws LedgerError `invalid-request` */
export function parseObject(bytes: Uint8Array): object {
  if (bytes.byteLength === 0) return {};
  const told = parseJson(bytes);
  // `__proto__` and the like would silently be dropped when the object is copied.
  const odd = Object.keys(told).find((name) => !/^[a-z]+$/i.test(name));
  if (odd !== undefined) throw refusal('The body has a member with a name that is not allowed');
  return told;
}

/** Parsed like webhooks: a number that a float may not hold becomes its text. */
function parseJson(bytes: Uint8Array): object {
  const parsed = parseBody(bytes);
  if (parsed.ok) return parsed.body;
  throw refusal(
    parsed.code === 'body-not-json' ? 'The body is not JSON' : 'The body must be a JSON object',
  );
}
