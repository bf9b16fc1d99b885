import type { ByHandResult } from '@subledger/ingestion';
import type { Command } from 'commander';
import { environmentOption } from '../remote/environments.js';
import {
  idempotencyHeaders,
  idempotencyKeyOption,
  type OfIdempotencyKey,
} from '../remote/idempotency-key.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';

interface Options extends RemoteOptions, OfIdempotencyKey {
  readonly by: string;
  readonly event?: string;
  readonly environment: string;
}

/** `subledger annotate` */
export const annotate = (): Command =>
  remoteVerb('annotate')
    .argument('<customer>', "the customer's id")
    .argument('<text>', 'the text of the note')
    .requiredOption('--by <name>', 'the author of the note')
    .option('--event <eventId>', 'the recorded event that the note is about')
    .addOption(environmentOption())
    .addOption(idempotencyKeyOption())
    .summary('record a note on a customer')
    .description("Records a note that shows in the customer's timeline and changes no answer.")
    .action((customer: string, text: string, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { by, event, environment } = options;
        const path = `/v1/customers/${encodeURIComponent(customer)}/annotations`;
        const body = { by, text, environment, ...(event === undefined ? {} : { eventId: event }) };
        const result = await api.post<ByHandResult>(
          path,
          body,
          ['outcome', 'eventId', 'position'],
          idempotencyHeaders(options),
        );
        if (isJson) json(result);
        else line(`${result.outcome}: ${result.eventId} at position ${result.position}`);
        return 'done';
      }),
    );
