import {
  IdentifierNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type SchemableIdentifierNode,
  type UnknownRow,
} from 'kysely';
import type { Database } from '../database.js';
import { nameInBuild, type ProjectedTable } from './layout.js';

interface TablesOf {
  readonly build: number;
  readonly tables: readonly ProjectedTable[];
}

/** The same database, in which the plain table names mean the tables of one build. */
export const inBuild = (database: Database, build: TablesOf): Database =>
  inBuilds(database, [build]);

/** The same database, in which the plain table names mean the tables of these builds. */
export const inBuilds = (database: Database, builds: readonly TablesOf[]): Database =>
  database.withPlugin(renamingOf(builds));

/** The last one is cached, because every query asks for the same until another build takes over. */
let last: { readonly key: string; readonly plugin: TablesOfBuilds } | null = null;

function renamingOf(builds: readonly TablesOf[]): TablesOfBuilds {
  const key = builds.map(({ build, tables }) => `${build} ${tables.join()}`).join('; ');
  if (last?.key !== key) last = { key, plugin: new TablesOfBuilds(builds) };
  return last.plugin;
}

/** A table's actual name in the database. */
export function nameIn(database: Database, table: ProjectedTable): string {
  const { plugins } = database.getExecutor();
  return plugins.find((one) => one instanceof TablesOfBuilds)?.nameOf(table) ?? table;
}

class TablesOfBuilds implements KyselyPlugin {
  readonly #names: ReadonlyMap<string, string>;
  readonly #transformer: RenamingTransformer;

  constructor(builds: readonly TablesOf[]) {
    const names = builds.flatMap(({ build, tables }) =>
      tables.map((table) => [table, nameInBuild(table, build)] as const),
    );
    this.#names = new Map(names);
    this.#transformer = new RenamingTransformer(this.#names);
  }

  nameOf(table: string): string | undefined {
    return this.#names.get(table);
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class RenamingTransformer extends OperationNodeTransformer {
  readonly #names: ReadonlyMap<string, string>;

  constructor(names: ReadonlyMap<string, string>) {
    super();
    this.#names = names;
  }

  protected override transformSchemableIdentifier(
    node: SchemableIdentifierNode,
  ): SchemableIdentifierNode {
    const name = this.#names.get(node.identifier.name);
    return name === undefined ? node : { ...node, identifier: IdentifierNode.create(name) };
  }
}
