import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readVerifierKey, verifyProofDocument } from '@subledger/proofs';
import { hashOfLeaf, rootOfPath, rootsOfProof } from '../../../libs/proofs/test/rfc-tree.js';
import { ALL_PAIRS, runLedgerOver } from './backends.js';
import { ADMIN, Operator } from './operator.js';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { ask, configure, deliver, type RunningLedger, runLedger } from './running-ledger.js';
import { createLedger } from '../src/ledger.js';

/** Signs when it is told to, and at no other time. */
const ON_DEMAND = { CHECKPOINT_INTERVAL_SECONDS: '0' };

async function record(ledger: RunningLedger): Promise<string> {
  const { body } = await deliver(ledger, purchase(newBuyer()));
  return String(body.eventId);
}

async function textOf(ledger: Pick<RunningLedger, 'url'>, method = 'GET'): Promise<string> {
  const response = await fetch(`${ledger.url}/v1/ledger/checkpoint`, { method, headers: ADMIN });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  return response.text();
}

const keyOf = async (ledger: RunningLedger): Promise<string> =>
  String((await ask(ledger, '/v1/ledger/verifier-key', AUTHORIZED)).body.verifierKey);

const bytes = (base64: unknown): Buffer => Buffer.from(String(base64), 'base64');

/** A length in four bytes, and the text: as the page about bundles has it. */
function measured(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

interface Shown {
  readonly id: string;
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The leaf of an answer's event, without a line of ours. */
function leafOf({ id, stream, revision, type, metadata, data }: Shown): Buffer {
  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const count = Buffer.of(0, 0, 0, entries.length);
  const texts = ['subledger event 1', id, stream, revision, type].map(measured);
  return hashOfLeaf(Buffer.concat([...texts, count, ...entries.flat().map(measured), bytes(data)]));
}

describe.each(ALL_PAIRS)('a ledger over $store and $readModels', (pair) => {
  let ledger: RunningLedger;
  const events: string[] = [];
  const operator = new Operator(() => ledger);
  beforeAll(async () => {
    ledger = await runLedgerOver(pair, ON_DEMAND);
    for (let number = 0; number < 5; number += 1) events.push(await record(ledger));
  }, 60_000);
  afterAll(() => ledger.remove());

  it('proves each of its events, to us and to the RFC', async () => {
    const checkpoint = await textOf(ledger, 'POST');
    const [, , , size, root] = ['', '', '', ...checkpoint.split('\n').slice(1, 3)];
    const keys = [readVerifierKey(await keyOf(ledger))];
    for (const eventId of events) {
      const { status, body } = await operator.get(`/v1/ledger/proof/inclusion?eventId=${eventId}`);
      expect([status, body.treeSize, body.rootHash]).toEqual([200, size, root]);
      const leaf = leafOf(body.event as Shown);
      expect(leaf).toEqual(bytes(body.leafHash));
      const path = (body.path as string[]).map(bytes);
      expect(rootOfPath(leaf, Number(body.leafIndex), Number(size), path)).toEqual(bytes(root));
      const verdict = verifyProofDocument(JSON.stringify(body), { keys, kept: checkpoint });
      expect(verdict).toMatchObject({ holds: true });
    }
  });

  it("proves that today's log continues yesterday's checkpoint", async () => {
    const yesterday = await textOf(ledger);
    for (let number = 0; number < 4; number += 1) await record(ledger);
    const today = await textOf(ledger, 'POST');
    const [old, young] = [yesterday, today].map((note) => note.split('\n'));
    const { body } = await operator.get(`/v1/ledger/proof/consistency?from=${old?.[1] ?? ''}`);
    const keys = [readVerifierKey(await keyOf(ledger))];
    expect(body).toMatchObject({ from: { checkpoint: yesterday }, to: { checkpoint: today } });
    const path = (body.path as string[]).map(bytes);
    const oldRoot = bytes(old?.[2]);
    expect(rootsOfProof(Number(old?.[1]), Number(young?.[1]), path, oldRoot)).toEqual([
      oldRoot,
      bytes(young?.[2]),
    ]);
    for (const kept of [yesterday, today])
      expect(verifyProofDocument(JSON.stringify(body), { keys, kept }).holds).toBe(true);
  });
});

describe('a ledger', () => {
  let ledger: RunningLedger;
  const operator = new Operator(() => ledger);
  beforeAll(async () => {
    ledger = await runLedger(ON_DEMAND);
  });
  afterAll(async () => {
    await ledger.close();
    rmSync(ledger.dataDir, { recursive: true });
  });

  it('has nothing to show before it has signed something', async () => {
    const { status, headers, body } = await operator.get('/v1/ledger/checkpoint');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'proofs-not-ready', '5']);
    const eventId = await record(ledger);
    const proof = await operator.get(`/v1/ledger/proof/inclusion?eventId=${eventId}`);
    expect([proof.status, proof.body.code]).toEqual([503, 'proofs-not-ready']);
    expect(proof.body.detail).toMatch(/leaf 0, and no checkpoint covers it yet/);
  });

  it('lets only an admin sign, and signs the same twice alike', async () => {
    const path = `${ledger.url}/v1/ledger/checkpoint`;
    expect((await fetch(path, { method: 'POST', headers: AUTHORIZED })).status).toBe(403);
    expect(await textOf(ledger, 'POST')).toBe(await textOf(ledger, 'POST'));
    expect(await textOf(ledger)).toMatch(/^subledger-[\da-f]{16}\n1\n/);
  });

  it('refuses what it cannot prove', async () => {
    const unknown = '00000000-0000-8000-8000-000000000000';
    for (const [path, status, code] of [
      [`inclusion?eventId=${unknown}`, 404, 'not-found'],
      ['inclusion?eventId=x', 400, 'invalid-request'],
      ['inclusion', 400, 'invalid-request'],
      ['consistency?from=0', 400, 'invalid-request'],
      ['consistency?from=2', 400, 'invalid-request'],
      ['consistency?from=1&to=99', 400, 'invalid-request'],
      ['consistency?from=1e3', 400, 'invalid-request'],
    ] as const) {
      const answer = await operator.get(`/v1/ledger/proof/${path}`);
      expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
    }
  });

  it('says which size it takes where none is given', async () => {
    const { body } = await operator.get('/v1/ledger/proof/consistency?from=99');
    expect(body.detail).toMatch(/they are 99 and \d+, the size of the newest checkpoint\.$/);
  });

  it('keeps its key where only its user reads it, and shows only the public half', async () => {
    const file = join(ledger.dataDir, 'checkpoint.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = readFileSync(file, 'utf8').trim().split('+').at(-1) ?? '';
    expect(await keyOf(ledger)).not.toContain(secret);
  });

  it('goes on with the same key and the same tree after a restart', async () => {
    const [key, before] = [await keyOf(ledger), await textOf(ledger)];
    await ledger.close();
    ledger = { ...ledger, ...(await createLedger(configure(ledger.dataDir, ON_DEMAND))) };
    expect([await keyOf(ledger), await textOf(ledger)]).toEqual([key, before]);
    await record(ledger);
    expect((await textOf(ledger, 'POST')).split('\n')[1]).toBe('2');
  });

  it('rebuilds its tree if the file was lost, with the same result', async () => {
    const before = await textOf(ledger);
    await ledger.close();
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(ledger.dataDir, `proofs.sqlite${end}`), { force: true });
    ledger = { ...ledger, ...(await createLedger(configure(ledger.dataDir, ON_DEMAND))) };
    expect(await textOf(ledger, 'POST')).toBe(before);
  });

  it('signs nothing over a log that was changed, and records all the same', async () => {
    await ledger.close();
    const log = new DatabaseSync(join(ledger.dataDir, 'log.sqlite'));
    log.exec(`DROP TRIGGER events_never_change; UPDATE events SET type = 'x' WHERE position = 2`);
    log.close();
    ledger = { ...ledger, ...(await createLedger(configure(ledger.dataDir, ON_DEMAND))) };
    await record(ledger);
    const { status, body } = await operator.post('/v1/ledger/checkpoint');
    expect([status, body.code]).toEqual([500, 'log-altered']);
    expect(body.detail).toMatch(/leaf 1 of the tree/);
  });
});

describe('a ledger that signs by itself', () => {
  it('does so where something was recorded', async () => {
    const ledger = await runLedger({ CHECKPOINT_INTERVAL_SECONDS: '1' });
    await record(ledger);
    const deadline = performance.now() + 10_000;
    const path = `${ledger.url}/v1/ledger/checkpoint`;
    while (performance.now() < deadline) {
      const { status } = await fetch(path, { headers: AUTHORIZED });
      if (status === 200) break;
      await wait(100);
    }
    expect((await textOf(ledger)).split('\n')[1]).toBe('1');
    await ledger.remove();
  });
});

describe('a process that does not project', () => {
  it('says where proofs are to be had', async () => {
    const ledger = await runLedger({ ROLES: 'ingest' });
    const { status, body } = await ask(ledger, '/v1/ledger/checkpoint', AUTHORIZED);
    expect([status, body.code]).toEqual([503, 'role-not-here']);
    expect(body.detail).toContain('not have the role project');
    await ledger.remove();
  });
});
