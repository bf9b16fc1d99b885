export { PROJECTION_HANDLERS } from './handlers.js';
export * from './operations.js';
export { progressOf, type RebuildProgress } from './progress.js';
export { PROJECTION_SIDE, type ProjectionSide } from './side.js';
