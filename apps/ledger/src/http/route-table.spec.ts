import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('the route table', () => {
  const routes = new RouteTable();
  routes.add(['GET', 'HEAD'], '/v1/customers/:customerUserId', 'read');
  routes.add('DELETE', '/v1/customers/:customerUserId', 'admin');
  routes.add('GET', '/v1/customers/:customerUserId/access/:level', 'read');
  routes.add('GET', '/docs/*', 'public');
  routes.add('GET', '/openapi.json', 'public');

  it.each([
    ['/v1/customers/jane%40example.com?at=now', ['DELETE', 'GET', 'HEAD']],
    ['/v1/customers/a/access/premium', ['GET']],
    ['/v1/customers/', []],
    ['/v1/customers/a/b', []],
    ['/docs/any/file.css', ['GET']],
    ['/openapiXjson', []],
    ['/', []],
  ])('knows the methods of %s', (url, methods) => {
    expect(routes.methodsFor(url)).toEqual(methods);
  });
});
