/** A parameter of a route, as the OpenAPI document describes it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema?: { readonly example?: unknown; readonly enum?: readonly unknown[] };
  readonly example?: unknown;
}

export interface Route {
  readonly method: string;
  /** With its parameters in braces: `/v1/customers/{customerUserId}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

type PathItem = Partial<Record<(typeof METHODS)[number], { readonly parameters?: Parameter[] }>>;

/** Every route of the OpenAPI document that the server under attack shows. */
export async function routesOf(url: string): Promise<readonly Route[]> {
  const response = await fetch(`${url}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Readonly<Record<string, PathItem>> };
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined
        ? []
        : [{ method: method.toUpperCase(), path, parameters: operation.parameters ?? [] }];
    }),
  );
  if (routes.length === 0) throw new Error('The OpenAPI document has no route.');
  return routes;
}
