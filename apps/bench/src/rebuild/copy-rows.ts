import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataFiles } from '@subledger/configuration/files';
import { answerParent, givenTask } from '../measure/child.js';

export interface CopyTask {
  /** Holds the `read-models.sqlite` of a stopped ledger. */
  readonly folder: string;
}

/** How long SQLite takes to copy finished rows, index by index, without reading or computing anything else. */
export interface CopiedRows {
  /** For `lifecycle`, which a warm rebuild writes. */
  readonly lifecycleSeconds: number;
  /** For every read model, which a cold rebuild writes. */
  readonly allSeconds: number;
}

/**
 * As the ledger opens its read models, but with a write-ahead log four times as long: the copy should be an upper
 * bound.
 */
const SETTINGS =
  'PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8192;';

/** Copies the live tables into a file beside it, one statement per table, and deletes the copy. */
function copy({ folder }: CopyTask): CopiedRows {
  const file = join(folder, 'copy.sqlite');
  const db = new DatabaseSync(file);
  try {
    db.exec(SETTINGS);
    db.prepare('ATTACH ? AS made').run(dataFiles(folder).readModels);
    const live = db.prepare("SELECT build, projection FROM made.builds WHERE state = 'live'").all();
    const seconds = new Map(
      live.map(({ build, projection }) => [projection, secondsToCopy(db, Number(build))]),
    );
    const all = [...seconds.values()].reduce((sum, one) => sum + one, 0);
    return { lifecycleSeconds: seconds.get('lifecycle') ?? 0, allSeconds: all };
  } finally {
    db.close();
    for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  }
}

function secondsToCopy(db: DatabaseSync, build: number): number {
  const made = db.prepare(
    "SELECT name, sql FROM made.sqlite_schema WHERE type = ? AND tbl_name LIKE ? ESCAPE '\\' AND sql IS NOT NULL",
  );
  const [tables, indices] = ['table', 'index'].map((type) => made.all(type, `%\\_b${build}`));
  const startedAt = performance.now();
  for (const { name, sql } of tables ?? []) {
    db.exec(String(sql));
    db.exec(`INSERT INTO main."${String(name)}" SELECT * FROM made."${String(name)}"`);
  }
  for (const { sql } of indices ?? []) db.exec(String(sql));
  return (performance.now() - startedAt) / 1000;
}

answerParent(copy(givenTask() as CopyTask));
