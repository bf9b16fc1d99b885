import { runInChild } from '../measure/child.js';
import type { LoadResult, LoadTask } from './load-task.js';

const LOAD_CLIENT = new URL('./load-client.js', import.meta.url);

/** Lets a process of its own make the load. */
export const runLoad = (task: LoadTask, signal: AbortSignal): Promise<LoadResult> =>
  runInChild<LoadResult>(LOAD_CLIENT, task, { signal });
