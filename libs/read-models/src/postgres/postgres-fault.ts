/** Classes of SQLSTATE (its first two characters) that concern the server or the connection to it. */
const CLASSES = new Set([
  '08', // connection exception
  '25', // invalid transaction state: a standby that takes no writes, a transaction that waited too long
  '28', // invalid authorization: a password that is being changed
  '3D', // the database is not there (yet)
  '3F', // nor the schema
  '40', // deadlock, serialization failure
  '53', // insufficient resources: disk full, too many connections
  '55', // a lock that was not to be had in time
  '57', // the operator's intervention: shutdown, start-up, cancelled statement
  '58', // trouble of the operating system
  'XX', // damaged data
]);

/** Not an event's fault either: tables that are not created yet, or that a discarded build took along. */
const STATES = new Set(['42P01', '42501']);

/** Codes of the operating system, from the socket. */
const SOCKET = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
]);

/** TLS: a certificate that has expired or is not trusted, a handshake that failed. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_)/;

/** The driver's own errors have no code. */
const SENTENCES =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|Query read timeout|Cannot use a pool after calling end|driver has already been destroyed/;

export function isPostgresFault(error: object): boolean {
  const { code, syscall, message } = error as Record<'code' | 'syscall' | 'message', unknown>;
  if (typeof code === 'string') {
    // A Unix socket without a server is a missing file.
    if (code === 'ENOENT') return syscall === 'connect';
    if (SOCKET.has(code) || TLS.test(code)) return true;
    return code.length === 5 && (CLASSES.has(code.slice(0, 2)) || STATES.has(code));
  }
  return typeof message === 'string' && SENTENCES.test(message);
}

/** Whether a table is gone: its build was retired between two statements. */
export const isTableGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '42P01';

/** Whether somebody else's transaction held a lock for longer than the statement waits. */
export const isLockTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '55P03';
