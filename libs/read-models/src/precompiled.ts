import { deepStrictEqual } from 'node:assert/strict';
import { type Compilable, CompiledQuery } from 'kysely';
import type { Database } from './database.js';

/** A query that runs for every answer. */
interface Question<Row> {
  /** Identifies the query, including the names of its tables and the number of values in a list. */
  readonly key: string;
  readonly build: () => Compilable<Row>;
  /** In the order in which they occur in the statement. */
  readonly parameters: readonly unknown[];
}

/** Selects with a statement that is built and compiled only once: that took longer than its execution in SQLite. */
export async function selectPrecompiled<Row>(
  database: Database,
  { key, build, parameters }: Question<Row>,
): Promise<readonly Row[]> {
  const text = sqlTextOf(database, key, () => {
    const compiled = build().compile();
    deepStrictEqual(parameters, compiled.parameters);
    return compiled;
  });
  const { rows } = await database.executeQuery(CompiledQuery.raw(text, [...parameters]));
  return rows as readonly Row[];
}

/** By connection, because each dialect writes parameters in its own way, and by key. */
const texts = new WeakMap<object, Map<string, string>>();
/** There is one for each table of a build and size of chunk; more of them belong to deleted builds. */
const MOST_TEXTS = 500;

/** The text of a statement, compiled if the connection does not have this key yet. */
export function sqlTextOf(database: Database, key: string, compile: () => CompiledQuery): string {
  const { adapter } = database.getExecutor();
  const known = texts.get(adapter) ?? new Map<string, string>();
  texts.set(adapter, known);
  const held = known.get(key);
  if (held !== undefined) return held;
  if (known.size >= MOST_TEXTS) known.clear();
  const text = compile().sql;
  known.set(key, text);
  return text;
}
