import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@subledger/event-store';
import {
  type Build,
  createBuild,
  type Database,
  findBuild,
  moveCheckpoint,
  promoteBuild,
} from '@subledger/read-models';
import { sql } from 'kysely';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import { caughtUp, now, projectorOf, recordFlow } from '../test/projecting.js';
import { until } from '../test/until.js';
import { EventFault } from './event-fault.js';
import type { Projection } from './projection.js';
import { standStill } from './standstill.js';
import { timeline } from './timeline.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
beforeAll(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
});
afterAll(async () => {
  await ledger.close();
  await databases.remove();
});

const writable = async (writer: Database, isWritable: boolean): Promise<void> => {
  await sql.raw(`PRAGMA query_only=${isWritable ? 'OFF' : 'ON'}`).execute(writer);
};

function parseFault(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('an event that cannot be applied', () => {
  it('is tried again if it cannot even be recorded in the catalog', async () => {
    const { readModels, store } = ledger;
    const failures: unknown[] = [];
    let isBroken = true;
    let tries = 0;
    const broken: Projection = {
      ...timeline({}),
      apply: async (transaction, events) => {
        if (!isBroken) return timeline({}).apply(transaction, events);
        // Its batch once, and then by itself three times: the last of them finds a disk that is full.
        tries += 1;
        if (tries === 4) await writable(transaction, false);
        throw new TypeError('an event that nobody has thought of');
      },
    };
    await recordFlow(store, 0);
    const projector = projectorOf(ledger, [broken], failures);
    await projector.start();
    await until(() => failures.some((error) => String(error).includes('readonly')));

    isBroken = false;
    await writable(readModels.writer, true);
    await caughtUp(ledger, 'timeline');
    await projector.stop();
  });

  it('is not told of a build that another process has moved on, or that was retired', async () => {
    const { store, openMore } = ledger;
    const readModels = await openMore();
    const { writer, reader } = readModels;
    let event: RecordedEvent | undefined;
    for await (const first of store.readLog({ limit: 1 })) event = first;
    if (event === undefined) throw new Error('The log is empty.');
    const { name, version, translation } = timeline({});
    const begin = (): Promise<Build> =>
      createBuild(writer, { projection: name, version, translation, promotes: false }, now());
    const move = { from: null, to: event.position, lastEvent: null, applied: 1, at: now() };
    const fault = new EventFault(event, new Error('a reason'));
    const signal = AbortSignal.abort();
    const refused = { code: 'wrong-expected-revision' };

    const { build } = await begin();
    await moveCheckpoint(writer, build, move);
    await expect(
      standStill(build, fault, { readModels, now, signal, checkpoint: null }),
    ).rejects.toMatchObject(refused);
    const next = await begin();
    await moveCheckpoint(writer, next.build, move);
    await writer.transaction().execute((t) => promoteBuild(t, next.build, now()));
    await expect(
      standStill(build, fault, { readModels, now, signal, checkpoint: event.position }),
    ).rejects.toMatchObject(refused);
    expect((await findBuild(reader, build))?.failure).toBeNull();
  });

  it('shows nothing of its bytes where its fault is logged', async () => {
    await recordFlow(ledger.store, 1);
    for await (const event of ledger.store.readLog({ limit: 1 })) {
      const fault = new EventFault(event, new Error('a reason'));
      expect(fault.event).toBe(event);
      expect(Object.entries(fault).map(([name]) => name)).toEqual(['name']);
      // A parser repeats what it could not read, and the reason is shown by /health/ready, which needs no key.
      expect(new EventFault(event, parseFault('{"email": anna@example.com}')).message).toBe(
        'not shown, because it may quote data',
      );
    }
    expect.assertions(3);
  });
});
