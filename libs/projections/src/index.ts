export * from './lifecycle.js';
export * from './projection.js';
export * from './quarantine.js';
export * from './runner.js';
export * from './timeline.js';
