import { PATH_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import type { Access } from './access.js';

type AccessDecorator = MethodDecorator & ClassDecorator;

/** No credentials are required. */
export const Public = (): AccessDecorator => declare('public');

/** An API key of this scope; `admin` may do whatever `read` may. */
export const RequireScope = (scope: 'read' | 'admin'): AccessDecorator =>
  declare(scope, () => [
    ApiBearerAuth(),
    ApiProblem(401, 'No valid API key.'),
    ...(scope === 'admin' ? [ApiProblem(403, 'The key is not of scope admin.')] : []),
    ApiProblem(429, 'Too many wrong keys came from this address.'),
  ]);

/** One of the webhook secrets of the address's environment. */
export const RequireWebhookSecret = (): AccessDecorator =>
  declare('webhook-secret', () => [
    ApiSecurity('webhookSecret'),
    ApiProblem(429, 'Too many wrong secrets came from this address. Not recorded: send it again.'),
  ]);

/**
 * Declares the access of a route, or of every route of a controller that declares none of its own. It travels to
 * Fastify as the route's configuration, without which no route is registered, and into the API description.
 */
function declare(
  access: Access,
  // Created for each handler: `ApiSecurity` remembers what it has decorated.
  describe: () => readonly MethodDecorator[] = () => [],
): AccessDecorator {
  return (target: object, key?: string | symbol, method?: PropertyDescriptor) => {
    const handlers: readonly Handler[] =
      key === undefined || method === undefined ? undeclared(target) : [[key, method]];
    for (const [name, descriptor] of handlers)
      for (const decorate of [RouteConfig({ access }), ...describe()])
        decorate(target, name, descriptor);
  };
}

type Handler = readonly [name: string | symbol, method: PropertyDescriptor];

/** The handlers of a controller that have a path but no access yet: method decorators run first. */
function undeclared(controller: object): readonly Handler[] {
  const { prototype } = controller as { readonly prototype: object };
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(
    ([, method]: Handler) => {
      const value: unknown = method.value;
      return (
        typeof value === 'function' &&
        // The class is a member of its own prototype, and has a path too.
        value !== controller &&
        Reflect.hasMetadata(PATH_METADATA, value) &&
        !Reflect.hasMetadata(FASTIFY_ROUTE_CONFIG_METADATA, value)
      );
    },
  );
}
