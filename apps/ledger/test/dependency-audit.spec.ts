import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A registry that knows this of vulnerable packages; null for one that keeps no list. */
async function registryWith(advisories: object | null): Promise<string> {
  server = createServer((request, response) => {
    const isList = request.url === '/-/npm/v1/security/advisories/bulk';
    request.resume();
    response.statusCode = isList && advisories !== null ? 200 : 405;
    response.end(isList && advisories !== null ? JSON.stringify(advisories) : '{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function audit(registry: string): Promise<{ code: number; output: string }> {
  const cache = mkdtempSync(join(tmpdir(), 'subledger-npm-'));
  const child = spawn(process.execPath, ['tools/audit-dependencies.js'], {
    env: { PATH: process.env.PATH, npm_config_registry: registry, npm_config_cache: cache },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number];
  rmSync(cache, { recursive: true });
  return { code, output };
}

const advisory = (severity: string) => ({
  fastify: [{ id: 1, url: 'urn:test', title: 'It leaks', severity, vulnerable_versions: '*' }],
});

describe('the audit of dependencies', () => {
  it('passes where nothing is known', async () => {
    const { code, output } = await audit(await registryWith({}));
    expect([code, output]).toEqual([
      0,
      'audit: 0 production dependencies have known vulnerabilities\n',
    ]);
  });

  it.each([
    ['high', 1],
    ['low', 0],
  ])('of a vulnerability that is %s ends with %s and names it', async (severity, code) => {
    const audited = await audit(await registryWith(advisory(severity)));
    expect(audited.code).toBe(code);
    expect(audited.output).toContain(`audit: ${severity}: fastify: It leaks`);
  });

  it('says that it did not run where the registry keeps no list, or is away', async () => {
    const registry = await registryWith(null);
    const refused = await audit(registry);
    expect(refused.code).toBe(0);
    expect(refused.output).toMatch(/^audit: DID NOT RUN, so nothing is known/);
    expect(refused.output).not.toContain(registry);
    const away = await audit('http://127.0.0.1:9/');
    expect([away.code, away.output]).toEqual([0, expect.stringContaining('DID NOT RUN')]);
  });
});
