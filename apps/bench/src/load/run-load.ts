import { runInChild } from '../measure/child.js';
import type { LoadResult, LoadTask } from './load-task.js';

const LOAD_CLIENT = new URL('./load-client.js', import.meta.url);

/** Generates the load in a separate process. */
export const runLoad = (task: LoadTask, signal: AbortSignal): Promise<LoadResult> =>
  runInChild<LoadResult>(LOAD_CLIENT, task, { signal });
