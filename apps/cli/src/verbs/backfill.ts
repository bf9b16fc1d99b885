import type { Command } from 'commander';
import { type PlacedRow, readRows } from '../backfill/read-rows.js';
import { sendRows } from '../backfill/send-rows.js';
import type { Tally } from '../backfill/tally.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { Progress } from '../terminal/progress.js';

interface Options extends RemoteOptions {
  readonly trial?: boolean;
}

/** A file of another kind is refused row by row: the first of them say why. */
const MOST_REASONS = 20;

/** `subledger backfill` */
export const backfill = (): Command =>
  remoteVerb('backfill')
    .argument('<files...>', 'CSV files that Adapty exported to Amazon S3 or Google Cloud Storage')
    .option('--trial', 'only count the events that the ledger does not know; record nothing')
    .summary("record from Adapty's exports the events whose webhooks never came")
    .description(
      'Looks each row up, and records it if no webhook with the same type, transaction, profile and second is ' +
        'recorded. Rows of access levels are skipped, because an export does not name the level. Reads all files ' +
        'before it sends anything. Run it again after an interruption: what is recorded is passed over.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger backfill --trial 2026-11-*.csv\n  $ subledger backfill 2026-11-*.csv',
    )
    .action((files: readonly string[], options: Options) =>
      runRemote(options, async ({ api, signal, isJson, json, line, note }) => {
        const isTrial = options.trial === true;
        const total = await countRows(files, signal);
        const progress = new Progress(process.stderr, { what: 'Looking up', total });
        const reasons: string[] = [];
        const onRefused = ({ file, line: at }: PlacedRow, why: string): void => {
          if (reasons.length < MOST_REASONS) reasons.push(printable(`${file}:${at}: ${why}`));
        };
        const onRow = (): void => {
          progress.advance();
        };
        try {
          const tally = await sendRows(readRows(files, signal), {
            api,
            isTrial,
            signal,
            onRow,
            onRefused,
          });
          if (isJson) json(tally);
          else for (const one of linesOf(tally)) line(one);
          return tally.refused === 0
            ? 'done'
            : new Failure('refused', `${counted(tally.refused, 'row')} could not be used`);
        } finally {
          progress.end();
          // Not before: on a terminal the bar would write over them.
          reasons.forEach(note);
        }
      }),
    );

async function countRows(files: readonly string[], signal: AbortSignal): Promise<number> {
  const rows = readRows(files, signal);
  let count = 0;
  while ((await rows.next()).done !== true) count += 1;
  return count;
}

const OUTCOMES = {
  accepted: 'recorded',
  missing: 'not known, and would be recorded',
  known: 'known already',
  skipped: 'skipped, being about access levels',
} as const;

function linesOf({ rows, outcomes, refused, byType }: Tally): readonly string[] {
  const parts = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[])
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `${outcomes[outcome]} ${OUTCOMES[outcome]}`);
  const all = refused === 0 ? parts : [...parts, `${refused} refused`];
  const types = Object.entries(byType).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${counted(rows, 'row')}${all.length === 0 ? '' : `: ${all.join('; ')}`}`,
    ...types.map(([type, count]) => printable(`  ${type}  ${count}`)),
  ];
}
