import { LedgerError } from '@subledger/domain';

/** Half-open connections are only noticed after interval plus timeout, so neither is left at a default. */
const KEEP_ALIVE = { keepAliveInterval: '10000', keepAliveTimeout: '10000' } as const;

/** The client's options, without case, `-` and `_`, as it reads them. */
const KNOWN_OPTIONS = new Set([
  'connectionname',
  'defaultdeadline',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
  'maxdiscoverattempts',
  'nodepreference',
  'throwonappendfailure',
  'tls',
  'tlscafile',
  'tlsverifycert',
  'usercertfile',
  'userkeyfile',
]);

/** Scheme, credentials up to the first `@`, hosts, options: split as the client splits them. */
const PARTS = /^esdb(?:\+discover)?:\/\/(?:([^:]+:[^@]+)@)?([^?@]+?)\/*(?:\?(.*))?$/s;

/**
 * The connection string that the client gets: the given one, with both keep-alive values added. What the client
 * would print to the console, credentials included, or silently misread is refused here instead.
 *
 * @throws LedgerError `invalid-configuration`, never with a part of the text that may hold a password.
 */
export function connectionUrl(url: string): string {
  const parts = PARTS.exec(url.trim());
  if (parts === null)
    refuse('must look like esdb://[user:password@]host:2113[,host:2113][?option=value]');
  const [, credentials, hosts = '', query = ''] = parts;
  checkCredentials(credentials);
  if (/\s/.test(hosts)) refuse('must not have spaces between its hosts');
  const options = query === '' ? [] : query.split('&').map(optionOf);
  for (const { key, value } of options) checkOption(key, value);
  const given = new Set(options.map(({ key }) => key.toLowerCase()));
  const added = Object.entries(KEEP_ALIVE)
    .filter(([key]) => !given.has(key.toLowerCase()))
    .map(([key, value]) => `${key}=${value}`);
  const all = [...(query === '' ? [] : [query]), ...added].join('&');
  const scheme = url.trim().startsWith('esdb+discover:') ? 'esdb+discover' : 'esdb';
  return `${scheme}://${credentials === undefined ? '' : `${credentials}@`}${hosts}?${all}`;
}

/** The client silently cuts off a password at a colon, and crashes on a stray `%`. */
function checkCredentials(credentials: string | undefined): void {
  if (credentials === undefined) return;
  const [user = '', password = '', ...rest] = credentials.split(':');
  if (rest.length > 0) refuse('must have a colon in the password written as %3A');
  try {
    decodeURIComponent(user);
    decodeURIComponent(password);
  } catch {
    refuse('must have user and password percent-encoded');
  }
}

function optionOf(text: string): { readonly key: string; readonly value: string } {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1)
    refuse('must have options written as ?option=value&…');
  const key = text.slice(0, equals).trim();
  return { key: key.replace(/[_-]/g, ''), value: text.slice(equals + 1).trim() };
}

function checkOption(key: string, value: string): void {
  const name = key.toLowerCase();
  // The message does not name it: a misplaced & would make it part of a password.
  if (!KNOWN_OPTIONS.has(name)) refuse('has an option that the EventStoreDB client does not know');
  if (name === 'tlsverifycert' && value !== 'true') {
    refuse('has tlsVerifyCert, which this client cannot switch off: give tlsCAFile');
  }
}

function refuse(sentence: string): never {
  throw new LedgerError('invalid-configuration', `EVENT_STORE_URL ${sentence}`);
}
