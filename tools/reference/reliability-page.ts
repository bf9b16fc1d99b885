import { FAULT_TABLE, type FaultRow } from './fault-table.js';
import { GENERATED } from './generated.js';

/** `docs/reliability.md`: what was done to a ledger, and the tests that repeat it. */
export function reliabilityPage(): string {
  return `${GENERATED}

# Reliability

What is acknowledged with 200 is on the disk. For everything else the ledger asks the sender to send it again. This page
says which faults this promise was tested against, what was seen, and what was not tried.

## Faults

In every row, nothing acknowledged was lost and nothing was recorded twice: each test compares the log with what its
senders were told, byte for byte, and then queries the ledger.

| fault | the ledger promises | seen | test | not tried |
| --- | --- | --- | --- | --- |
${FAULT_TABLE.map(row).join('\n')}

To run one, after \`npm run build\`:

\`\`\`bash
npm run test:only -- apps/ledger/test/fire/disk-full
\`\`\`

All of them need Linux. A fault that needs special rights (a mounted tmpfs, a traced process) is also tried that way where
the machine allows it; everywhere, it is simulated without them. \`npm run docs\` regenerates this page;
[\`fault-table.spec.ts\`](../apps/ledger/test/fire/fault-table.spec.ts) fails if a row names no test.

## Limits

| limit | value | on reaching it |
| --- | --- | --- |
| webhooks in flight, and as many queries | [\`MAX_REQUESTS_IN_FLIGHT\`](reference/configuration.md#max_requests_in_flight) | 503 \`overloaded\` |
| open connections | [\`MAX_CONNECTIONS\`](reference/configuration.md#max_connections) | the connection is closed |
| bytes of a body | [\`MAX_BODY_BYTES\`](reference/configuration.md#max_body_bytes) | 413 |
| appends waiting for the disk | 10,000, or 64 MiB | 503 \`overloaded\` |
| time for the headers of a request | 10 s | 408 |
| time for a whole request | 15 s | 408 |
| silence of a client that is owed an answer | 120 s | the connection is closed |
| silence between two requests | 72 s | the connection is closed |

Adapty gives up after ten seconds (its page "Webhook integration"), so a webhook that is still arriving after fifteen has
already been abandoned. Everything that leaves an event unrecorded is answered outside of 200 to 404, and is sent again.

## Soak

\`\`\`bash
npm run soak -- --seed 7 --minutes 60
\`\`\`

puts the built ledger under some sixty webhooks a second and causes one disaster after the other, at times and in an
order that the seed decides: kills, stops, a full and a slow disk, lost and overwritten read models, a blocked event loop,
a frozen process, a wrong clock, clients that dawdle or say nothing, hostile requests. After each it must be ready again
within 90 seconds. In the end every acknowledged webhook must be in the log, once and byte for byte, and the answers about sixty customers
must match plain arithmetic, both as they stand and after a rebuild from nothing but the log. The process must not have
ended by itself, and no line of level fatal may have been logged. It exits 1 if something did not hold. CI runs
three minutes of seed 1. Fifty-five minutes of
seed 20261127 (at commit bc687a5) on two cores of an AMD EPYC, beside other work, ended like this:

\`\`\`text
Seed 20261127: 169103 webhooks acknowledged, 2205 times told to come again
53 lives of the ledger; disasters: stopped and started 32, disk full 30, garbage 29, process frozen 29, read models removed 28, clients that dawdle 27, read models overwritten 27, connections that say nothing 26, clock wrong by years 25, event loop blocked 23, disk slow 22, killed outright 19
Slowest recovery 26.3 s, most memory 870 MB
Everything held
\`\`\`

## Hostile requests

\`\`\`bash
npm run fuzz -- --seed 7 --cases 10000
\`\`\`

generates requests for every route of the OpenAPI document: addresses, queries, headers, lengths and bodies that are
deeply nested, huge, duplicated, cut off, compressed, or not text at all. Nine out of ten have the right key; otherwise only
authentication would be tested. [\`corpus.json\`](../tools/fuzz/corpus.json) is sent first. A 5xx answer must be one that
[errors](reference/errors.md) lists and that is not the server's fault. A failure is printed with its seed and number.

## What this has found

Each was fixed with a test of its own:

- A full disk ended a projection's transaction, and the error about its rollback hid the original one: the projection blamed
  the event and stood still until an operator intervened.
- Recording a standstill in the catalog failed on a full disk, outside of every handler, and ended the process.
- An error that carries its event was logged with the event's bytes.
- Read models whose file was removed kept answering from what was left of it; damaged ones answered 503 forever, even
  after a restart.
- Work was bounded only at the log's queue, so requests piled up behind a slow log.
- An unknown \`Expect\` header made Node refuse a webhook with a bare 417.
- An interrupted rebuild of a long log continued from what it had saved beside the read models, although these had since been
  removed, or set back by a power cut: what it had loaded before was missing. One that was given up halfway emptied
  rows behind a checkpoint that remained. (Found by reading the code for what may happen between two writes, not by the
  soak.)
`;
}

function row({ fault, promise, seen, test: [file, title], notTried }: FaultRow): string {
  const name = file.split('/').at(-1) ?? file;
  const test = `[\`${name}\`](../apps/ledger/test/${file}): ${inWords(title)}`;
  return `| ${[fault, promise, seen, test, notTried].join(' | ')} |`;
}

/** A title without the part that each case fills in. */
const inWords = (title: string): string =>
  title.replace(/(: | where )(%s|\$name)$/, '').replace('${KILLS}', 'twenty');
