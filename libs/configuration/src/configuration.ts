/** Everything that the environment may say, validated once; nothing else reads `process.env`. */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  /** Folder of the log, the read models and generated secrets. */
  readonly dataDir: string;
  /** Exact `Authorization` values, any of which is accepted. */
  readonly productionSecrets: readonly string[];
  readonly sandboxSecrets: readonly string[];
  readonly apiKeys: readonly ApiKey[];
  /** Custom event name → one of ours. */
  readonly eventNames: Readonly<Record<string, string>>;
  /** Product → access level, where the sender has access updates switched off. */
  readonly productLevels: Readonly<Record<string, string>>;
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevel;
}

export interface ApiKey {
  readonly key: string;
  readonly scope: 'read' | 'admin';
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
