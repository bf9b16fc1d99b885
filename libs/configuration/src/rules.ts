import { isIP } from 'node:net';
import { ValidateBy, type ValidationOptions } from 'class-validator';

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;

const LONGEST_HEADER_VALUE = 1024;
const LONGEST_URL = 4096;
const MOST_MAP_ENTRIES = 10_000;

/** RFC 9110's field-value: text without control characters; spaces and tabs inside are allowed. */
const isHeaderValue = (text: string): boolean =>
  text.length > 0 && text.length <= LONGEST_HEADER_VALUE && !/(?!\t)\p{Cc}/u.test(text);

/** A host name of at most 253 characters, or an IPv4 or IPv6 address. */
const isHost = (text: string): boolean =>
  isIP(text) !== 0 || (text.length <= 253 && HOST_NAME.test(text));

/** An IPv4 or IPv6 address, or a range of them: `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

const isTextMap = (value: object): boolean => {
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_MAP_ENTRIES &&
    entries.every(
      ([key, text]) => key.trim() !== '' && typeof text === 'string' && text.trim() !== '',
    )
  );
};

/**
 * `scheme://` followed by anything without spaces. Several hosts do not make a URL by the standard, so no URL
 * parser is used.
 */
const isUrlOf = (schemes: readonly string[], text: string): boolean =>
  text.length <= LONGEST_URL &&
  !/[\s\p{Cc}]/u.test(text) &&
  schemes.some((scheme) => text.startsWith(`${scheme}://`) && text.length > scheme.length + 3);

export const IsUrlOf = (
  schemes: readonly string[],
  options: ValidationOptions,
): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isUrlOf',
      validator: { validate: (v) => typeof v === 'string' && isUrlOf(schemes, v) },
    },
    options,
  );

export const IsHost = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    { name: 'isHost', validator: { validate: (v) => typeof v === 'string' && isHost(v) } },
    options,
  );

/** Header names and values that HTTP can carry. */
const isHeaders = (value: object): boolean =>
  Object.entries(value).every(
    ([name, text]) =>
      /^[!#$%&'*+.^`|~\w-]{1,128}$/.test(name) && typeof text === 'string' && isHeaderValue(text),
  );

export const IsHeaders = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isHeaders',
      validator: { validate: (v) => typeof v === 'object' && v !== null && isHeaders(v as object) },
    },
    options,
  );

export const IsNetwork = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    { name: 'isNetwork', validator: { validate: (v) => typeof v === 'string' && isNetwork(v) } },
    options,
  );

export const IsHeaderValue = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isHeaderValue',
      validator: { validate: (v) => typeof v === 'string' && isHeaderValue(v) },
    },
    options,
  );

/** An object whose keys and values are texts that are not blank. */
export const IsTextMap = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isTextMap',
      validator: { validate: (v) => typeof v === 'object' && v !== null && isTextMap(v as object) },
    },
    options,
  );
