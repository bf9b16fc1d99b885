import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateMissingSecrets, loadConfiguration } from './index.js';

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-secrets-'));
  dataDir = join(folder, 'data');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const configured = (env: Record<string, string> = {}) =>
  loadConfiguration({ DATA_DIR: dataDir, ...env });
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('missing secrets', () => {
  it('are made strong, kept with mode 0600 and shown once', () => {
    const { configuration, justMade } = generateMissingSecrets(configured());
    const values = Object.values(justMade ?? {});
    expect(values).toHaveLength(4);
    expect(new Set(values).size).toBe(4);
    for (const value of values) expect(Buffer.from(value as string, 'base64url')).toHaveLength(32);
    expect(configuration.productionSecrets).toEqual([justMade?.productionSecret]);
    expect(configuration.sandboxSecrets).toEqual([justMade?.sandboxSecret]);
    expect(configuration.apiKeys).toEqual([
      { key: justMade?.readKey, scope: 'read' },
      { key: justMade?.adminKey, scope: 'admin' },
    ]);
    expect(mode(join(dataDir, 'secrets.json'))).toBe('600');
    expect(mode(dataDir)).toBe('700');
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it('are the same at every later start', () => {
    const first = generateMissingSecrets(configured());
    const second = generateMissingSecrets(configured());
    expect(second.justMade).toBeNull();
    expect(second.configuration).toEqual(first.configuration);
  });

  it('are made for each kind by itself', () => {
    const given = { ADAPTY_PRODUCTION_SECRETS: 'mine', API_KEYS: 'key' };
    const first = generateMissingSecrets(configured(given));
    expect(Object.keys(first.justMade ?? {})).toEqual(['sandboxSecret']);
    expect(first.configuration.productionSecrets).toEqual(['mine']);
    expect(first.configuration.apiKeys).toEqual([{ key: 'key', scope: 'read' }]);

    const later = generateMissingSecrets(configured({ ADAPTY_PRODUCTION_SECRETS: 'mine' }));
    expect(Object.keys(later.justMade ?? {})).toEqual(['readKey', 'adminKey']);
    expect(later.configuration.sandboxSecrets).toEqual(first.configuration.sandboxSecrets);
  });

  it('need no file where everything is given', () => {
    const given = { ADAPTY_PRODUCTION_SECRETS: 'a', ADAPTY_SANDBOX_SECRETS: 'b', API_KEYS: 'c' };
    expect(generateMissingSecrets(configured(given)).justMade).toBeNull();
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('a secrets file that cannot be trusted', () => {
  it.each(['', '{', '[]', '{"productionSecret":"short"}', '{"readKey":7}', '{"other":"x"}'])(
    'holding %j stops the start and is left as it is',
    (content) => {
      mkdirSync(dataDir);
      const file = join(dataDir, 'secrets.json');
      writeFileSync(file, content);
      expect(() => generateMissingSecrets(configured())).toThrow(
        `${file} is damaged: repair it, or remove it to have new secrets generated`,
      );
      expect(readFileSync(file, 'utf8')).toBe(content);
    },
  );

  it('stops the start where it cannot be read', () => {
    mkdirSync(join(dataDir, 'secrets.json'), { recursive: true });
    expect(() => generateMissingSecrets(configured())).toThrow(/secrets\.json cannot be read/);
  });

  it('stops the start where the folder cannot be made, and leaves nothing behind', () => {
    writeFileSync(dataDir, 'a file where the folder belongs');
    expect(() => generateMissingSecrets(configured())).toThrow(
      `DATA_DIR ${dataDir} cannot be used (ENOTDIR): it must be a folder that this user may write`,
    );
    expect(readdirSync(folder)).toEqual(['data']);
  });
});
