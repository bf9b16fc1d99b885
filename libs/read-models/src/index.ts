export * from './checkpoints.js';
export * from './findings.js';
export * from './lifecycle.js';
export * from './quarantine.js';
export * from './read-models.js';
export * from './revenue.js';
export * from './timeline.js';
