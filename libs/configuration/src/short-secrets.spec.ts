import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from './load-configuration.js';
import { shortSecrets } from './short-secrets.js';

const LONG = 'x'.repeat(20);

describe('secrets that somebody might guess', () => {
  it.each([
    [{}, []],
    [{ API_KEYS: `${LONG}:admin,${LONG}` }, []],
    [{ API_KEYS: `${LONG}:admin,key:read` }, ['API_KEYS']],
    [
      { ADAPTY_PRODUCTION_SECRETS: `${LONG},short`, ADAPTY_SANDBOX_SECRETS: 'x'.repeat(19) },
      ['ADAPTY_PRODUCTION_SECRETS', 'ADAPTY_SANDBOX_SECRETS'],
    ],
  ])('in %j are told by their variables', (env, variables) => {
    expect(shortSecrets(loadConfiguration(env as Record<string, string>))).toEqual(variables);
  });
});
