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

  it('hangs up at once on a connection that never said a word, and still answers one that did', async () => {
    const answers: (() => void)[] = [];
    const server = createServer((_, response) => answers.push(() => response.end('done')));
    const traffic = new Traffic();
    traffic.watch(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const silent = connect(port, '127.0.0.1').resume();
    await once(server, 'connection');
    const asking = connect(port, '127.0.0.1').setEncoding('utf8');
    asking.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(server, 'request');

    const stopped = traffic.stop(server, 60_000);
    await once(silent, 'close');
    for (const answer of answers) answer();
    let heard = '';
    for await (const text of asking as AsyncIterable<string>) heard += text;
    expect(heard).toContain('done');
    await stopped;
  });

  it('has nothing to wait for where it never began', async () => {
    const traffic = new Traffic();
    await traffic.stop(createServer(), 60_000);
    expect(traffic.isStopping).toBe(true);
  });
});
