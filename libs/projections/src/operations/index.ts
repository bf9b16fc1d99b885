export { PROJECTION_HANDLERS } from './handlers.js';
export * from './operations.js';
export { progressOf, type RebuildProgress } from './progress.js';
export type { ProjectionSide } from '../status.js';
export { PROJECTION_SIDE } from './side.js';
