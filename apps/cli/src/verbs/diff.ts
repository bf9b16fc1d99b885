import { aspectText } from '@subledger/domain';
import type { DiffAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { environmentOption } from '../remote/environments.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions {
  readonly environment: string;
  readonly fromAt?: string;
  readonly fromKnownAt?: string;
  readonly toAt?: string;
  readonly toKnownAt?: string;
}

const SIDES = ['fromAt', 'fromKnownAt', 'toAt', 'toKnownAt'] as const;

/** `subledger diff` */
export const diff = (): Command =>
  remoteVerb('diff')
    .argument('<customer>', "the customer's id")
    .option('--from-at <instant>', 'the instant that the first answer is about (default: now)')
    .option(
      '--from-known-at <instant>',
      'base the first answer only on what had been recorded by then',
    )
    .option('--to-at <instant>', 'the instant that the second answer is about (default: now)')
    .option(
      '--to-known-at <instant>',
      'base the second answer only on what had been recorded by then',
    )
    .addOption(environmentOption())
    .summary('show how two answers about a customer differ, and which events made the difference')
    .description(
      'Compares two answers about a customer, each by two clocks, and names the smallest set of recorded events that ' +
        'turns one into the other.',
    )
    .addHelpText(
      'after',
      '\nExample, what came too late for 3 March:\n  $ subledger diff user-1 --from-at 2026-03-03T12:00:00Z --from-known-at 2026-03-03T12:00:00Z --to-at 2026-03-03T12:00:00Z',
    )
    .action((customer: string, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const asked = SIDES.flatMap((side) => {
          const instant = options[side];
          return instant === undefined ? [] : [[side, instant] as [string, string]];
        });
        const query = new URLSearchParams([['environment', options.environment], ...asked]);
        const path = `/v1/customers/${encodeURIComponent(customer)}/diff?${query.toString()}`;
        const answer = await api.get<DiffAnswer>(path, ['differences', 'events', 'byTime']);
        if (isJson) json(answer);
        else for (const text of linesOf(answer)) line(printable(text));
        return 'done';
      }),
    );

function* linesOf({ differences, events, byTime }: DiffAnswer): Generator<string> {
  if (differences.length === 0) yield 'No difference.';
  for (const { field, before, after, ...aspect } of differences)
    yield `${aspectText(aspect)} ${field}: ${String(before ?? 'none')} → ${String(after ?? 'none')}`;
  for (const event of events)
    yield `because of ${event.name} of ${event.occurredAt}, received ${event.recordedAt}  ${event.eventId}`;
  if (byTime.length > 0) yield `${byTime.length} of these through time alone`;
}
