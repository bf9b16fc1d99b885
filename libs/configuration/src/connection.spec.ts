import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidConfiguration, readConnection } from './index.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-connection-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

describe('a connection to a ledger', () => {
  it('is what is given, before what the environment says', () => {
    const env = { SUBLEDGER_URL: 'http://other', SUBLEDGER_API_KEY: 'other' };
    expect(readConnection(env, { url: 'https://ledger/', key: 'k' })).toEqual({
      url: 'https://ledger',
      apiKey: 'k',
    });
    expect(readConnection(env)).toEqual({ url: 'http://other', apiKey: 'other' });
  });

  it('is this machine, with the configured port and admin key', () => {
    expect(readConnection({ DATA_DIR: dataDir })).toEqual({ url: 'http://127.0.0.1:3000' });
    expect(readConnection({ PORT: '80', API_KEYS: 'a,b:admin,c:admin' })).toEqual({
      url: 'http://127.0.0.1:80',
      apiKey: 'b',
    });
    expect(readConnection({ API_KEYS: 'a' })).toEqual({ url: 'http://127.0.0.1:3000' });
  });

  it('has the key that the ledger made itself', () => {
    const adminKey = 'k'.repeat(43);
    writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ adminKey }));
    expect(readConnection({ DATA_DIR: dataDir }).apiKey).toBe(adminKey);
  });

  it.each(['ledger:3000', 'ftp://ledger', '/run/ledger', 'x'])('is never %s', (url) => {
    expect(() => readConnection({}, { url, key: 'k' })).toThrow(InvalidConfiguration);
  });

  it.each([
    'http://user:hunter2@ledger',
    'https://:hunter2@ledger',
    'ftp://user:hunter2@ledger',
    'user:hunter2@x',
  ])('does not show the password of %s', (url) => {
    const connect = () => readConnection({}, { url, key: 'k' });
    expect(connect).toThrow(InvalidConfiguration);
    expect(connect).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it.each(['hunter2\nx', 'hunter2 x', '\u201chunter2\u201d'])(
    'has no key such as %j, and does not show it',
    (key) => {
      const connect = () => readConnection({}, { url: 'http://ledger', key });
      expect(connect).toThrow(InvalidConfiguration);
      expect(connect).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      );
    },
  );
});
