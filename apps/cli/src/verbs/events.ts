import { setTimeout as wait } from 'node:timers/promises';
import type { EventAnswer, EventsAnswer } from '@subledger/queries';
import { type Command, InvalidArgumentError } from 'commander';
import { AWAY_LIMIT_MS, isAway } from '../remote/away.js';
import { environmentOption } from '../remote/environments.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';

const POLL_MS = 500;
const SHOWN_AT_FIRST = 10;
const LARGEST_PAGE = 200;

interface Options extends RemoteOptions {
  readonly customer?: string;
  readonly type?: string;
  readonly since?: string;
  readonly environment: string;
  readonly once?: boolean;
  readonly limit?: number;
}

/** `subledger events` */
export const events = (): Command =>
  remoteVerb('events')
    .option('--customer <id>', "only events of this customer's profiles and their chains")
    .option('--type <name>', 'only events of this name, in our terms or as it came')
    .option('--since <instant>', 'begin with what was received at or after this instant')
    .addOption(environmentOption())
    .option('--once', 'stop at the end of the log instead of waiting for more')
    .option('--limit <number>', 'stop after so many events', readLimit)
    .summary('follow the log live')
    .description(
      `Shows recorded events as they come, a line each, beginning with the newest ${SHOWN_AT_FIRST} of them, or ` +
        'where --since says. Goes on until Ctrl-C, also over a restart of the ledger.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger events --customer user-1\n  $ subledger events --since 2026-01-01T00:00:00Z --once --json',
    )
    .action((options: Options) =>
      runRemote(options, async (remote) => {
        let left = options.limit ?? Infinity;
        for await (const event of follow(remote, options)) {
          if (remote.isJson) remote.json(event);
          else remote.line(eventLine(event));
          left -= 1;
          if (left === 0) break;
        }
        return 'done';
      }),
    );

async function* follow(remote: Remote, options: Options): AsyncGenerator<EventAnswer> {
  let cursor: string | null = null;
  let isFirst = true;
  for (;;) {
    const query = queryOf(options, cursor, isFirst);
    const page: EventsAnswer = isFirst ? await read(remote, query) : await readOn(remote, query);
    yield* page.items;
    cursor = page.nextCursor;
    // Before the first event there is nothing to go on from, and everything that comes is new.
    isFirst = false;
    // `null`: a store that cannot count.
    if (page.caughtUp && (page.lag ?? 0) === 0 && options.once === true) return;
    if (page.caughtUp) await wait(POLL_MS, undefined, { signal: remote.signal });
  }
}

function queryOf(options: Options, cursor: string | null, isFirst: boolean): string {
  const { environment, customer, type, since } = options;
  const isTail = isFirst && since === undefined;
  return new URLSearchParams({
    environment,
    ...(customer === undefined ? {} : { customer }),
    ...(type === undefined ? {} : { type }),
    ...(since === undefined ? {} : { since }),
    ...(cursor === null ? {} : { cursor }),
    ...(isTail ? { from: 'newest' } : {}),
    limit: String(isTail ? Math.min(options.limit ?? SHOWN_AT_FIRST, LARGEST_PAGE) : LARGEST_PAGE),
  }).toString();
}

const read = ({ api }: Remote, query: string): Promise<EventsAnswer> =>
  api.get<EventsAnswer>(`/v1/events?${query}`);

/** Also over a restart of the ledger. @throws Failure once it has been away for too long. */
async function readOn(remote: Remote, query: string): Promise<EventsAnswer> {
  const since = performance.now();
  for (;;)
    try {
      return await read(remote, query);
    } catch (error) {
      if (!isAway(error) || performance.now() - since > AWAY_LIMIT_MS) throw error;
      await wait(POLL_MS, undefined, { signal: remote.signal });
    }
}

const eventLine = (event: EventAnswer): string =>
  printable(
    [
      event.recordedAt,
      event.position,
      event.name,
      event.kind === 'event' ? '' : `(${event.kind})`,
      event.customerUserId ?? event.profileId ?? '',
      event.originalTransactionId ?? '',
      event.eventId,
    ]
      .filter((part) => part !== '')
      .join('  '),
  );

function readLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 999999999.');
}
