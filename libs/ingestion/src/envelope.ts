import 'reflect-metadata';
import {
  IsOptional,
  IsString,
  Length,
  ValidateBy,
  ValidateNested,
  validateSync,
  type ValidationError,
  type ValidationOptions,
} from 'class-validator';

const LONGEST_EVENT_TYPE = 255;
const LONGEST_ID = 1024;

/** Ids come as texts and as bare numbers (Adapty's page "Webhook event types and fields"). */
const isId = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST_ID);

const IsId = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name: 'isId', validator: { validate: isId } }, options);

const EVENT_TYPE = {
  message: `event_type must be a text of 1 to ${LONGEST_EVENT_TYPE} characters`,
};
const ID = {
  message: `$property must be a number or a text of at most ${LONGEST_ID} characters`,
};

class EnvelopeProperties {
  @IsOptional() @IsId(ID) profile_event_id?: unknown;
  @IsOptional() @IsId(ID) profile_id?: unknown;
  @IsOptional() @IsId(ID) transaction_id?: unknown;
  @IsOptional() @IsId(ID) original_transaction_id?: unknown;
  @IsOptional() @IsId(ID) access_level_id?: unknown;
}

const ID_PROPERTIES = [
  'profile_event_id',
  'profile_id',
  'transaction_id',
  'original_transaction_id',
  'access_level_id',
] as const satisfies readonly (keyof EnvelopeProperties)[];

/** As much of a body as its identity needs. Anything else in it is allowed and ignored. */
class Envelope {
  @IsString(EVENT_TYPE)
  @Length(1, LONGEST_EVENT_TYPE, EVENT_TYPE)
  event_type: unknown;

  @IsOptional() @IsId(ID) profile_id?: unknown;
  @IsOptional() @IsId(ID) customer_user_id?: unknown;

  @IsOptional()
  @ValidateNested({ message: 'event_properties must be an object or null' })
  event_properties?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** A name in plain ASCII, without spaces around it: its length needs no careful counting. */
const PLAIN_EVENT_TYPE = /^[!-~](?:[ -~]{0,253}[!-~])?$/;

/** One sentence on what makes the envelope unusable, or null if it is usable. */
export const faultOfEnvelope = (body: Fields): string | null =>
  isPlain(body) ? null : validatedFault(body);

/** A quick check that nearly every envelope passes: full validation takes as long as parsing. */
export function isPlain(body: Fields): boolean {
  const { event_type: type, event_properties: properties } = body;
  return (
    typeof type === 'string' &&
    PLAIN_EVENT_TYPE.test(type) &&
    isIdOrAbsent(body.profile_id) &&
    isIdOrAbsent(body.customer_user_id) &&
    (properties === undefined || properties === null || arePlain(properties))
  );
}

const arePlain = (properties: unknown): boolean =>
  typeof properties === 'object' &&
  !Array.isArray(properties) &&
  ID_PROPERTIES.every((name) => isIdOrAbsent((properties as Fields)[name]));

const isIdOrAbsent = (value: unknown): boolean =>
  value === undefined || value === null || isId(value);

/** The same by the rules of the classes above, which have the messages. */
export function validatedFault(body: Fields): string | null {
  const [fault] = validateSync(envelopeOf(body), { stopAtFirstError: true });
  return fault ? sentence(fault, '') : null;
}

/** Only the fields that matter are copied, so that a deeply nested body costs nothing here. */
function envelopeOf(body: Fields): Envelope {
  const envelope = new Envelope();
  const { event_type: type } = body;
  envelope.event_type = typeof type === 'string' ? type.trim() : type;
  envelope.profile_id = body.profile_id;
  envelope.customer_user_id = body.customer_user_id;
  envelope.event_properties = propertiesOf(body.event_properties);
  return envelope;
}

function propertiesOf(value: unknown): unknown {
  // The documented samples of some events have an empty text or null here.
  if (value === undefined || value === null || value === '') return null;
  // A list would pass validation as a list of valid objects.
  if (typeof value !== 'object' || Array.isArray(value)) return 'not an object';
  const fields = value as Fields;
  const taken = new EnvelopeProperties();
  for (const name of ID_PROPERTIES) taken[name] = fields[name];
  return taken;
}

function sentence(fault: ValidationError, path: string): string {
  const [inner] = fault.children ?? [];
  if (inner && !fault.constraints) return sentence(inner, `${path}${fault.property}.`);
  return `${path}${Object.values(fault.constraints ?? {})[0] ?? `${fault.property} is unusable`}`;
}
