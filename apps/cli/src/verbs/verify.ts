import type { RowDifferenceAnswer, VerificationAnswer } from '@subledger/queries';
import type { BuildStatus } from '@subledger/projections';
import type { Command } from 'commander';
import { Refused } from '../remote/ledger-api.js';
import { listBuilds, rebuildPath, startOrAttach, watchRebuild } from '../remote/rebuilds.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { RebuildDisplay } from '../terminal/rebuild-display.js';

/** More differences than a person reads; all of them are counted. */
const MOST_SHOWN = 100;
const CLEAN_UP_LIMIT_MS = 15_000;

interface Verified {
  readonly projection: string;
  readonly position: string | null;
  readonly compared: number;
  readonly differing: number;
  readonly differences: readonly RowDifferenceAnswer[];
}

/** `subledger verify` */
export const verify = (): Command =>
  remoteVerb('verify')
    .argument('[name]', 'lifecycle, timeline or quarantine; all of them where none is named')
    .summary('rebuild beside, and list the rows in which what answers differs')
    .description(
      'Builds a read model anew beside what answers, compares the two row by row at equal positions, lists what ' +
        'differs, and discards what it built. Exits 2 where something differs, or where what answers stands still. Nothing that answers is changed.',
    )
    .addHelpText('after', '\nExample:\n  $ subledger verify lifecycle')
    .action((name: string | undefined, options: RemoteOptions) =>
      runRemote(options, async (remote) => {
        const builds = await listBuilds(remote.api);
        const names = name === undefined ? builds.map(({ projection }) => projection) : [name];
        assertFollowing(builds, names);
        let differing = 0;
        for (const each of new Set(names)) differing += await verifyOne(remote, each);
        return differing === 0 ? 'done' : 'found';
      }),
    );

/** @throws Failure `found` where what answers stands still: nothing that is built anew would be as far as it is. */
function assertFollowing(builds: readonly BuildStatus[], names: readonly string[]): void {
  for (const { projection, role, failure } of builds)
    if (role === 'live' && failure !== null && names.includes(projection))
      throw new Failure(
        'found',
        `${projection} stands still at event ${failure.eventId}, and cannot be compared. See subledger projections: resume it, skip the event, or rebuild it.`,
      );
}

/** How many rows differ. Also after Ctrl-C no rebuild is left behind that nobody asked for. */
async function verifyOne(remote: Remote, name: string): Promise<number> {
  const begun = await begin(remote.api, name);
  let differing: number;
  try {
    differing = await compareOnceReady(remote, begun);
  } catch (error) {
    // Why it ended is what the exit code tells.
    await discard(remote, begun).catch((left: unknown) => {
      process.stderr.write(`${left instanceof Error ? left.message : String(left)}\n`);
    });
    throw error;
  }
  await discard(remote, begun);
  return differing;
}

async function compareOnceReady(remote: Remote, begun: BuildStatus): Promise<number> {
  const { api, signal, isJson, json, line } = remote;
  const display = new RebuildDisplay(process.stderr);
  try {
    await watchRebuild(api, begun, {
      signal,
      onProgress: (now) => {
        if (!isJson) display.show(now);
      },
    });
    display.end();
    const verified = await compare(api, begun);
    if (isJson) json(verified);
    else for (const text of linesOf(verified)) line(text);
    return verified.differing;
  } finally {
    display.end();
  }
}

/** @throws Failure that says how to discard it by hand. */
async function discard({ api }: Remote, begun: BuildStatus): Promise<void> {
  try {
    await api.beyond(AbortSignal.timeout(CLEAN_UP_LIMIT_MS)).delete(rebuildPath(begun));
  } catch (error) {
    // Somebody else has discarded it.
    if (error instanceof Refused && error.problem.code === 'not-found') return;
    throw new Failure(
      'refused',
      `What was built to compare with could not be discarded: subledger rebuild ${begun.projection} --discard`,
      { cause: error },
    );
  }
}

/** @throws Failure `refused`, with what to do, where another rebuild is in its place. */
async function begin(api: Remote['api'], name: string): Promise<BuildStatus> {
  const { rebuild, isNew } = await startOrAttach(api, name, true);
  if (isNew) return rebuild;
  throw new Failure(
    'refused',
    `${name} is being rebuilt already: wait until it has taken over. One that is held waits for subledger promote ${name}, or for subledger rebuild ${name} --discard.`,
  );
}

async function compare(api: Remote['api'], rebuild: BuildStatus): Promise<Verified> {
  const differences: RowDifferenceAnswer[] = [];
  let [compared, differing, position]: [number, number, string | null] = [0, 0, null];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page: VerificationAnswer = await api.get(`${rebuildPath(rebuild)}/verification${query}`);
    differences.push(...page.differences.slice(0, MOST_SHOWN - differences.length));
    differing += page.differences.length;
    compared += page.compared;
    position = page.position;
    cursor = page.nextCursor;
  }
  return { projection: rebuild.projection, position, compared, differing, differences };
}

function linesOf({ projection, compared, differing, differences }: Verified): readonly string[] {
  const verdict = differing === 0 ? 'none differs' : `${differing} differ`;
  return [
    ...differences.map(({ table, only, row }) =>
      printable(
        `${table}, ${only === 'live' ? 'as it answers' : 'as it should be'}: ${JSON.stringify(row)}`,
      ),
    ),
    ...(differing > differences.length ? [`and ${differing - differences.length} more`] : []),
    `${projection}: ${counted(compared, 'row')} compared, ${verdict}`,
  ];
}
