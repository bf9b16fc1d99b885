import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, type Instant, instantFromEpochMs } from '@subledger/domain';
import {
  ADMIN_KEY,
  PRODUCTION_SECRET,
  READ_KEY,
  runLedger,
  type RunningLedger,
  SANDBOX_SECRET,
} from '../running-ledger.js';
import { type Answered, differences } from './compare.js';
import { type Call, callOf, type Example, examplesIn } from './examples.js';

/** A read model follows the log by milliseconds; a page's reader is slower than that. */
const LIMIT_MS = 5_000;

async function ask({ method, url, headers, body }: Call): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A question is asked again until its answer is the shown one; a webhook is sent once. */
async function differencesOf(
  { answer }: Example,
  call: Call,
  onAnswer: (answered: Answered) => void,
): Promise<string[]> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answered = await ask(call);
    onAnswer(answered);
    const found = differences(answer, answered);
    const isOver = call.method !== 'GET' || performance.now() > deadline;
    if (found.length === 0 || isOver) return found;
    await wait(20);
  }
}

/** The real time, unless the page says when a request is received. */
let told: Instant | undefined;
const clock = (): Instant => told ?? instantFromEpochMs(Date.now()) ?? FIRST_INSTANT;

describe.each([
  'docs/guides/getting-started.md',
  'docs/guides/audit.md',
  'docs/reference/http-api.md',
])('the examples of %s, one after another', (path) => {
  let ledger: RunningLedger;
  beforeAll(async () => {
    told = undefined;
    ledger = await runLedger({}, { clock });
  });
  afterAll(() => ledger.remove());

  let firstEvent = '';

  it.each(examplesIn(path))('$title', async (example) => {
    if (example.receivedAt !== undefined) told = readInstant(example.receivedAt);
    const variables = {
      LEDGER: ledger.url,
      PRODUCTION_SECRET,
      SANDBOX_SECRET,
      READ_KEY,
      ADMIN_KEY,
      FIRST_EVENT: firstEvent,
    };
    const found = await differencesOf(example, callOf(example.command, variables), (answered) => {
      firstEvent ||= /"eventId":"([^"]+)"/.exec(answered.text)?.[1] ?? '';
    });
    expect(found).toEqual([]);
  });
});
