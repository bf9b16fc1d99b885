import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { EXIT_CODES } from '../terminal/failure.js';
import { LedgerApi } from './ledger-api.js';
import { pages } from './pages.js';
import { listBuilds } from './rebuilds.js';

let answer = '';
let status = 200;
let server: Server;
let api: LedgerApi;
beforeEach(async () => {
  status = 200;
  server = createServer((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  api = new LedgerApi({ url: `http://127.0.0.1:${port}` }, new AbortController().signal);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const NO_LEDGER = {
  exitCode: EXIT_CODES.unreachable,
  message: expect.stringMatching(/^The server at http:\/\/127\.0\.0\.1:\d+ is not a ledger\.$/),
};

it.each(['null', '[]', '"welcome"', '{}', 'welcome'])(
  'says that another server, which answers %s, is not a ledger',
  async (told) => {
    answer = told;
    await expect(listBuilds(api)).rejects.toMatchObject(NO_LEDGER);
    await expect(pages(api, '/v1/quarantine', {}).next()).rejects.toMatchObject(NO_LEDGER);
  },
);

it('says the same of one that has nothing to say', async () => {
  [answer, status] = ['', 204];
  await expect(listBuilds(api)).rejects.toMatchObject(NO_LEDGER);
  await api.delete('/v1/projections/lifecycle/rebuilds/1');
});

it('takes what has the members that were asked for', async () => {
  answer = '{"items":[{"build":1}],"nextCursor":null}';
  expect(await listBuilds(api)).toEqual([{ build: 1 }]);
  expect(await pages(api, '/v1/quarantine', {}).next()).toMatchObject({ value: { build: 1 } });
});
