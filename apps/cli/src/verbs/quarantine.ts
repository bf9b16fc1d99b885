import type { QuarantineAnswer } from '@subledger/queries';
import { Command } from 'commander';
import { environmentsOf, environmentsOption, type OfEnvironments } from '../remote/environments.js';
import { type LedgerApi, Refused } from '../remote/ledger-api.js';
import { pages } from '../remote/pages.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { tableLines } from '../terminal/table.js';

type Options = RemoteOptions & OfEnvironments;

/** `subledger quarantine` */
export const quarantine = (): Command =>
  new Command('quarantine')
    .summary('deliveries that were kept although they could not be read')
    .description(
      'Lists, shows and retries deliveries that were kept although no event could be read from them.',
    )
    .addCommand(list())
    .addCommand(show())
    .addCommand(retry());

const list = (): Command =>
  remoteVerb('list')
    .addOption(environmentsOption())
    .summary('list what is in quarantine, and why')
    .description(
      'Lists what is in quarantine, oldest first within each environment, with the reason.',
    )
    .action((options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const found: QuarantineAnswer[] = [];
        for await (const one of readAll(api, options)) found.push(one);
        if (isJson) json(found);
        else for (const text of table(found)) line(text);
        return 'done';
      }),
    );

const show = (): Command =>
  remoteVerb('show')
    .argument('<eventId>', 'its id in quarantine')
    .summary('show one delivery and its body')
    .description(
      'Shows one delivery in quarantine and its body, with terminal control characters escaped.',
    )
    .action((eventId: string, options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const found = await api.get<QuarantineAnswer>(
          `/v1/quarantine/${encodeURIComponent(eventId)}`,
          ['eventId'],
        );
        const bytes = await api.bytes(`/v1/events/${encodeURIComponent(found.eventId)}/body`);
        const body = new TextDecoder().decode(bytes);
        if (isJson) json({ ...found, body });
        else {
          for (const [name, value] of Object.entries(found))
            line(printable(`${name}: ${value === null ? 'none' : String(value)}`));
          line(`body: ${printable(body)}`);
        }
        return 'done';
      }),
    );

const retry = (): Command =>
  remoteVerb('retry')
    .argument('[eventId]', 'its id in quarantine')
    .option('--all', 'everything in quarantine that is not recorded yet')
    .addOption(environmentsOption())
    .summary('retry a body from quarantine')
    .description(
      'Retries a body from quarantine, as if its webhook came now. Exits 2 if any still cannot be read. ' +
        'A rebuild does this by itself.',
    )
    .action((eventId: string | undefined, options: Options & { readonly all?: boolean }) =>
      runRemote(options, async (remote) => {
        if ((eventId === undefined) !== (options.all === true))
          throw new Failure('unexpected', 'Name one event, or use --all.');
        if (eventId !== undefined && options.environment !== undefined)
          throw new Failure('unexpected', '--environment only goes with --all.');
        let [tried, unreadable] = [0, 0];
        const ids = eventId === undefined ? unread(remote.api, options) : [eventId];
        for await (const id of ids) {
          tried += 1;
          if (!(await retryOne(remote, id))) unreadable += 1;
        }
        if (tried === 0) remote.note('Nothing in quarantine is left to retry.');
        return unreadable === 0 ? 'done' : 'found';
      }),
    );

/** Whether it is recorded now. */
async function retryOne({ api, isJson, json, line }: Remote, id: string): Promise<boolean> {
  try {
    const path = `/v1/quarantine/${encodeURIComponent(id)}/retry`;
    const done = await api.post<{ outcome?: string; eventId?: string }>(path);
    if (isJson) json({ quarantined: id, ...done });
    else line(`${id}: ${done.outcome ?? 'recorded'} as ${done.eventId ?? ''}`);
    return true;
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 400) throw error;
    const { code, detail } = error.problem;
    if (isJson) json({ quarantined: id, outcome: 'quarantined', code, detail });
    else line(printable(`${id}: still ${code}: ${detail}`));
    return false;
  }
}

async function* readAll(api: LedgerApi, of: OfEnvironments): AsyncGenerator<QuarantineAnswer> {
  for (const environment of environmentsOf(of))
    yield* pages<QuarantineAnswer>(api, '/v1/quarantine', { environment });
}

async function* unread(api: LedgerApi, of: OfEnvironments): AsyncGenerator<string> {
  for await (const { eventId, recordedAs } of readAll(api, of))
    if (recordedAs === null) yield eventId;
}

const table = (found: readonly QuarantineAnswer[]): readonly string[] =>
  tableLines(
    [
      { title: 'Event' },
      { title: 'Environment' },
      { title: 'Received' },
      { title: 'Reason' },
      { title: 'Bytes', align: 'right' },
      { title: 'Recorded as' },
    ],
    found.map((one) => [
      one.eventId,
      one.environment,
      one.recordedAt,
      one.reason,
      String(one.bodyBytes),
      one.recordedAs ?? '',
    ]),
  );
