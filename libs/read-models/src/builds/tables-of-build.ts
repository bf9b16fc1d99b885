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
  database.withPlugin(new TablesOfBuilds(builds));

class TablesOfBuilds implements KyselyPlugin {
  readonly #transformer: RenamingTransformer;

  constructor(builds: readonly TablesOf[]) {
    const names = builds.flatMap(({ build, tables }) =>
      tables.map((table) => [table, nameInBuild(table, build)] as const),
    );
    this.#transformer = new RenamingTransformer(new Map(names));
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
