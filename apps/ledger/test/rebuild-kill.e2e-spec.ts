import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sumDecimals } from '@subledger/domain';
import type { BuildStatus } from '@subledger/projections';
import type { RevenueReport } from '@subledger/queries';
import { findBuildIn, openReadModels } from '@subledger/read-models';
import { createLedger } from '../src/ledger.js';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { Operator, until } from './operator.js';
import { AUTHORIZED } from './purchase.js';
import { renewal } from './renewals.js';
import { ADMIN_KEY, ask, configure, deliver, READ_KEY } from './running-ledger.js';

const KILLS = 20;
const EVENTS = 1_200;
const SEED = 'rebuild';
/** Longer than a rebuild of so many events and its promotion take here. */
const LONGEST_WAIT_MS = 500;
const TIME_LIMIT_MS = 180_000;

/** Every second event has a name of its own: whether it counts tells which translation answers. */
const OWN_NAME = 'renewed_by_us';
const MAPPINGS = [{ [OWN_NAME]: 'subscription_renewed' }, {}] as const;
const bodyOf = (number: number): string =>
  number % 2 === 0 ? renewal(number) : renewal(number).replace('subscription_renewed', OWN_NAME);

const usdOf = (count: number): string => sumDecimals(Array.from({ length: count }, () => '1.01'));
/** What each mapping's build answers wholly: how many facts are unknown, and what was earned. */
const WHOLE = [
  { unrecognised: 0, usd: usdOf(EVENTS) },
  { unrecognised: EVENTS / 2, usd: usdOf(EVENTS / 2) },
] as const;

const lot = (text: string): number =>
  createHash('sha256').update(`${SEED} ${text}`).digest().readUInt32BE() / 2 ** 32;

let dataDir: string;
let ledger: BuiltLedger | undefined;
const operator = new Operator(() => ledger ?? { url: '' });
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-rebuild-kill-'));
  const first = await createLedger(configure(dataDir, { ADAPTY_EVENT_NAMES: JSON.stringify({}) }));
  for (let number = 0; number < EVENTS; number += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, place) => deliver(first, bodyOf(number + place))),
    );
  await until(async () => (await reportOf(first.url)).position === String(EVENTS));
  await first.close();
}, TIME_LIMIT_MS);
afterAll(async () => {
  await ledger?.kill();
  rmSync(dataDir, { recursive: true });
});

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
async function mappingInTables(): Promise<number> {
  const readModels = await openReadModels({ file: join(dataDir, 'read-models.sqlite') });
  try {
    return await readModels.reader.transaction().execute(async (snapshot) => {
      const facts = await snapshot.selectFrom('facts').select('fact').execute();
      const lines = await snapshot.selectFrom('revenue').select('event_id').execute();
      expect(facts).toHaveLength(EVENTS);
      const unrecognised = facts.filter(({ fact }) => fact.includes('"type":"unrecognised"'));
      const found = WHOLE.findIndex((one) => one.unrecognised === unrecognised.length);
      expect(found).not.toBe(-1);
      expect(lines).toHaveLength(EVENTS - unrecognised.length);
      const live = await findBuildIn(snapshot, 'lifecycle', 'live');
      expect(live?.position).toBe(String(EVENTS));
      return found;
    });
  } finally {
    await readModels.close();
  }
}

const rebuildIn = (builds: readonly BuildStatus[]): BuildStatus | undefined =>
  builds.find(({ role, projection }) => role === 'rebuild' && projection === 'lifecycle');

const path = (build: BuildStatus | undefined, rest = ''): string =>
  `/v1/projections/lifecycle/rebuilds/${build?.build ?? 0}${rest}`;

describe('a ledger that is killed while it rebuilds and promotes', () => {
  it(
    `answers wholly from the old or the new one after each of ${KILLS} kills, and goes on where it was`,
    async () => {
      let wanted = 0;
      let last: BuildStatus | undefined;
      const seen = { resumed: 0, promoted: 0, killedHalfway: 0 };
      for (let round = 0; round < KILLS; round += 1) {
        ledger = await start(wanted);
        const { usd } = (await reportOf(ledger.url)).total;
        expect(WHOLE.map((one) => one.usd)).toContain(usd.revenue);

        let rebuild = rebuildIn(await operator.builds());
        if (last !== undefined && rebuild !== undefined) {
          // It is the one from before the kill, no further back than it was seen.
          expect(rebuild.build).toBe(last.build);
          expect(rebuild.applied).toBeGreaterThanOrEqual(last.applied);
          seen.resumed += 1;
        }
        if (rebuild === undefined) {
          const { status } = await operator.post('/v1/projections/lifecycle/rebuild', {
            hold: round % 2 === 0,
          });
          expect(status).toBe(202);
        }
        rebuild ??= rebuildIn(await operator.builds());
        const promotes = round % 4 === 2;
        if (promotes && rebuild !== undefined) {
          await until(
            async () =>
              rebuildIn(await operator.builds())?.activity === 'ready' ||
              rebuildIn(await operator.builds()) === undefined,
          );
          void operator.post(path(rebuild, '/promote')).catch(() => undefined);
          await wait(lot(`promotion ${round}`) * 40);
        } else await wait(lot(`rebuild ${round}`) * LONGEST_WAIT_MS);
        last = await operator
          .builds()
          .then(rebuildIn)
          .catch(() => undefined);
        if (last !== undefined && last.applied > 0 && last.applied < EVENTS)
          seen.killedHalfway += 1;
        await ledger.kill();

        if ((await mappingInTables()) === wanted) {
          seen.promoted += 1;
          wanted = 1 - wanted;
          last = undefined;
        }
      }
      // Otherwise the kills would have hit nothing worth hitting.
      expect(seen.promoted).toBeGreaterThan(1);
      expect(seen.resumed).toBeGreaterThan(1);
      expect(seen.killedHalfway).toBeGreaterThan(1);
      console.error(JSON.stringify(seen));

      ledger = await start(wanted);
      let running = rebuildIn(await operator.builds());
      running ??= (await operator.post('/v1/projections/lifecycle/rebuild', { hold: true }))
        .body as unknown as BuildStatus;
      await until(async () => {
        const builds = await operator.builds();
        return ['ready', undefined].includes(rebuildIn(builds)?.activity);
      });
      if (rebuildIn(await operator.builds()) !== undefined)
        expect((await operator.post(path(running, '/promote'))).status).toBe(200);
      expect((await reportOf(ledger.url)).total.usd.revenue).toBe(WHOLE[wanted]?.usd);
      expect(await ledger.stop()).toBe(0);
      expect(await mappingInTables()).toBe(wanted);
    },
    TIME_LIMIT_MS,
  );
});
