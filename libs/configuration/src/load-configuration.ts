import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { Configuration } from './configuration.js';
import type { Environment } from './environment.js';
import { InvalidConfiguration } from './invalid-configuration.js';
import {
  apiKeys,
  headers,
  list,
  optionalText,
  quoted,
  roles,
  text,
  textMap,
  wholeNumber,
} from './variables.js';

/** Property of `Configuration` → its variable. The order is the order in which faults are named. */
export const VARIABLES = {
  port: 'PORT',
  host: 'HOST',
  trustedProxies: 'TRUSTED_PROXIES',
  dataDir: 'DATA_DIR',
  eventStoreUrl: 'EVENT_STORE_URL',
  readModelUrl: 'READ_MODEL_URL',
  roles: 'ROLES',
  productionSecrets: 'ADAPTY_PRODUCTION_SECRETS',
  sandboxSecrets: 'ADAPTY_SANDBOX_SECRETS',
  apiKeys: 'API_KEYS',
  eventNames: 'ADAPTY_EVENT_NAMES',
  productLevels: 'ADAPTY_PRODUCT_LEVELS',
  maxBodyBytes: 'MAX_BODY_BYTES',
  maxConnections: 'MAX_CONNECTIONS',
  maxRequestsInFlight: 'MAX_REQUESTS_IN_FLIGHT',
  checkpointKey: 'CHECKPOINT_KEY',
  checkpointIntervalSeconds: 'CHECKPOINT_INTERVAL_SECONDS',
  logLevel: 'LOG_LEVEL',
  otlpEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  otlpHeaders: 'OTEL_EXPORTER_OTLP_HEADERS',
  traceSamplePercent: 'TRACE_SAMPLE_PERCENT',
} as const satisfies Record<keyof Configuration, string>;

/** Faults in these are reported without the value. */
const SECRET = new Set<string>([
  'eventStoreUrl',
  'readModelUrl',
  'productionSecrets',
  'sandboxSecrets',
  'apiKeys',
  'otlpEndpoint',
  'otlpHeaders',
  'checkpointKey',
]);

export interface LoadOptions {
  /** The names that `ADAPTY_EVENT_NAMES` may map to; any name if absent. */
  readonly eventTypes?: readonly string[];
}

/**
 * The environment as one validated object. A variable that is absent or blank takes its default.
 *
 * @example loadConfiguration(readEnvironment(), { eventTypes: EVENT_TYPES })
 * @throws InvalidConfiguration with one line for the first fault, in the order of `VARIABLES`.
 */
export function loadConfiguration(env: Environment, options: LoadOptions = {}): Configuration {
  const configuration = plainToInstance(Configuration, {
    port: wholeNumber(env[VARIABLES.port], 3000),
    host: text(env[VARIABLES.host], '127.0.0.1'),
    trustedProxies: list(env[VARIABLES.trustedProxies]),
    dataDir: text(env[VARIABLES.dataDir], './data'),
    eventStoreUrl: optionalText(env[VARIABLES.eventStoreUrl]),
    readModelUrl: optionalText(env[VARIABLES.readModelUrl]),
    roles: roles(env[VARIABLES.roles]),
    productionSecrets: list(env[VARIABLES.productionSecrets]),
    sandboxSecrets: list(env[VARIABLES.sandboxSecrets]),
    apiKeys: apiKeys(env[VARIABLES.apiKeys]),
    eventNames: textMap(env[VARIABLES.eventNames]),
    productLevels: textMap(env[VARIABLES.productLevels]),
    maxBodyBytes: wholeNumber(env[VARIABLES.maxBodyBytes], 256 * 1024),
    maxConnections: wholeNumber(env[VARIABLES.maxConnections], 2_048),
    maxRequestsInFlight: wholeNumber(env[VARIABLES.maxRequestsInFlight], 1_000),
    checkpointKey: optionalText(env[VARIABLES.checkpointKey]),
    checkpointIntervalSeconds: wholeNumber(env[VARIABLES.checkpointIntervalSeconds], 600),
    logLevel: text(env[VARIABLES.logLevel], 'info').toLowerCase(),
    otlpEndpoint: optionalText(env[VARIABLES.otlpEndpoint]),
    otlpHeaders: headers(env[VARIABLES.otlpHeaders]),
    traceSamplePercent: wholeNumber(env[VARIABLES.traceSamplePercent], 100),
  });
  const [fault] = validateSync(configuration, { stopAtFirstError: true }).sort(byVariable);
  if (fault) throw new InvalidConfiguration(describeFault(fault, env));
  checkEventNames(configuration.eventNames, options.eventTypes);
  checkRoles(configuration);
  return configuration;
}

const ORDER = Object.keys(VARIABLES);
const byVariable = (a: ValidationError, b: ValidationError): number =>
  ORDER.indexOf(a.property) - ORDER.indexOf(b.property);

function describeFault(fault: ValidationError, env: Environment): string {
  const variable = VARIABLES[fault.property as keyof typeof VARIABLES];
  const entry = fault.children?.[0];
  if (entry) {
    const wants = Object.values(entry.children?.[0]?.constraints ?? entry.constraints ?? {})[0];
    return `${variable}: entry ${Number(entry.property) + 1} ${wants ?? 'is invalid'}`;
  }
  const wants = Object.values(fault.constraints ?? {})[0] ?? 'is invalid';
  if (SECRET.has(fault.property)) return `${variable} ${wants}`;
  return `${variable} is ${quoted(env[variable])}: it ${wants}`;
}

/** Alone, a process would project into a file that nobody reads, or query one that nobody feeds. */
function checkRoles({ roles, readModelUrl }: Configuration): void {
  if (readModelUrl !== null || roles.includes('project') === roles.includes('query')) return;
  throw new InvalidConfiguration(
    `${VARIABLES.roles} has only one of query and project: processes share read models only through ${VARIABLES.readModelUrl}`,
  );
}

function checkEventNames(
  eventNames: Configuration['eventNames'],
  eventTypes: readonly string[] | undefined,
): void {
  if (!eventTypes) return;
  for (const [name, type] of Object.entries(eventNames)) {
    if (eventTypes.includes(type)) continue;
    throw new InvalidConfiguration(
      `${VARIABLES.eventNames} maps ${quoted(name)} to ${quoted(type)}: it must be one of ${eventTypes.join(', ')}`,
    );
  }
}
