import { expect, it } from '@jest/globals';
import { isPostgresFault } from './postgres-fault.js';

const withCode = (code: string): Error => Object.assign(new Error('told by the test'), { code });

it.each([
  'EMFILE',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  '53300',
])('%s is trouble with the server or the way to it', (code) => {
  expect(isPostgresFault(withCode(code))).toBe(true);
});

it.each(['22001', '23505', 'ERR_INVALID_ARG_TYPE', 'ENOENT'])(
  '%s is not: it may be the fault of what was written',
  (code) => {
    expect(isPostgresFault(withCode(code))).toBe(false);
  },
);
