import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Fact, sumDecimals } from '@subledger/domain';
import type { BuildStatus } from '@subledger/projections';
import type { RevenueReport } from '@subledger/queries';
import { findBuildIn, openReadModels } from '@subledger/read-models';
import { createLedger } from '../src/ledger.js';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { Operator, until } from './operator.js';
import { AUTHORIZED } from './purchase.js';
import { renewal } from './renewals.js';
import { ADMIN_KEY, ask, configure, deliver, READ_KEY } from './running-ledger.js';

/**
 * The smaller log is rebuilt event by event, the larger one loaded at once. A machine that others use too may need more
 * kills until each kind of moment was hit twice: it gets so many again.
 */
const LOGS = [
  { recorded: 1_500, kills: 10 },
  { recorded: 6_000, kills: 10 },
] as const;
const AT_ONCE = 60;
const SEED = 'rebuild';
/** About as long as a promotion takes here. */
const PROMOTION_MS = 40;
/** Short beside the time that a batch takes. */
const POLL_MS = 3;
const TIME_LIMIT_MS = 180_000;

/** Every second event has a name of its own: whether it counts tells which translation answers. */
const OWN_NAME = 'renewed_by_us';
const MAPPINGS = [{ [OWN_NAME]: 'subscription_renewed' }, {}] as const;
const bodyOf = (number: number): string =>
  number % 2 === 0 ? renewal(number) : renewal(number).replace('subscription_renewed', OWN_NAME);

const usdOf = (count: number): string => sumDecimals(Array.from({ length: count }, () => '1.01'));
/** What each mapping's build answers wholly: how many facts are unknown, and what was earned. */
const wholeOf = (recorded: number) => [
  { unrecognised: 0, usd: usdOf(recorded) },
  { unrecognised: recorded / 2, usd: usdOf(recorded / 2) },
];

const lot = (text: string): number =>
  createHash('sha256').update(`${SEED} ${text}`).digest().readUInt32BE() / 2 ** 32;

let events: number;
let whole: ReturnType<typeof wholeOf>;
let dataDir: string;
let ledger: BuiltLedger | undefined;
const operator = new Operator(() => ledger ?? { url: '' });

async function record(recorded: number): Promise<void> {
  [events, whole] = [recorded, wholeOf(recorded)];
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-rebuild-kill-'));
  const first = await createLedger(configure(dataDir, { ADAPTY_EVENT_NAMES: JSON.stringify({}) }));
  for (let number = 0; number < events; number += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, place) => deliver(first, bodyOf(number + place))),
    );
  await until(async () => (await reportOf(first.url)).position === String(events));
  await first.close();
}

const start = (mapping: number): Promise<BuiltLedger> =>
  startBuiltLedger(dataDir, {
    ADAPTY_EVENT_NAMES: JSON.stringify(MAPPINGS[mapping]),
    API_KEYS: `${READ_KEY},${ADMIN_KEY}:admin`,
  });

async function reportOf(url: string): Promise<RevenueReport> {
  const path = '/v1/reports/revenue?from=2020-01-01&to=2030-01-01&groupBy=store';
  const { status, body } = await ask({ url }, path, AUTHORIZED);
  expect(status).toBe(200);
  return body as unknown as RevenueReport;
}

/** Which mapping answers, by the tables themselves; fails where they hold something of both. */
async function readTables(): Promise<{ mapping: number; rebuilt: number | null }> {
  const readModels = await openReadModels({ file: join(dataDir, 'read-models.sqlite') });
  try {
    return await readModels.reader.transaction().execute(async (snapshot) => {
      const pages = await snapshot.selectFrom('facts').select('facts').execute();
      const facts = pages.flatMap((page) => JSON.parse(page.facts) as Fact[]);
      const lines = await snapshot.selectFrom('revenue').select('event_id').execute();
      expect(facts).toHaveLength(events);
      const unrecognised = facts.filter(({ type }) => type === 'unrecognised');
      const found = whole.findIndex((one) => one.unrecognised === unrecognised.length);
      expect(found).not.toBe(-1);
      expect(lines).toHaveLength(events - unrecognised.length);
      const live = await findBuildIn(snapshot, 'lifecycle', 'live');
      expect(live?.position).toBe(String(events));
      const building = await findBuildIn(snapshot, 'lifecycle', 'building');
      return { mapping: found, rebuilt: building?.applied ?? null };
    });
  } finally {
    await readModels.close();
  }
}

