import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
async function differencesOf({ answer }: Example, call: Call): Promise<string[]> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const found = differences(answer, await ask(call));
    const isOver = call.method !== 'GET' || performance.now() > deadline;
    if (found.length === 0 || isOver) return found;
    await wait(20);
  }
}

describe.each(['docs/guides/getting-started.md', 'docs/reference/http-api.md'])(
  'the examples of %s, one after another',
  (path) => {
    let ledger: RunningLedger;
    beforeAll(async () => {
      ledger = await runLedger();
    });
    afterAll(() => ledger.remove());

    it.each(examplesIn(path))('$title', async (example) => {
      const variables = {
        LEDGER: ledger.url,
        PRODUCTION_SECRET,
        SANDBOX_SECRET,
        READ_KEY,
        ADMIN_KEY,
      };
      expect(await differencesOf(example, callOf(example.command, variables))).toEqual([]);
    });
  },
);
