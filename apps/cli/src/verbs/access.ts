import type { AccessAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { type OfClocks, withClocks } from '../remote/clocks.js';
import { type LedgerApi, Refused } from '../remote/ledger-api.js';
import { customerPath, withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { askStatus } from '../remote/status.js';
import { accessLines } from '../terminal/access-line.js';
import { asOfText } from '../terminal/as-of.js';
import { causeLines } from '../terminal/cause-lines.js';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';

/** `subledger access` */
export const access = (): Command =>
  withClocks(
    remoteVerb('access')
      .argument('<id>', "the customer's id")
      .argument('<level>', 'the access level'),
  )
    .summary('show whether a customer holds an access level')
    .description(
      'Shows whether a customer holds an access level, until when, and why; if it is not active, also what is ' +
        'known of the customer that explains it. Exits 0 if it is active and 2 if it is not, including for an ' +
        'unknown customer or level.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger access user-1 premium\n  $ subledger access user-1 premium --at 2026-03-03T12:00:00Z && echo yes',
    )
    .action((id: string, level: string, options: RemoteOptions & OfClocks) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { at, knownAt, environment } = options;
        const path = `${customerPath(id)}/access/${encodeURIComponent(level)}`;
        const answer = await api.get<AccessAnswer>(withQuery(path, { at, knownAt, environment }), [
          'active',
          'because',
          'at',
        ]);
        if (isJson) json(answer);
        else {
          const asked = { ...options, at: answer.at };
          const causes = answer.active ? [] : await causesOf(api, id, level, asked);
          const beneath = [asOfText(answer), ...causes].map((text) => `  ${text}`);
          for (const text of [...accessLines(level, answer, answer.at), ...beneath])
            line(printable(text));
        }
        return answer.active ? 'done' : 'found';
      }),
    );

/** What explains that the level is not active. It is beside the answer, which stands if this cannot be asked. */
async function causesOf(
  api: LedgerApi,
  id: string,
  level: string,
  asked: OfClocks,
): Promise<readonly string[]> {
  try {
    return causeLines(level, await askStatus(api, id, asked));
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'not-found') return [error.message];
    if (error instanceof Failure) return [`What explains it could not be asked: ${error.line}`];
    throw error;
  }
}
