import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBody, identify, parseBody } from '@subledger/adapty';
import { type Instant, RECORDED_TYPES } from '@subledger/domain';
import { type EventStore, openSqliteEventStore } from '@subledger/event-store';
import type { WebhookBody } from '@subledger/flows';
import { openReadModels, type ReadModels } from '@subledger/read-models';
import type { TestDatabases } from '../../read-models/test/databases.js';

/** A log in a folder of its own and its read models, all of them real. */
export interface LedgerFolder {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  /** More read models over the same log, empty. */
  readonly openMore: () => Promise<ReadModels>;
  readonly close: () => Promise<void>;
}

export async function openLedgerFolder(databases: TestDatabases): Promise<LedgerFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'subledger-projections-'));
  const store = await openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  const opened: ReadModels[] = [];
  const openMore = async (): Promise<ReadModels> => {
    const readModels = await openReadModels(await databases.next());
    opened.push(readModels);
    return readModels;
  };
  const readModels = await openMore();
  return {
    store,
    readModels,
    openMore,
    close: async () => {
      for (const each of opened) await each.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Appends a body as ingestion records an accepted delivery, at the end of its stream. */
export async function record(
  store: EventStore,
  body: WebhookBody,
  receivedAt: string,
  environment: 'production' | 'sandbox' = 'production',
): Promise<string> {
  const data = new TextEncoder().encode(JSON.stringify(body));
  const parsed = parseBody(data);
  if (!parsed.ok) throw new Error(parsed.reason);
  const bodySha256 = hashBody(data);
  const { eventId, stream } = identify(parsed.body, environment, bodySha256);
  let last: bigint | 'no_stream' = 'no_stream';
  for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 }))
    last = event.revision;
  const metadata = {
    environment,
    receivedAt: receivedAt.replace(/Z$/, '.000000Z') as Instant,
    bodySha256,
    source: 'webhook',
  };
  const type = RECORDED_TYPES.accepted;
  const result = await store.append(stream, last, [{ id: eventId, type, data, metadata }]);
  if (result.outcome !== 'appended') throw new Error('The stream has moved.');
  return eventId;
}
