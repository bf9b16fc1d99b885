import { parseBody } from '@subledger/adapty';
import type { ByHandResult } from '@subledger/ingestion';
import type { Command } from 'commander';
import {
  idempotencyHeaders,
  idempotencyKeyOption,
  type OfIdempotencyKey,
} from '../remote/idempotency-key.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { Failure } from '../terminal/failure.js';
import { givenFile } from '../terminal/given-file.js';

interface Options extends RemoteOptions, OfIdempotencyKey {
  readonly by: string;
  readonly why: string;
  readonly with?: string;
}

/** `subledger supersede` */
export const supersede = (): Command =>
  remoteVerb('supersede')
    .argument('<eventId>', 'the recorded event that is wrong')
    .requiredOption('--by <name>', 'the author of the correction')
    .requiredOption('--why <reason>', 'the reason')
    .option('--with <file>', 'a body as a webhook would bring it, that is true instead')
    .addOption(idempotencyKeyOption())
    .summary('withdraw a recorded event, optionally putting another in its place')
    .description(
      'Withdraws a recorded event, as if it had never come. Both stay in the log, and by what was known before, ' +
        'the original still counts.',
    )
    .action((eventId: string, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { by, why, with: file } = options;
        const replacement = file === undefined ? {} : { replacement: bodyIn(file) };
        const path = `/v1/events/${encodeURIComponent(eventId)}/supersede`;
        const result = await api.post<ByHandResult>(
          path,
          { by, why, ...replacement },
          ['outcome', 'eventId', 'position'],
          idempotencyHeaders(options),
        );
        if (isJson) json(result);
        else line(`${result.outcome}: ${result.eventId} at position ${result.position}`);
        return 'done';
      }),
    );

/** Read like a webhook: a number that a float may not hold stays exact. */
function bodyIn(file: string): object {
  const parsed = parseBody(givenFile(file));
  if (!parsed.ok) throw new Failure('refused', `${file}: ${parsed.reason}`);
  return parsed.body;
}
