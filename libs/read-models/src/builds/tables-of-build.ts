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
import type { Database } from '../read-models.js';
import { nameInBuild, type ProjectedTable } from './layout.js';

/** The same database, in which the plain table names mean the tables of one build. */
export const inBuild = (
  database: Database,
  build: { readonly build: number; readonly tables: readonly ProjectedTable[] },
): Database => database.withPlugin(new TablesOfBuild(build));

class TablesOfBuild implements KyselyPlugin {
  readonly #transformer: RenamingTransformer;

  constructor({ build, tables }: { build: number; tables: readonly ProjectedTable[] }) {
    this.#transformer = new RenamingTransformer(
      new Map(tables.map((table) => [table, nameInBuild(table, build)])),
    );
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
