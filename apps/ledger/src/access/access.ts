/** What a route requires. Every route declares one: `guardRoutes` registers no route without it. */
export type Access = 'public' | 'webhook-secret' | 'read' | 'admin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For a route that belongs to no controller. */
    readonly access?: Access;
  }
}
