import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Traffic } from './traffic.js';

describe('traffic that stops', () => {
  it('waits for an answer no longer than its limit, and then cuts the connection', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const request = once(server, 'request');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await request;

    const traffic = new Traffic();
    const cut = once(socket, 'close');
    socket.resume();
    await traffic.stop(server, 50);
    await cut;
    expect(traffic.isStopping).toBe(true);
    expect(server.listening).toBe(false);
  });

  it('has nothing to wait for where it never began', async () => {
    const traffic = new Traffic();
    await traffic.stop(createServer(), 60_000);
    expect(traffic.isStopping).toBe(true);
  });
});
