import { getMetadataStorage } from 'class-validator';
import { ApiKey, Configuration } from './configuration.js';
import { loadConfiguration, VARIABLES } from './load-configuration.js';

/** One environment variable as `docs/reference/configuration.md` shows it. */
export interface VariableReference {
  readonly variable: string;
  readonly about: string;
  /**
   * The value if the variable is absent or blank: its text, empty if it stays absent, or null if the start
   * generates one.
   */
  readonly fallback: string | null;
  /** What the validators say when they refuse a value: "must be …", "has …". */
  readonly rules: readonly string[];
}

const ABOUT: Record<keyof typeof VARIABLES, string> = {
  port: 'Port that the server listens on. `0` asks the system for a free port.',
  host: 'Address that the server listens on. `0.0.0.0` or `::` means all addresses.',
  trustedProxies:
    'Proxies in front of the ledger, comma-separated: IP addresses or ranges such as `10.0.0.0/8`. `X-Forwarded-For` is trusted from these, and from nobody else. Wrong keys and secrets are limited per client address that it gives.',
  dataDir:
    'Folder of the log, the read models and the generated secrets. If it does not exist, it is created for this user only.',
  eventStoreUrl:
    'An EventStoreDB server or cluster that keeps the log: `esdb://…` or `esdb+discover://…`, with hosts, credentials and options as its client accepts them. Absent: one SQLite file in the data folder.',
  readModelUrl:
    'A PostgreSQL database that keeps the read models: `postgres://…`, with the options of its client, and `schema` for a schema other than `subledger`. Absent: one SQLite file in the data folder.',
  roles:
    'What this process does, comma-separated: `ingest` records webhooks, `query` answers queries, `project` feeds the read models. Absent: all of them. See [Scale out](../guides/scale-out.md).',
  productionSecrets:
    'The exact `Authorization` values that Adapty sends to the production address, comma-separated: two during a rotation. Spaces around an entry are removed; a value that contains a comma cannot be used.',
  sandboxSecrets: 'The same for the sandbox address.',
  apiKeys:
    'Bearer keys for the API, comma-separated: `key` or `key:scope`. The scope is `read` (the default) or `admin`, which may do everything that `read` may.',
  eventNames:
    "JSON object: a name that was changed in Adapty's dashboard → one of the twenty documented names. Events recorded earlier count under the new name once the read models are rebuilt.",
  productLevels:
    'JSON object: product → access level, for a sender with access updates switched off. A product that is not listed gives `premium`.',
  maxBodyBytes: 'Largest webhook body that is accepted. A larger one is answered 413.',
  maxConnections:
    'Connections that may be open at once; further ones are closed immediately. Keep it below the number of files that the process may open (`ulimit -n`). Bodies that are still arriving can take this many times `MAX_BODY_BYTES` of memory.',
  maxRequestsInFlight:
    'Webhooks that may be in flight at once, and, separately, as many queries. Further ones are answered 503 `overloaded` with `Retry-After`, so that a queue never grows beyond what can be answered in time.',
  checkpointKey:
    "The Ed25519 key that signs [checkpoints](../guides/verify.md), in the form of Go's `note` package: its name, its id, its secret. Absent: one is generated at the first start and kept in `checkpoint.key` in the data folder, readable by this user only. Give the same one to every process that projects.",
  checkpointIntervalSeconds:
    'How often a checkpoint is signed, provided events were recorded since the last one. `0` signs only on request.',
  logLevel: 'Least severe level that is logged.',
  otlpEndpoint:
    'Where traces are sent: an OpenTelemetry collector that accepts OTLP over HTTP. `/v1/traces` is appended to it. Absent: nothing is traced, and no part of OpenTelemetry is loaded.',
  otlpHeaders:
    'Headers for the receiver of traces, such as its token: `name=value`, comma-separated and percent-encoded.',
  traceSamplePercent: 'Percentage of requests and projected batches that are traced.',
};

/** Every variable, in the order in which faults are named. */
export function variableReference(): readonly VariableReference[] {
  const defaults = loadConfiguration({});
  return (Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]).map((property) => ({
    variable: VARIABLES[property],
    about: ABOUT[property],
    fallback: fallbackText(property, defaults[property]),
    rules: [
      ...rulesOf(Configuration, property),
      ...(property === 'apiKeys' ? rulesOf(ApiKey) : []).map((rule) => `entry ${rule}`),
    ],
  }));
}

const isList = (value: unknown): value is readonly (string | object)[] => Array.isArray(value);

/** If none is given, the start generates one. */
const MADE_AT_START = new Set<string>(['productionSecrets', 'sandboxSecrets', 'apiKeys']);

function fallbackText(property: string, value: Configuration[keyof Configuration]): string | null {
  if (value === null) return '';
  if (MADE_AT_START.has(property)) return null;
  if (isList(value)) return value.map(String).join(',');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** The validators' own messages, so that the page and a refused start can never disagree. */
function rulesOf(target: typeof Configuration | typeof ApiKey, property?: string): string[] {
  const messages = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .filter(({ propertyName }) => property === undefined || propertyName === property)
    .flatMap(({ message }) => (typeof message === 'string' ? [message] : []))
    // No environment can cause class-validator's own message about nested objects.
    .filter((message) => !message.includes('$property'));
  return [...new Set(messages)];
}
