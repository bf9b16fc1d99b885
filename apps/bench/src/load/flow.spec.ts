import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Flow, type FlowSettings } from './flow.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serverThat(answers: RequestListener): Promise<string> {
  server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
const settings = (url: string, more: Partial<FlowSettings>): FlowSettings => ({
  url,
  connections: 2,
  perSecond: null,
  seconds: 0.4,
  warmUpSeconds: 0.1,
  nextRequest: () => REQUEST,
  ...more,
});

describe('a flow of requests', () => {
  it('without a rate sends the next when it has its answer, on each connection', async () => {
    let [underWay, most, all] = [0, 0, 0];
    const url = await serverThat((_request, response) => {
      underWay += 1;
      all += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.end('{}');
      }, 5);
    });
    const result = await new Flow(settings(url, { connections: 3 })).run();
    expect(most).toBe(3);
    expect(result).toMatchObject({ answered: all, refused: {}, firstRefusal: null, unsent: 0 });
    expect(result.counted).toBeLessThan(result.answered);
    expect(result.latencyMs.p50).toBeGreaterThanOrEqual(4);
  });

  it('with a rate counts lateness from when a request was due, not from when it could be sent', async () => {
    const url = await serverThat((_request, response) => {
      void wait(50).then(() => response.end('{}'));
    });
    // Two connections answer 40 a second: most of the 200 that are due wait, or are never sent.
    const result = await new Flow(settings(url, { perSecond: 200, warmUpSeconds: 0 })).run();
    expect(result.latencyMs.max).toBeGreaterThan(150);
    expect(result.unsent).toBeGreaterThan(30);
    expect(result.answered + result.unsent).toBe(80);
  });

  it('with a rate sends a request when it is due, and not one period later', async () => {
    const url = await serverThat((_request, response) => response.end('{}'));
    const result = await new Flow(settings(url, { perSecond: 10, warmUpSeconds: 0 })).run();
    expect(result.latencyMs.p50).toBeLessThan(1000 / 10);
    expect(result.answered).toBe(4);
  });

  it('tells what was refused, and goes on after a connection was closed', async () => {
    let asked = 0;
    const url = await serverThat((request, response) => {
      asked += 1;
      if (asked === 1) {
        request.socket.destroy();
        return;
      }
      if (asked === 2) response.statusCode = 503;
      response.end(asked === 2 ? 'too much' : '{}');
    });
    const result = await new Flow(settings(url, { connections: 1 })).run();
    expect(result.refused).toEqual({ connection: 1, '503': 1 });
    expect(result.counted).toBeGreaterThan(0);
  });
});
