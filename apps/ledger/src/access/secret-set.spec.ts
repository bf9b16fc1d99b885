import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretSet } from './secret-set.js';

describe('a set of secrets', () => {
  const secrets = new SecretSet(['first', 'Sécret мой']);

  it('has each of them, as a header brings it', () => {
    expect(secrets.has('first')).toBe(true);
    // Node gives a header one character a byte.
    expect(secrets.has(Buffer.from('Sécret мой').toString('latin1'))).toBe(true);
  });

  it.each(['', 'firs', 'first ', 'First', 'first,Sécret мой'])('has not %j', (presented) => {
    expect(secrets.has(presented)).toBe(false);
  });

  it('takes any text at all, of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (presented) => {
        const known = presented === 'first';
        expect(secrets.has(presented)).toBe(known);
      }),
    );
  });

  it('lets nobody in where it is empty', () => {
    expect(new SecretSet([]).has('')).toBe(false);
  });
});
