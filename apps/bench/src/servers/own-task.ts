import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'task.json';

/** Tells a server what it needs to know, before it is started in the folder. */
export function leaveTask(folder: string, task: object): void {
  writeFileSync(join(folder, NAME), JSON.stringify(task));
}

/** What was left in the working directory. */
export const ownTask = (): unknown => JSON.parse(readFileSync(NAME, 'utf8'));
