import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'task.json';

/** Leaves a server its task in its folder, before it is started there. */
export function leaveTask(folder: string, task: object): void {
  writeFileSync(join(folder, NAME), JSON.stringify(task));
}

/** The task left in the working directory. */
export const ownTask = (): unknown => JSON.parse(readFileSync(NAME, 'utf8'));
