import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsHeaders, IsHeaderValue, IsHost, IsNetwork, IsTextMap, IsUrlOf } from './rules.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const API_SCOPES = ['read', 'admin'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/**
 * What a process does: `ingest` records webhooks, `query` answers questions, `project` feeds the read models.
 */
export const ROLES = ['ingest', 'query', 'project'] as const;
export type Role = (typeof ROLES)[number];

/** The log accepts events of up to 1 MiB with their metadata, so a body must stay well below. */
const LARGEST_MAX_BODY_BYTES = 900 * 1024;

/** Each connection is a file descriptor, of which a process has some tens of thousands at most. */
const LARGEST_MAX_CONNECTIONS = 50_000;

const DAY_SECONDS = 86_400;

/** Rotation needs two secrets for a while; every delivery is compared with all of them. */
const MOST_SECRETS = 100;
const MOST_PROXIES = 100;

export class ApiKey {
  @Matches(/^[\x21-\x7e]{1,512}$/, {
    message:
      'is empty, has a character that no Bearer token may have, or is over 512 characters long',
  })
  readonly key!: string;

  /** `admin` may do whatever `read` may. */
  @IsIn(API_SCOPES, { message: `has an unknown scope: it must be ${API_SCOPES.join(' or ')}` })
  readonly scope!: ApiScope;
}

/**
 * Everything that the environment may set, validated once; nothing else reads `process.env`. Messages say what a
 * value must be; `loadConfiguration` prefixes the variable's name.
 */
export class Configuration {
  /** 0 asks the system for a free port. */
  @IsInt({ message: 'must be a whole number from 0 to 65535' })
  @Min(0, { message: 'must be a whole number from 0 to 65535' })
  @Max(65_535, { message: 'must be a whole number from 0 to 65535' })
  readonly port!: number;

  @IsHost({ message: 'must be an IP address or a host name' })
  readonly host!: string;

  /** Proxies whose `X-Forwarded-For` is trusted. */
  @ArrayMaxSize(MOST_PROXIES, { message: `must have at most ${MOST_PROXIES} entries` })
  @IsNetwork({ each: true, message: 'has an entry that is not an IP address or CIDR range' })
  readonly trustedProxies!: readonly string[];

  /** Folder of the log, the read models and generated secrets. */
  @IsString({ message: 'must be a path' })
  @IsNotEmpty({ message: 'must be a path' })
  @MaxLength(4096, { message: 'must be a path of at most 4096 characters' })
  readonly dataDir!: string;

  /** An EventStoreDB server or cluster for the log; null for the file in the data folder. */
  @IsOptional()
  @IsUrlOf(['esdb', 'esdb+discover'], { message: 'must look like esdb://user:password@host:2113' })
  readonly eventStoreUrl!: string | null;

  /** A PostgreSQL database for the read models; null for the file in the data folder. */
  @IsOptional()
  @IsUrlOf(['postgres', 'postgresql'], {
    message: 'must look like postgres://user:password@host:5432/database',
  })
  readonly readModelUrl!: string | null;

  /** What this process does. */
  @ArrayUnique({ message: 'must name each role once' })
  @IsIn(ROLES, { each: true, message: `must name roles of ${ROLES.join(', ')}, comma-separated` })
  readonly roles!: readonly Role[];

  /** Exact `Authorization` values, any of which is accepted. */
  @ArrayMaxSize(MOST_SECRETS, { message: `must have at most ${MOST_SECRETS} entries` })
  @IsHeaderValue({
    each: true,
    message: 'has an entry that no HTTP header can carry, or that is over 1024 characters long',
  })
  readonly productionSecrets!: readonly string[];

  @ArrayMaxSize(MOST_SECRETS, { message: `must have at most ${MOST_SECRETS} entries` })
  @IsHeaderValue({
    each: true,
    message: 'has an entry that no HTTP header can carry, or that is over 1024 characters long',
  })
  readonly sandboxSecrets!: readonly string[];

  @ArrayMaxSize(MOST_SECRETS, { message: `must have at most ${MOST_SECRETS} entries` })
  @ValidateNested({ each: true })
  @Type(() => ApiKey)
  readonly apiKeys!: readonly ApiKey[];

  /** Custom event name → one of ours. */
  @IsObject({ message: 'must be a JSON object of custom event name to event name' })
  @IsTextMap({ message: 'must be a JSON object of custom event name to event name' })
  readonly eventNames!: Readonly<Record<string, string>>;

  /** Product → access level, for senders with access updates switched off. */
  @IsObject({ message: 'must be a JSON object of product to access level' })
  @IsTextMap({ message: 'must be a JSON object of product to access level' })
  readonly productLevels!: Readonly<Record<string, string>>;

  @IsInt({ message: `must be a whole number from 1024 to ${LARGEST_MAX_BODY_BYTES}` })
  @Min(1024, { message: `must be a whole number from 1024 to ${LARGEST_MAX_BODY_BYTES}` })
  @Max(LARGEST_MAX_BODY_BYTES, {
    message: `must be a whole number from 1024 to ${LARGEST_MAX_BODY_BYTES}`,
  })
  readonly maxBodyBytes!: number;

  /** Open connections; further ones are closed. */
  @IsInt({ message: `must be a whole number from 16 to ${LARGEST_MAX_CONNECTIONS}` })
  @Min(16, { message: `must be a whole number from 16 to ${LARGEST_MAX_CONNECTIONS}` })
  @Max(LARGEST_MAX_CONNECTIONS, {
    message: `must be a whole number from 16 to ${LARGEST_MAX_CONNECTIONS}`,
  })
  readonly maxConnections!: number;

  /** Webhooks in flight, and likewise queries; further ones are told to come back. */
  @IsInt({ message: 'must be a whole number from 1 to 10000' })
  @Min(1, { message: 'must be a whole number from 1 to 10000' })
  @Max(10_000, { message: 'must be a whole number from 1 to 10000' })
  readonly maxRequestsInFlight!: number;

  /** The key that signs checkpoints, in the form of Go's `note` package; null for the one kept in the data folder. */
  @IsOptional()
  @Matches(/^PRIVATE\+KEY\+[^+\s]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/, {
    message: 'must look like PRIVATE+KEY+name+0123abcd+AbCd…',
  })
  readonly checkpointKey!: string | null;

  /** 0 signs only on request. */
  @IsInt({ message: `must be a whole number from 0 to ${DAY_SECONDS}` })
  @Min(0, { message: `must be a whole number from 0 to ${DAY_SECONDS}` })
  @Max(DAY_SECONDS, { message: `must be a whole number from 0 to ${DAY_SECONDS}` })
  readonly checkpointIntervalSeconds!: number;

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly logLevel!: LogLevel;

  /** Where traces are sent by OTLP over HTTP; null for none at all. */
  @IsOptional()
  @IsUrlOf(['http', 'https'], { message: 'must look like http://collector:4318' })
  readonly otlpEndpoint!: string | null;

  /** What the receiver of traces requires, such as a token. */
  @IsHeaders({ message: 'must be a list of name=value, comma-separated and percent-encoded' })
  readonly otlpHeaders!: Readonly<Record<string, string>>;

  /** The percentage of requests that are traced. */
  @IsInt({ message: 'must be a whole number from 0 to 100' })
  @Min(0, { message: 'must be a whole number from 0 to 100' })
  @Max(100, { message: 'must be a whole number from 0 to 100' })
  readonly traceSamplePercent!: number;
}
