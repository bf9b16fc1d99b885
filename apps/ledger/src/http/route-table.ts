import type { Access } from '../access/access.js';
import { pathOf } from './path-of.js';

/** A route as it was registered: `/v1/customers/:customerUserId`. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
}

/** Every route of the server, whoever registered it: for `Allow`, and for tests that go through all of them. */
export class RouteTable {
  readonly #routes: (Route & { readonly pattern: RegExp })[] = [];

  add(methods: string | readonly string[], path: string, access: Access): void {
    const pattern = patternOf(path);
    for (const method of [methods].flat()) this.#routes.push({ method, path, access, pattern });
  }

  get all(): readonly Route[] {
    return this.#routes.map(({ method, path, access }) => ({ method, path, access }));
  }

  /** The methods that the address of a request accepts; none if there is no such address. */
  methodsFor(url: string): string[] {
    const path = pathOf(url);
    const methods = this.#routes
      .filter(({ pattern }) => pattern.test(path))
      .map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) => {
      if (segment.startsWith(':')) return '[^/]+';
      if (segment === '*') return '.*';
      return segment.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
