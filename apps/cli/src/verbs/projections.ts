import type { BuildStatus } from '@subledger/projections';
import type { Command } from 'commander';
import { listBuilds } from '../remote/rebuilds.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';
import { tableLines } from '../terminal/table.js';

/** The activities that an operator must look into. */
const IN_TROUBLE = new Set<BuildStatus['activity']>([
  'standing-still',
  'failing',
  'stalled',
  'frozen',
]);

/** `subledger projections` */
export const projections = (): Command =>
  remoteVerb('projections')
    .summary('show how the read models are doing, and every rebuild')
    .description(
      'Shows every build of every projection: its version, position, lag, rate and activity. Exits 2 if any ' +
        'of them stands still, fails, is stalled or frozen.',
    )
    .action((options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const builds = await listBuilds(api);
        if (isJson) json(builds);
        else for (const text of [...table(builds), ...notes(builds)]) line(text);
        return builds.some(({ activity }) => IN_TROUBLE.has(activity)) ? 'found' : 'done';
      }),
    );

const table = (builds: readonly BuildStatus[]): readonly string[] =>
  tableLines(
    [
      { title: 'Projection' },
      { title: 'Version', align: 'right' },
      { title: 'Build', align: 'right' },
      { title: 'Role' },
      { title: 'Activity' },
      { title: 'Position', align: 'right' },
      { title: 'Lag', align: 'right' },
      { title: 'Oldest', align: 'right' },
      { title: 'Events/s', align: 'right' },
    ],
    builds.map((build) => [
      build.projection,
      String(build.version),
      String(build.build),
      build.role,
      build.activity,
      build.position ?? 'none',
      build.lag.events === null ? '?' : String(build.lag.events),
      build.lag.seconds === null ? '?' : `${build.lag.seconds} s`,
      String(build.eventsPerSecond),
    ]),
  );

const notes = (builds: readonly BuildStatus[]): readonly string[] =>
  builds.flatMap((build) => {
    const { projection, failure, trouble } = build;
    return [
      ...(build.stale && build.role === 'live'
        ? [
            `${projection} is stale: it was written with another translation. Run subledger rebuild ${projection}`,
          ]
        : []),
      ...(failure === null
        ? []
        : [`${projection} stands still at event ${failure.eventId}: ${printable(failure.reason)}`]),
      ...(failure === null && trouble !== null
        ? [`${projection} fails: ${printable(trouble)}`]
        : []),
      ...build.skipped.map(
        (event) => `${projection} has skipped event ${event.eventId}: ${printable(event.reason)}`,
      ),
    ];
  });
