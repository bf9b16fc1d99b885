import { webhookEnvironment } from '../http/webhook-path.js';

/**
 * What an address is for: few enough classes for a label, and enough of them that a slow report does not hide a
 * slow access query. `other` is whatever no route matches.
 */
export const ROUTE_CLASSES = [
  'webhook',
  'status',
  'list',
  'report',
  'projections',
  'health',
  'metrics',
  'description',
  'other',
] as const;
export type RouteClass = (typeof ROUTE_CLASSES)[number];

const CLASS_OF_ROUTE: readonly (readonly [RegExp, RouteClass])[] = [
  [/^\/v1\/(customers|profiles)\/:\w+(\/access\/:\w+)?$/, 'status'],
  [/^\/v1\/(reports\/|holders$)/, 'report'],
  [/^\/v1\/projections/, 'projections'],
  [/^\/v1\//, 'list'],
  [/^\/health\//, 'health'],
  [/^\/metrics$/, 'metrics'],
  [/^\/(docs|openapi)/, 'description'],
];

const known = new Map<string, RouteClass>();

/** @param route the route's pattern; absent if none matched the request. */
export function routeClassOf(route: string | undefined, url: string): RouteClass {
  if (route === undefined) return webhookEnvironment(url) === null ? 'other' : 'webhook';
  let found = known.get(route);
  if (found === undefined) {
    found =
      webhookEnvironment(route) === null
        ? (CLASS_OF_ROUTE.find(([pattern]) => pattern.test(route))?.[1] ?? 'other')
        : 'webhook';
    known.set(route, found);
  }
  return found;
}
