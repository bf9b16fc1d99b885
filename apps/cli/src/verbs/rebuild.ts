import type { CustomerRebuilt } from '@subledger/projections';
import { ENVIRONMENTS } from '@subledger/domain';
import { type Command, Option } from 'commander';
import {
  listBuilds,
  rebuildPath,
  runningRebuild,
  startOrAttach,
  watchRebuild,
} from '../remote/rebuilds.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { RebuildDisplay } from '../terminal/rebuild-display.js';

interface Options extends RemoteOptions {
  readonly customer?: string;
  readonly environment?: string;
  readonly hold?: boolean;
  readonly discard?: boolean;
}

/** `subledger rebuild` */
export const rebuild = (): Command =>
  remoteVerb('rebuild')
    .argument('[name]', 'lifecycle, timeline or quarantine; all of them where none is named')
    .option('--customer <id>', "only this customer's rows of lifecycle, in place")
    .addOption(
      new Option('--environment <name>', 'of the customer (default: "production")').choices(
        ENVIRONMENTS,
      ),
    )
    .option('--hold', 'let it wait for subledger promote once it is ready')
    .option('--discard', 'stop the rebuild that is under way and forget it')
    .summary('build read models anew from the log, beside what answers')
    .description(
      'Builds a read model anew from the log, beside what answers, which goes on meanwhile; it takes over in one ' +
        'transaction once it has caught up. Deliveries in quarantine that have become readable are recorded with ' +
        'it. Where it is under way already, this shows its progress. Ctrl-C stops the display only: the ' +
        'rebuild goes on in the ledger, also after a restart of the ledger.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger rebuild\n  $ subledger rebuild lifecycle --hold\n  $ subledger rebuild --customer user-1',
    )
    .action((name: string | undefined, options: Options) =>
      runRemote(options, async (remote) => {
        assertFitting(name, options);
        if (options.customer !== undefined)
          return rebuildCustomer(remote, options.customer, options);
        const names = name === undefined ? await allNames(remote) : [name];
        if (options.discard === true) return discard(remote, names);
        for (const each of names) await rebuildOne(remote, each, options.hold === true);
        return 'done';
      }),
    );

/** @throws Failure `unexpected` where a part of what was asked for would be passed over. */
function assertFitting(name: string | undefined, options: Options): void {
  const why =
    options.customer === undefined ? whyNotOfReadModel(options) : whyNotOfCustomer(name, options);
  if (why !== null) throw new Failure('unexpected', why);
}

function whyNotOfReadModel({ environment, hold, discard }: Options): string | null {
  if (hold === true && discard === true)
    return 'A rebuild is held or discarded: --hold means nothing with --discard.';
  if (environment !== undefined)
    return 'A read model is rebuilt whole: --environment means nothing without --customer.';
  return null;
}

function whyNotOfCustomer(name: string | undefined, { hold, discard }: Options): string | null {
  if (hold === true || discard === true)
    return 'A customer is rebuilt in place: --hold and --discard mean nothing there.';
  if (name !== undefined && name !== 'lifecycle')
    return `Only lifecycle can be rebuilt for one customer: --customer means nothing with ${name}.`;
  return null;
}

const allNames = async ({ api }: Remote): Promise<readonly string[]> => [
  ...new Set((await listBuilds(api)).map(({ projection }) => projection)),
];

async function rebuildOne(remote: Remote, name: string, hold: boolean): Promise<void> {
  const { api, signal, isJson, json, line } = remote;
  const display = new RebuildDisplay(process.stderr);
  const { rebuild: begun, isNew } = await startOrAttach(api, name, hold);
  if (hold && begun.takesOverByItself)
    throw new Failure(
      'refused',
      `${name} is being rebuilt already and takes over by itself, so --hold comes too late: subledger rebuild ${name} --discard, and begin again.`,
    );
  if (!isNew && !isJson) line(`${name} is being rebuilt already: this is its progress.`);
  try {
    const done = await watchRebuild(api, begun, {
      signal,
      onProgress: (now) => {
        if (!isJson) display.show(now);
      },
    });
    display.end();
    if (isJson) json(done);
    else if (done.role === 'live')
      line(`${name} is rebuilt and answers: ${counted(done.applied, 'event')}.`);
    else
      line(
        `${name} is rebuilt and waits: ${counted(done.applied, 'event')}. subledger promote ${name}`,
      );
  } catch (error) {
    display.end();
    if (signal.aborted)
      process.stderr.write(
        `The rebuild of ${name} goes on in the ledger. subledger rebuild ${name} shows it again, subledger rebuild ${name} --discard stops it.\n`,
      );
    throw error;
  }
}

async function discard({ api, isJson, json, line }: Remote, names: readonly string[]) {
  const running = (await listBuilds(api)).filter(
    ({ projection, role }) => role === 'rebuild' && names.includes(projection),
  );
  if (running.length === 0) await runningRebuild(api, names[0] ?? '');
  for (const one of running) {
    await api.delete(rebuildPath(one));
    if (!isJson) line(`The rebuild of ${one.projection} is discarded. What answered goes on.`);
  }
  if (isJson) json(running.map(({ projection, build }) => ({ projection, build })));
  return 'done' as const;
}

async function rebuildCustomer(
  { api, isJson, json, line }: Remote,
  customer: string,
  { environment = 'production' }: Options,
) {
  const path = `/v1/projections/lifecycle/customers/${encodeURIComponent(customer)}/rebuild`;
  const done = await api.post<CustomerRebuilt>(path, { environment });
  if (isJson) json(done);
  else
    line(
      `Rebuilt from ${counted(done.events, 'event')} in ${counted(done.streams, 'stream')} of ${counted(done.profiles, 'profile')}.`,
    );
  return 'done' as const;
}
