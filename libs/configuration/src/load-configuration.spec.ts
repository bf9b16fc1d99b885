import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidConfiguration, loadConfiguration, readEnvironment } from './index.js';

const EVENT_TYPES = ['trial_started', 'subscription_started'];

const refusal = (env: Record<string, string>): string => {
  try {
    loadConfiguration(env, { eventTypes: EVENT_TYPES });
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return 'accepted';
};

/** The published example of Go's `note` package. */
const SIGNER_KEY = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(loadConfiguration({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      trustedProxies: [],
      dataDir: './data',
      eventStoreUrl: null,
      readModelUrl: null,
      roles: ['ingest', 'query', 'project'],
      productionSecrets: [],
      sandboxSecrets: [],
      apiKeys: [],
      eventNames: {},
      productLevels: {},
      maxBodyBytes: 262_144,
      maxConnections: 2_048,
      maxRequestsInFlight: 1_000,
      checkpointKey: null,
      checkpointIntervalSeconds: 600,
      logLevel: 'info',
      otlpEndpoint: null,
      otlpHeaders: {},
      traceSamplePercent: 100,
    });
  });

  it('takes a blank variable for an absent one', () => {
    const blank = { PORT: ' ', HOST: '', API_KEYS: ' , ', ADAPTY_EVENT_NAMES: '', LOG_LEVEL: '' };
    expect(loadConfiguration(blank)).toEqual(loadConfiguration({}));
  });

  it('reads every variable', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      DATA_DIR: '/srv/ledger',
      EVENT_STORE_URL: 'esdb+discover://a:1,b:2?tls=false',
      READ_MODEL_URL: 'postgres://ledger:word@db/ledger?sslmode=verify-full',
      ROLES: 'Ingest, query',
      ADAPTY_PRODUCTION_SECRETS: 'Bearer one two, three',
      ADAPTY_SANDBOX_SECRETS: 'четыре',
      API_KEYS: 'plain,reader:read, boss:admin ,with:colon:admin',
      ADAPTY_EVENT_NAMES: '{"Trial Began":" trial_started "}',
      ADAPTY_PRODUCT_LEVELS: '{"pro.monthly":"premium"}',
      MAX_BODY_BYTES: '921600',
      MAX_CONNECTIONS: '16',
      MAX_REQUESTS_IN_FLIGHT: '1',
      CHECKPOINT_KEY: SIGNER_KEY,
      CHECKPOINT_INTERVAL_SECONDS: '0',
      LOG_LEVEL: 'WARN',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb, x-team = ledger',
      TRACE_SAMPLE_PERCENT: '5',
    };
    expect(loadConfiguration(env, { eventTypes: EVENT_TYPES })).toEqual({
      port: 0,
      host: '::1',
      trustedProxies: ['10.0.0.0/8', '::1'],
      dataDir: '/srv/ledger',
      eventStoreUrl: 'esdb+discover://a:1,b:2?tls=false',
      readModelUrl: 'postgres://ledger:word@db/ledger?sslmode=verify-full',
      roles: ['ingest', 'query'],
      productionSecrets: ['Bearer one two', 'three'],
      sandboxSecrets: ['четыре'],
      apiKeys: [
        { key: 'plain', scope: 'read' },
        { key: 'reader', scope: 'read' },
        { key: 'boss', scope: 'admin' },
        { key: 'with:colon', scope: 'admin' },
      ],
      eventNames: { 'Trial Began': 'trial_started' },
      productLevels: { 'pro.monthly': 'premium' },
      maxBodyBytes: 921_600,
      maxConnections: 16,
      maxRequestsInFlight: 1,
      checkpointKey: SIGNER_KEY,
      checkpointIntervalSeconds: 0,
      logLevel: 'warn',
      otlpEndpoint: 'https://collector:4318',
      otlpHeaders: { 'api-key': 'a,b', 'x-team': 'ledger' },
      traceSamplePercent: 5,
    });
  });

  it.each([
    [
      { CHECKPOINT_KEY: SIGNER_KEY.slice(1) },
      'CHECKPOINT_KEY must look like PRIVATE+KEY+name+0123abcd+AbCd…',
    ],
    [
      { CHECKPOINT_INTERVAL_SECONDS: '86401' },
      'CHECKPOINT_INTERVAL_SECONDS is "86401": it must be a whole number from 0 to 86400',
    ],
    [{ PORT: 'abc' }, 'PORT is "abc": it must be a whole number from 0 to 65535'],
    [{ PORT: '65536' }, 'PORT is "65536": it must be a whole number from 0 to 65535'],
    [{ PORT: '0x10' }, 'PORT is "0x10": it must be a whole number from 0 to 65535'],
    [{ HOST: 'not a host' }, 'HOST is "not a host": it must be an IP address or a host name'],
    [
      { MAX_BODY_BYTES: '921601' },
      'MAX_BODY_BYTES is "921601": it must be a whole number from 1024 to 921600',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL is "loud": it must be one of fatal, error, warn, info, debug, trace, silent',
    ],
    [
      { ADAPTY_EVENT_NAMES: '{"a":' },
      'ADAPTY_EVENT_NAMES is "{\\"a\\":": it must be a JSON object of custom event name to event name',
    ],
    [
      { ADAPTY_EVENT_NAMES: '{"a":1}' },
      'ADAPTY_EVENT_NAMES is "{\\"a\\":1}": it must be a JSON object of custom event name to event name',
    ],
    [
      { ADAPTY_EVENT_NAMES: '{"a":"renewed"}' },
      'ADAPTY_EVENT_NAMES maps "a" to "renewed": it must be one of trial_started, subscription_started',
    ],
    [
      { ADAPTY_PRODUCT_LEVELS: '["a"]' },
      'ADAPTY_PRODUCT_LEVELS is "[\\"a\\"]": it must be a JSON object of product to access level',
    ],
    [
      { TRUSTED_PROXIES: '10.0.0.1,proxy' },
      /^TRUSTED_PROXIES is .*: it has an entry that is not an IP/,
    ],
    [
      { TRUSTED_PROXIES: '10.0.0.0/33' },
      /^TRUSTED_PROXIES is .*: it has an entry that is not an IP/,
    ],
    [{ TRUSTED_PROXIES: '::/129' }, /^TRUSTED_PROXIES is .*: it has an entry that is not an IP/],
    [{ TRACE_SAMPLE_PERCENT: '101' }, /^TRACE_SAMPLE_PERCENT is "101": it must be a whole number/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, /^OTEL_EXPORTER_OTLP_ENDPOINT must look like/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'token' }, /^OTEL_EXPORTER_OTLP_HEADERS must be a list of/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'x=%zz' }, /^OTEL_EXPORTER_OTLP_HEADERS must be a list of/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'x=%0A' }, /^OTEL_EXPORTER_OTLP_HEADERS must be a list of/],
    [{ DATA_DIR: 'x'.repeat(5000) }, /^DATA_DIR is "x{75}…": it must be a path of at most 4096/],
  ])('refuses %j in one line', (env, line) => {
    expect(refusal(env as Record<string, string>)).toMatch(line);
    expect(refusal(env as Record<string, string>)).not.toContain('\n');
  });

  it.each([
    [
      { ADAPTY_PRODUCTION_SECRETS: 'good,hidden\u0000secret' },
      'ADAPTY_PRODUCTION_SECRETS has an entry that no HTTP header can carry, or that is over 1024 characters long',
    ],
    [
      { ADAPTY_SANDBOX_SECRETS: `hidden${'x'.repeat(1024)}` },
      'ADAPTY_SANDBOX_SECRETS has an entry that no HTTP header can carry, or that is over 1024 characters long',
    ],
    [
      { API_KEYS: 'good,hidden:owner' },
      'API_KEYS: entry 2 has an unknown scope: it must be read or admin',
    ],
    [
      { API_KEYS: 'hidden key' },
      'API_KEYS: entry 1 is empty, has a character that no Bearer token may have, or is over 512 characters long',
    ],
  ])('refuses %j without repeating the secret', (env, line) => {
    expect(refusal(env as Record<string, string>)).toBe(line);
  });

  it('names the first of several faults', () => {
    expect(refusal({ LOG_LEVEL: 'loud', PORT: '-1' })).toMatch(/^PORT is "-1"/);
  });
});

describe('the environment', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'subledger-environment-'));
  });
  afterEach(() => {
    delete process.env.LEDGER_SPEC_BOTH;
    rmSync(folder, { recursive: true });
  });

  it('comes from .env where the process has not set it', () => {
    writeFileSync(join(folder, '.env'), 'LEDGER_SPEC_BOTH=file\nLEDGER_SPEC_FILE="a b"\n');
    process.env.LEDGER_SPEC_BOTH = 'process';
    const environment = readEnvironment(folder);
    expect(environment.LEDGER_SPEC_BOTH).toBe('process');
    expect(environment.LEDGER_SPEC_FILE).toBe('a b');
  });

  it('needs no .env', () => {
    expect(readEnvironment(folder)).toEqual({ ...process.env });
  });
});