const rebuildIn = (builds: readonly BuildStatus[]): BuildStatus | undefined =>
  builds.find(({ role, projection }) => role === 'rebuild' && projection === 'lifecycle');

const path = (build: BuildStatus | undefined, rest = ''): string =>
  `/v1/projections/lifecycle/rebuilds/${build?.build ?? 0}${rest}`;

/** Resolves when the rebuild has applied so many events, is ready, or has taken over. */
async function reached(goal: number): Promise<BuildStatus | undefined> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const now = rebuildIn(await operator.builds());
    if (now === undefined || now.activity === 'ready' || now.applied >= goal) return now;
    if (performance.now() > deadline) throw new Error('The rebuild does not come on.');
    await wait(POLL_MS);
  }
}

/** Kills the ledger at a random point of its rebuild, or of the promotion once it is ready. */
async function killSomewhere(running: BuiltLedger, round: number): Promise<void> {
  const now = await reached(lot(`rebuild ${round}`) * events * 1.5);
  if (now?.activity === 'ready') {
    const promotion = operator.post(path(now, '/promote')).catch(() => undefined);
    const moment = lot(`promotion ${round}`);
    // A third of the kills come once it has been answered, however long that takes here.
    await (moment > 2 / 3 ? promotion : wait(moment * 1.5 * PROMOTION_MS));
  }
  await running.kill();
}

describe.each(LOGS)(
  'a ledger of $recorded events that is killed while it rebuilds and promotes',
  ({ recorded, kills }) => {
    beforeAll(() => record(recorded), TIME_LIMIT_MS);
    afterAll(async () => {
      await ledger?.kill();
      rmSync(dataDir, { recursive: true });
    });

    it(
      'answers entirely from the old or the new one after every kill, and resumes where it was',
      async () => {
        let wanted = 0;
        let left: { readonly build: number; readonly applied: number } | undefined;
        const seen = { halfway: 0, resumed: 0, taken: 0 };
        const missed = () => Object.entries(seen).filter(([, times]) => times < 2);
        for (
          let round = 0;
          round < kills || (missed().length > 0 && round < 2 * kills);
          round += 1
        ) {
          ledger = await start(wanted);
          const { usd } = (await reportOf(ledger.url)).total;
          expect(whole.map((one) => one.usd)).toContain(usd.revenue);

          const found = rebuildIn(await operator.builds());
          if (left !== undefined && found !== undefined) {
            // It is the one from before the kill, and no further back.
            expect(found.build).toBe(left.build);
            expect(found.applied).toBeGreaterThanOrEqual(left.applied);
            seen.resumed += 1;
          }
          const { build } = found ?? (await begin(round % 2 === 0));
          await killSomewhere(ledger, round);

          const { mapping, rebuilt } = await readTables();
          if (rebuilt !== null && rebuilt > 0 && rebuilt < events) seen.halfway += 1;
          left = rebuilt === null ? undefined : { build, applied: rebuilt };
          if (mapping === wanted) {
            seen.taken += 1;
            wanted = 1 - wanted;
            left = undefined;
          }
        }
        // Otherwise the kills would have hit nothing worth hitting.
        expect(missed()).toEqual([]);

        ledger = await start(wanted);
        if (rebuildIn(await operator.builds()) === undefined) await begin(true);
        const ready = await reached(Infinity);
        // One that was not told to wait takes over by itself, and may have done so since it was looked at.
        if (ready !== undefined)
          expect([200, 404]).toContain((await operator.post(path(ready, '/promote'))).status);
        expect((await reportOf(ledger.url)).total.usd.revenue).toBe(whole[wanted]?.usd);
        expect(await ledger.stop()).toBe(0);
        expect(await readTables()).toEqual({ mapping: wanted, rebuilt: null });
      },
      TIME_LIMIT_MS,
    );
  },
);

async function begin(hold: boolean): Promise<BuildStatus> {
  const { status, body } = await operator.post('/v1/projections/lifecycle/rebuild', { hold });
  expect(status).toBe(202);
  return body as unknown as BuildStatus;
}
