import { setTimeout as wait } from 'node:timers/promises';
import type { EventAnswer, EventsAnswer } from '@subledger/queries';
import { type Command, InvalidArgumentError } from 'commander';
import { AWAY_LIMIT_MS, isAway } from '../remote/away.js';
import { environmentOption } from '../remote/environments.js';
import { withQuery } from '../remote/paths.js';
import {
  givenText,
  type Remote,
  type RemoteOptions,
  remoteVerb,
  runRemote,
} from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';
import { fileOption, writeFile } from '../terminal/write-file.js';

const POLL_MS = 500;
const SHOWN_AT_FIRST = 10;
const LARGEST_PAGE = 200;

interface Options extends RemoteOptions, Filter {
  readonly format?: string;
  readonly once?: boolean;
  readonly limit?: number;
}

/** What is asked for, by the names that HTTP has for it too. */
interface Filter {
  readonly customer?: string;
  readonly type?: string;
  readonly store?: string;
  readonly product?: string;
  readonly transaction?: string;
  readonly kind?: string;
  readonly since?: string;
  readonly until?: string;
  readonly occurredSince?: string;
  readonly occurredUntil?: string;
  readonly environment: string;
}

/** `subledger events` */
export const events = (): Command =>
  remoteVerb('events')
    .option(
      '--customer <id>',
      "only events of this customer's profiles and their chains",
      givenText,
    )
    .option('--type <name>', 'only events of this name, in our terms or as it came', givenText)
    .option('--store <name>', 'only events of this store', givenText)
    .option('--product <id>', 'only events of this product', givenText)
    .option(
      '--transaction <id>',
      'only of this transaction, or of the chain that began with it',
      givenText,
    )
    .option('--kind <kinds>', 'only entries of these kinds, with commas between them', givenText)
    .option('--since <instant>', 'begin with what was received at or after this instant')
    .option('--until <instant>', 'stop before what was received at or after this instant')
    .option('--occurred-since <instant>', 'only what happened at or after this instant')
    .option('--occurred-until <instant>', 'only what happened before this instant')
    .addOption(environmentOption())
    .addOption(fileOption('all of them up to now as a file on standard output', 'limit'))
    .option('--once', 'stop at the end of the log instead of waiting for more')
    .option('--limit <number>', 'stop after so many events', readLimit)
    .summary('follow the log live')
    .description(
      `Shows recorded events as they come, a line each, beginning with the newest ${SHOWN_AT_FIRST} of them, or ` +
        'where --since says; with --until or --format, from the first one on. Goes on until Ctrl-C, also over a ' +
        'restart of the ledger.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger events --customer user-1\n  $ subledger events --since 2026-01-01T00:00:00Z --once --json\n  $ subledger events --kind correction,annotation --format csv > by-hand.csv',
    )
    .action((options: Options) =>
      runRemote(options, async (remote) => {
        if (options.format === undefined) return show(remote, options);
        const path = withQuery('/v1/events', { ...filterOf(options), format: options.format });
        await writeFile(remote.api.chunks(path));
        return 'done';
      }),
    );

async function show(remote: Remote, options: Options): Promise<'done'> {
  const most = options.limit ?? Infinity;
  let count = 0;
  for await (const event of follow(remote, options)) {
    if (remote.isJson) remote.json(event);
    else remote.line(eventLine(event));
    count += 1;
    if (count === most) break;
  }
  if (count === 0) remote.note('There is no such event.');
  return 'done';
}

async function* follow(remote: Remote, options: Options): AsyncGenerator<EventAnswer> {
  let cursor: string | null = null;
  let isFirst = true;
  for (;;) {
    const path = pathOf(options, cursor, isFirst);
    const page: EventsAnswer = isFirst ? await read(remote, path) : await readOn(remote, path);
    yield* page.items;
    cursor = page.nextCursor;
    // Before the first event there is nothing to go on from, and everything that comes is new.
    isFirst = false;
    // `null`: a store that cannot count.
    if (page.caughtUp && (page.lag ?? 0) === 0 && isOver(options)) return;
    if (page.caughtUp) await wait(POLL_MS, undefined, { signal: remote.signal });
  }
}

/** Whether nothing is waited for: what is recorded from now on is received from now on. */
const isOver = ({ once, until }: Options): boolean =>
  once === true || (until !== undefined && Date.parse(until) <= Date.now());

function pathOf(options: Options, cursor: string | null, isFirst: boolean): string {
  const { since, until } = options;
  const isTail = isFirst && since === undefined && until === undefined;
  return withQuery('/v1/events', {
    ...filterOf(options),
    cursor: cursor ?? undefined,
    from: isTail ? 'newest' : undefined,
    limit: String(isTail ? Math.min(options.limit ?? SHOWN_AT_FIRST, LARGEST_PAGE) : LARGEST_PAGE),
  });
}

function filterOf(options: Options): Readonly<Record<keyof Filter, string | undefined>> {
  const { customer, type, store, product, transaction, kind, environment } = options;
  const { since, until, occurredSince, occurredUntil } = options;
  return {
    ...{ customer, type, store, product, transaction, kind, environment },
    ...{ since, until, occurredSince, occurredUntil },
  };
}

const read = ({ api }: Remote, path: string): Promise<EventsAnswer> =>
  api.get<EventsAnswer>(path, ['items', 'nextCursor', 'caughtUp']);

/** Also over a restart of the ledger. @throws Failure once it has been away for too long. */
async function readOn(remote: Remote, path: string): Promise<EventsAnswer> {
  const since = performance.now();
  for (;;)
    try {
      return await read(remote, path);
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
