import { describe, expect, it } from '@jest/globals';
import { routeClassOf } from './route-class.js';

describe('the class of a route', () => {
  it.each([
    ['/webhooks/adapty/production', 'webhook'],
    ['/v1/customers/:customerUserId', 'status'],
    ['/v1/customers/:customerUserId/access/:level', 'status'],
    ['/v1/customers/:customerUserId/timeline', 'list'],
    ['/v1/profiles/:profileId', 'status'],
    ['/v1/events/:eventId/body', 'list'],
    ['/v1/reports/revenue', 'report'],
    ['/v1/holders', 'report'],
    ['/v1/projections/:name/rebuild', 'projections'],
    ['/health/ready', 'health'],
    ['/metrics', 'metrics'],
    ['/docs/*', 'description'],
  ])('%s is %s', (route, routeClass) => {
    expect(routeClassOf(route, route)).toBe(routeClass);
  });

  it('that took no request is other, but for a mistyped webhook', () => {
    expect(routeClassOf(undefined, '/jane@example.com')).toBe('other');
    expect(routeClassOf(undefined, '/webhooks/adapty/prodution')).toBe('webhook');
  });
});
