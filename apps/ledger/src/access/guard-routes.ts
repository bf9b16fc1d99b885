import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { RouteTable } from '../http/route-table.js';
import { isPageOfApiDescription } from '../openapi/openapi.js';
import type { Access } from './access.js';
import type { Gate } from './gate.js';

export type Refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Puts the gate before every route that is registered from now on, whoever registers it, and before its body is
 * read. A route that declares no access stops the start: nothing is open because somebody forgot to say so.
 */
export function guardRoutes(
  fastify: FastifyInstance,
  routes: RouteTable,
  gate: Gate,
  refuse: Refuse,
): void {
  fastify.addHook('onRoute', (route) => {
    const access = declaredAccess(route);
    routes.add(route.method, route.url, access);
    if (access === 'public') return;
    route.onRequest = [before(gate, access, refuse), ...[route.onRequest ?? []].flat()];
  });
}

/** @throws Error for a route without a declared access. */
function declaredAccess({ config, method, url }: RouteOptions): Access {
  const access = config?.access ?? (isPageOfApiDescription(url) ? 'public' : undefined);
  if (access !== undefined) return access;
  throw new Error(
    `${[method].flat().join(', ')} ${url} declares no access: decorate its handler or its controller.`,
  );
}

const before =
  (gate: Gate, access: Exclude<Access, 'public'>, refuse: Refuse) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const refusal = gate.refusalOf(request, access);
    if (refusal === null) done();
    else refuse(refusal, request, reply);
  };
