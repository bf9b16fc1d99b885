import { getMetadataStorage } from 'class-validator';
import { ApiKey, Configuration } from './configuration.js';
import { loadConfiguration, VARIABLES } from './load-configuration.js';

/** One environment variable as `docs/reference/configuration.md` shows it. */
export interface VariableReference {
  readonly variable: string;
  readonly about: string;
  /**
   * What holds where the variable is absent or blank: its text, empty where it stays absent, or null where a start
   * makes a value.
   */
  readonly fallback: string | null;
  /** What the validators say when they refuse a value: "must be …", "has …". */
  readonly rules: readonly string[];
}

const ABOUT: Record<keyof typeof VARIABLES, string> = {
  port: 'Where the server listens. `0` asks the system for a free port.',
  host: 'The address that it listens on. `0.0.0.0` or `::` listens on every one.',
  trustedProxies:
    'Proxies in front of the ledger, comma-separated: IP addresses or ranges such as `10.0.0.0/8`. From them, and from nobody else, `X-Forwarded-For` is believed. The address that it tells is what wrong keys and secrets are limited by.',
  dataDir:
    'Folder of the log, the read models and the generated secrets. Made, for this user only, where there is none.',
  eventStoreUrl:
    'An EventStoreDB server or cluster that keeps the log: `esdb://…` or `esdb+discover://…`, with hosts, credentials and options as its client takes them. Absent: one SQLite file in the data folder.',
  readModelUrl:
    'A PostgreSQL database that keeps the read models: `postgres://…`, with the options of its client, and `schema` for a schema other than `subledger`. Absent: one SQLite file in the data folder.',
  roles:
    'What this process does, comma-separated: `ingest` records webhooks, `query` answers questions, `project` feeds the read models. Absent: all of it. See [Scale out](../guides/scale-out.md).',
  productionSecrets:
    'The exact `Authorization` values that Adapty sends to the production address, comma-separated: two during a rotation. Spaces around an entry are cut; a value with a comma in it cannot be used.',
  sandboxSecrets: 'The same for the sandbox address.',
  apiKeys:
    'Bearer keys for the queries, comma-separated: `key` or `key:scope`, scope `read` where none is given, or `admin`, which may do whatever `read` may.',
  eventNames:
    "JSON object: a name that was changed in Adapty's dashboard → one of the twenty documented names. Events that were recorded before count under the new name once the read models are rebuilt.",
  productLevels:
    'JSON object: product → access level, for a sender with access updates switched off. A product that is not in it gives `premium`.',
  maxBodyBytes: 'Largest webhook body that is taken. A larger one is answered 413.',
  maxConnections:
    'Connections that may be open at once; one more is hung up on. Keep it below the number of files that the process may open (`ulimit -n`). Bodies that are still being sent can take this many times `MAX_BODY_BYTES` of memory.',
  maxRequestsInFlight:
    'Webhooks that may be worked on at once, and as many questions. One more is answered 503 `overloaded` with `Retry-After`, so a queue never grows beyond what is answered in time.',
  checkpointKey:
    "The Ed25519 key that signs [checkpoints](../guides/verify.md), in the form of Go's `note` package: its name, its id, its secret. Absent: one is made at the first start and kept in `checkpoint.key` in the data folder, readable by this user only. Give the same one to every process that projects.",
  checkpointIntervalSeconds:
    'How often a checkpoint is signed, where events were recorded since the last one. `0` signs only when somebody asks for it.',
  logLevel: 'Least severe line that is logged.',
  otlpEndpoint:
    'Where traces are sent: an OpenTelemetry collector that takes OTLP over HTTP. `/v1/traces` is put behind it. Absent: nothing is traced, and nothing of OpenTelemetry is loaded.',
  otlpHeaders:
    'Headers for the receiver of traces, such as its token: `name=value`, comma-separated and percent-encoded.',
  traceSamplePercent: 'How many of a hundred requests and projected batches are traced.',
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

/** Where none is given, a start makes one. */
const MADE_AT_START = new Set<string>(['productionSecrets', 'sandboxSecrets', 'apiKeys']);

function fallbackText(property: string, value: Configuration[keyof Configuration]): string | null {
  if (value === null) return '';
  if (MADE_AT_START.has(property)) return null;
  if (isList(value)) return value.map(String).join(',');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** The validators' own messages, so that the page and a refused start can never say two things. */
function rulesOf(target: typeof Configuration | typeof ApiKey, property?: string): string[] {
  const messages = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .filter(({ propertyName }) => property === undefined || propertyName === property)
    .flatMap(({ message }) => (typeof message === 'string' ? [message] : []))
    // class-validator's own sentence about nested objects is nothing that an environment can cause.
    .filter((message) => !message.includes('$property'));
  return [...new Set(messages)];
}
