/** What a route asks for. Every route declares one: `guardRoutes` registers none without it. */
export type Access = 'public' | 'webhook-secret' | 'read' | 'admin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For a route that no controller has. */
    readonly access?: Access;
  }
}
