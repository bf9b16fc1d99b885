import { type ChainId, type Environment, isUuid, secondOf, uuidFromHex } from '@subledger/domain';
import { readChain } from './chain.js';
import { type Envelope, openEnvelope, readEventName, readField } from './envelope.js';
import { readId, readUuidOrId } from './fields/id.js';
import { readInstant } from './fields/instant.js';
import { readText } from './fields/text.js';
import { hashList } from './hash.js';
import type { JsonObject } from './json.js';

/** Part of every hash: ids derived in another way must never collide with these. */
const IDENTITY_VERSION = 'adapty-1';

/** Which event a delivery is, and where it belongs. */
export interface DeliveryIdentity {
  /** UUID, the same for every delivery of one event. */
  readonly eventId: string;
  /** Whether the sender's `profile_event_id` distinguishes events, or only their content. */
  readonly basis: 'profile_event_id' | 'content';
  /** Name of the stream that the event belongs to; letters, digits, `-` and `_`, at most 64 characters. */
  readonly stream: string;
  /** What the body says about its environment; `unknown` if that is not an environment. */
  readonly statedEnvironment: Environment | 'unknown' | undefined;
  /** The event's name as it came. A body without one has no usable envelope. */
  readonly eventName: string | undefined;
  readonly profileId: string | undefined;
}

const environmentWord = (envelope: Envelope): string | undefined =>
  readField(envelope, 'environment', readText);

/** What a body calls its environment, as it came. */
export const readEnvironmentWord = (body: JsonObject): string | undefined =>
  environmentWord(openEnvelope(body));

function readStatedEnvironment(envelope: Envelope): Environment | 'unknown' | undefined {
  const stated = environmentWord(envelope)?.toLowerCase();
  if (stated === undefined || stated === 'production' || stated === 'sandbox') return stated;
  return 'unknown';
}

/** Whose event it is, and its name. */
function readWhose(envelope: Envelope, environment: Environment) {
  const profileId = readField(envelope, 'profile_id', readUuidOrId);
  const eventName = readEventName(envelope);
  // The raw name, not the type it is mapped to: changing the map must not change ids.
  const whose = [environment, profileId ?? null, eventName?.toLowerCase() ?? null];
  return { profileId, eventName, whose };
}

/** What distinguishes two facts of one profile and type if the sender gives them no id. */
function readContent(envelope: Envelope): (string | null)[] {
  return [
    readField(envelope, 'transaction_id', readId) ?? null,
    readField(envelope, 'original_transaction_id', readId) ?? null,
    readField(envelope, 'event_datetime', readInstant) ?? null,
    readField(envelope, 'access_level_id', readId) ?? null,
  ];
}

function nameStream(
  environment: Environment,
  envelope: Envelope,
  { profileId, eventId }: { profileId: string | undefined; eventId: string },
): string {
  if (profileId !== undefined) return streamOfProfile(environment, profileId);
  const chain = readChain(envelope);
  return chain === undefined
    ? `${environment}-event_${eventId}`
    : streamOfChain(environment, chain);
}

/** The stream of every event that names this profile as its own. */
export const streamOfProfile = (environment: Environment, profileId: string): string =>
  isUuid(profileId)
    ? `${environment}-${profileId}`
    : `${environment}-profile_${hashList([profileId]).slice(0, 40)}`;

/** The stream of the events that name no profile, but this chain. */
export const streamOfChain = (
  environment: Environment,
  { store, originalTransactionId }: ChainId,
): string => `${environment}-chain_${hashList([store, originalTransactionId]).slice(0, 40)}`;

/**
 * A body → its identity. Never throws.
 *
 * @param environment that of the endpoint: what the body states is reported, but not believed.
 * @param bodySha256 of the exact bytes (`hashBody`); only used if there is no `profile_event_id`.
 */
export function identify(
  body: JsonObject,
  environment: Environment,
  bodySha256: string,
): DeliveryIdentity {
  const envelope = openEnvelope(body);
  const { profileId, eventName, whose } = readWhose(envelope, environment);
  const profileEventId = readField(envelope, 'profile_event_id', readUuidOrId);
  const basis = profileEventId === undefined ? 'content' : 'profile_event_id';
  const which =
    profileEventId === undefined ? [...readContent(envelope), bodySha256] : [profileEventId];
  const eventId = uuidFromHex(hashList([IDENTITY_VERSION, basis, ...whose, ...which]));

  const stream = nameStream(environment, envelope, { profileId, eventId });
  const statedEnvironment = readStatedEnvironment(envelope);
  return { eventId, basis, stream, statedEnvironment, eventName, profileId };
}

/** Which event a row of an export is, and where it belongs. */
export type RowIdentity = Pick<DeliveryIdentity, 'eventId' | 'stream' | 'statedEnvironment'>;

/**
 * A row → its identity. Never throws. Exports have no `profile_event_id`, and a row may come in several of them with cells
 * that have changed since: what identifies it is what must agree for it to be the same event as a webhook, and its stream.
 */
export function identifyRow(row: JsonObject, environment: Environment): RowIdentity {
  const envelope = openEnvelope(row);
  const { profileId, whose } = readWhose(envelope, environment);
  const transactionId = readField(envelope, 'transaction_id', readId) ?? null;
  const occurredAt = readField(envelope, 'event_datetime', readInstant);
  const which = [transactionId, occurredAt === undefined ? null : secondOf(occurredAt)];
  const chain = profileId === undefined ? readChain(envelope) : undefined;
  const ofNobody = chain === undefined ? [] : [chain.store, chain.originalTransactionId];
  const eventId = uuidFromHex(
    hashList([IDENTITY_VERSION, 'export', ...whose, ...which, ...ofNobody]),
  );
  const stream = nameStream(environment, envelope, { profileId, eventId });
  return { eventId, stream, statedEnvironment: readStatedEnvironment(envelope) };
}
