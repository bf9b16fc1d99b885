export { findCheckpointKey, keepCheckpointKey } from './checkpoint-key.js';
export { ApiKey, type ApiScope, Configuration, type LogLevel, type Role } from './configuration.js';
export { type Connection, readConnection } from './connection.js';
export { type Environment as EnvironmentVariables, readEnvironment } from './environment.js';
export { InvalidConfiguration } from './invalid-configuration.js';
export { loadConfiguration, type LoadOptions } from './load-configuration.js';
export { variableReference, type VariableReference } from './reference.js';
export type { KeptSecrets } from './secrets-file.js';
export { generateMissingSecrets, type SecretsResult } from './secrets.js';
