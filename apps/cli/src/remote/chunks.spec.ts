import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { EXIT_CODES } from '../terminal/failure.js';
import { LedgerApi } from './ledger-api.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function read(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const api = new LedgerApi({ url: `http://127.0.0.1:${port}` }, new AbortController().signal);
  let text = '';
  for await (const chunk of api.chunks('/v1/events?format=csv')) text += String(Buffer.from(chunk));
  return text;
}

it('gives a file as it comes', async () => {
  const text = await read((_, response) => {
    response.write('eventId\r\n');
    setTimeout(() => response.end('1\r\n'), 20);
  });
  expect(text).toBe('eventId\r\n1\r\n');
});

it('says that a file which breaks off is not whole', async () => {
  const reading = read((_, response) => {
    response.write('eventId\r\n');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(reading).rejects.toMatchObject({
    exitCode: EXIT_CODES.unreachable,
    message: expect.stringMatching(/^The answer broke off and is incomplete \(.+\)\.$/),
  });
});
