import { ERROR_CODES, type ErrorCode } from '@subledger/domain';
import { PROBLEM_KINDS } from '../../apps/ledger/src/http/problem-kinds.js';
import { retriable } from '../../apps/ledger/src/http/webhook-path.js';
import { GENERATED } from './generated.js';

/** `docs/reference/errors.md`, from the table that the server uses to answer. */
export function errorsPage(): string {
  return `${GENERATED}

# Errors

Every error answer is \`application/problem+json\` (RFC 9457). Base decisions on \`code\`: codes are stable, sentences
are not. \`instance\` is the request's id, which is also in the server's log.

\`\`\`json
{
  "type": "urn:subledger:problem:not-found",
  "title": "There is nothing here",
  "status": 404,
  "detail": "No recorded event of production names this customer.",
  "code": "not-found",
  "instance": "urn:uuid:6d9963cb-7f6e-475e-b3b0-dc29a79e3cae"
}
\`\`\`

**At a webhook address** the status may differ. Adapty treats every status from 200 to 404 as the end of the
delivery (its page "Webhook integration"), so whatever leaves an event unrecorded is answered outside that range, and
Adapty sends the webhook again. The four codes of quarantine stay 400: the body is kept, and
sending it again would change nothing. [Why](../decisions/0007-refuse-webhooks-with-503.md).

**For what is not a valid request at all** the code is \`invalid-request\` with a status of its own: 422 for what cannot be
read as HTTP, 431 for a head of more than 16 KiB, 414 for an address with a part that is too long. The first two have no
\`instance\` and no \`X-Request-Id\`.

| code | status | at a webhook address | \`Retry-After\` |
| --- | --- | --- | --- |
${ERROR_CODES.map(row).join('\n')}

${ERROR_CODES.map(section).join('\n\n')}
`;
}

function row(code: ErrorCode): string {
  const { status, title, retryAfterSeconds } = PROBLEM_KINDS[code];
  const there = retriable({ code, status, title, detail: '' });
  const retryAfter = retryAfterSeconds === undefined ? '' : `${retryAfterSeconds} s`;
  const shown = there.code === code ? String(there.status) : `\`${there.code}\``;
  return `| [\`${code}\`](#${code}) | ${status} | ${shown} | ${retryAfter} |`;
}

function section(code: ErrorCode): string {
  const { title, remedy } = PROBLEM_KINDS[code];
  return `## ${code}

${title}.

${remedy}`;
}
