export * from './errors.js';
export * from './fact.js';
export * from './instant.js';
export * from './position.js';
