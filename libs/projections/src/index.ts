export * from './lifecycle.js';
export * from './projection.js';
export * from './projector.js';
export * from './quarantine.js';
export * from './runner.js';
export * from './status.js';
export * from './timeline.js';
export { translationOf } from './translation.js';
