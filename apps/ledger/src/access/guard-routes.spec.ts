import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '@subledger/configuration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RouteTable } from '../http/route-table.js';
import { Public, RequireScope } from './access.decorators.js';
import { Gate } from './gate.js';
import { guardRoutes } from './guard-routes.js';

@RequireScope('read')
@Controller('mixed')
class Mixed {
  @Get('own')
  @RequireScope('admin')
  own(): string {
    return 'own';
  }

  @Get('inherited')
  inherited(): string {
    return 'inherited';
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }
}

@Controller('forgotten')
class Forgotten {
  @Get()
  everything(): string {
    return 'everything';
  }
}

@Module({ controllers: [Mixed] })
class Declared {}

@Module({ controllers: [Mixed, Forgotten] })
class Undeclared {}

let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

async function start(module: object): Promise<RouteTable> {
  const [adapter, routes] = [new FastifyAdapter(), new RouteTable()];
  const gate = new Gate(loadConfiguration({ API_KEYS: 'reader' }));
  const refuse = (error: unknown, _: FastifyRequest, reply: FastifyReply): void => {
    void reply.code(418).send((error as { code: string }).code);
  };
  guardRoutes(adapter.getInstance(), routes, gate, refuse);
  const options = { logger: false, abortOnError: false } as const;
  app = await NestFactory.create<NestFastifyApplication>(module as never, adapter, options);
  await app.init();
  return routes;
}

describe('a route', () => {
  it('has the access of its handler, else that of its controller', async () => {
    const routes = await start(Declared);
    expect(routes.all.filter(({ method }) => method === 'GET')).toEqual([
      { method: 'GET', path: '/mixed/own', access: 'admin' },
      { method: 'GET', path: '/mixed/inherited', access: 'read' },
      { method: 'GET', path: '/mixed/open', access: 'public' },
    ]);
  });

  it('of a controller stops the start where it declares none', async () => {
    await expect(start(Undeclared)).rejects.toThrow('GET /forgotten declares no access');
  });

  it('of nobody stops the start as well', async () => {
    await start(Declared);
    const fastify = app?.getHttpAdapter().getInstance();
    expect(() => fastify?.get('/raw', () => 'raw')).toThrow('GET /raw declares no access');
  });

  it('is closed before anything of a body is read', async () => {
    const adapter = new FastifyAdapter();
    const refuse = (_: unknown, __: FastifyRequest, reply: FastifyReply): void => {
      void reply.code(418).send('refused');
    };
    const gate = new Gate(loadConfiguration({ API_KEYS: 'reader' }));
    const fastify = adapter.getInstance();
    guardRoutes(fastify, new RouteTable(), gate, refuse);
    fastify.post('/raw', { config: { access: 'read' }, bodyLimit: 1 }, () => 'let in');
    const [payload, headers] = ['xx', { 'content-type': 'text/plain' }];
    const closed = await fastify.inject({ method: 'POST', url: '/raw', payload, headers });
    const authorization = 'Bearer reader';
    const open = await fastify.inject({
      method: 'POST',
      url: '/raw',
      payload,
      headers: { ...headers, authorization },
    });
    expect([closed.statusCode, open.statusCode]).toEqual([418, 413]);
    await fastify.close();
  });
});
