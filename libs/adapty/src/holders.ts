import type { Holder } from '@subledger/domain';
import { type Envelope, readField } from './envelope.js';
import { readId, readUuidOrId } from './fields/id.js';
import { said } from './fields/said.js';
import { isJsonObject, type JsonObject, ownField } from './json.js';

/** A store account has a handful of profiles; a longer list is an attack or an accident. */
const MAX_SHARING_ENTRIES = 100;

export interface Holders {
  readonly profileId?: string;
  readonly customerUserId?: string;
  readonly sharedWith?: readonly Holder[];
}

const readEntry = (entry: JsonObject): Holder[] => {
  const profileId = readUuidOrId(ownField(entry, 'profile_id'));
  if (profileId === undefined) return [];
  const customerUserId = readId(ownField(entry, 'customer_user_id'));
  return [said<Holder>({ profileId, customerUserId })];
};

const readEntries = (list: unknown): Holder[] | undefined =>
  Array.isArray(list)
    ? list.slice(0, MAX_SHARING_ENTRIES).filter(isJsonObject).flatMap(readEntry)
    : undefined;

/**
 * Whose event it is, and who else holds the access (Adapty's page "Sharing paid access").
 *
 * The list may name the event's own profile; that entry is not sharing, but it may name the customer.
 */
export function readHolders(envelope: Envelope): Holders {
  const profileId = readField(envelope, 'profile_id', readUuidOrId);
  const listed = readField(envelope, 'profiles_sharing_access_level', readEntries) ?? [];
  const others = listed.filter((holder) => holder.profileId !== profileId);
  return said<Holders>({
    profileId,
    customerUserId: customerOf(envelope, profileId, listed),
    sharedWith: others.length === 0 ? undefined : others,
  });
}

/**
 * Root and event are documented as being about one profile, but some of Adapty's samples differ: then the root's
 * customer is the event's. In a shared event, though, the root may be about the first user and the list about the
 * second: if the list names either profile, it decides whose customer that is, even when it says null. Whoever is
 * once named as a profile's customer gets its whole history.
 */
function customerOf(
  envelope: Envelope,
  profileId: string | undefined,
  listed: readonly Holder[],
): string | undefined {
  const stated = readField(envelope, 'customer_user_id', readId);
  const rootId = readUuidOrId(ownField(envelope.root, 'profile_id')) ?? profileId;
  const own = listed.find((holder) => holder.profileId === profileId);
  if (rootId === profileId) return stated ?? own?.customerUserId;
  const inner = readId(ownField(envelope.inner, 'customer_user_id'));
  if (inner !== undefined) return inner;
  const isToldApart = own !== undefined || listed.some((holder) => holder.profileId === rootId);
  return isToldApart ? own?.customerUserId : stated;
}
