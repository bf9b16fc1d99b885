import { readFileSync } from 'node:fs';
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
import { type Answered, differences, fits } from './compare.js';
import { type Call, callOf, type Example, examplesIn } from './examples.js';
import { printedLines, quickStartExamples, shownLines } from './quick-start.js';

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

const PRINTED_URL = 'http://127.0.0.1:3000';
const README = 'README.md';
const GETTING_STARTED = 'docs/guides/getting-started.md';
const AUDIT = 'docs/guides/audit.md';
const HTTP_API = 'docs/reference/http-api.md';

/** What a reader does on one ledger, one page after another. */
describe.each([
  { pages: [README, GETTING_STARTED, AUDIT] },
  { pages: [GETTING_STARTED] },
  { pages: [AUDIT] },
  { pages: [HTTP_API] },
])('the examples of $pages, one after another', ({ pages }) => {
  let ledger: RunningLedger;
  beforeAll(async () => {
    told = undefined;
    ledger = await runLedger({}, { clock });
  });
  afterAll(() => ledger.remove());

  describe.each(pages)('%s', (page) => {
    /** What a page asks its reader to keep. */
    const kept = { FIRST_EVENT: '', POSITION: '' };
    const keep = ({ text }: Answered): void => {
      kept.FIRST_EVENT ||= /"eventId":"([^"]+)"/.exec(text)?.[1] ?? '';
      if (text.includes('"outcome"'))
        kept.POSITION = /"position":"([^"]+)"/.exec(text)?.[1] ?? kept.POSITION;
    };

    it.each(examplesOf(page))('$title', async (example) => {
      if (example.receivedAt !== undefined) told = readInstant(example.receivedAt);
      const keys = { PRODUCTION_SECRET, SANDBOX_SECRET, READ_KEY, ADMIN_KEY };
      const command = example.command.replace(PRINTED_URL, ledger.url);
      const call = callOf(command, { LEDGER: ledger.url, ...keys, ...kept });
      expect(await differencesOf(example, call, keep)).toEqual([]);
    });
  });
});

function examplesOf(page: string): readonly Example[] {
  if (page !== README) return examplesIn(page);
  return quickStartExamples(page, printedLines(PRINTED_URL, PRODUCTION_SECRET, READ_KEY));
}

describe('the quick start of the README', () => {
  it('shows the two lines that the first start prints', () => {
    const printed = printedLines(PRINTED_URL, '<production secret>', '<read key>');
    const shown = shownLines(README);
    expect(shown).toHaveLength(2);
    expect(printed.map((line, place) => fits(shown[place] ?? '', line))).toEqual([true, true]);
  });
});

describe('the variables of a guide', () => {
  it.each([GETTING_STARTED, AUDIT])('%s: are all said to be set', (path) => {
    const page = readFileSync(path, 'utf8');
    const used = examplesIn(path).flatMap(({ command }) => command.match(/\$[A-Z_]+/g) ?? []);
    const unset = used.filter((name) => !page.includes(`export ${name.slice(1)}=`));
    expect([...new Set(unset)]).toEqual([]);
  });
});

describe('pages that may be followed on one ledger', () => {
  it('speak of transactions, events and profiles of their own', () => {
    const texts = [README, GETTING_STARTED, AUDIT, HTTP_API].map((page) =>
      examplesOf(page)
        .map(({ command }) => command)
        .join('\n'),
    );
    const ids = texts.flatMap((text) => [...new Set(statedIds(text))]);
    expect(ids.length).toBeGreaterThan(12);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });
});

/** What makes an event, a person or a chain the same one as another's. */
const statedIds = (text: string): string[] =>
  [
    ...text.matchAll(
      /"(profile_id|profile_event_id|customer_user_id|original_transaction_id)": ?"([^"]+)"/g,
    ),
  ].map(([, name, id]) => `${name} ${id}`);
