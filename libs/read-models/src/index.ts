export * from './checkpoints.js';
export * from './lifecycle.js';
export * from './quarantine.js';
export * from './read-models.js';
export * from './timeline.js';
