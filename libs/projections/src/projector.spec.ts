import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@subledger/event-store';
import { findBuildIn, listBuilds, listSkipped } from '@subledger/read-models';
import { DATABASES, startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import {
  caughtUp,
  liveVersion,
  projectorOf,
  statusPartsOf,
  recordFlow,
} from '../test/projecting.js';
import { countFacts, dump, tableNames } from '../test/tables.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';
import { describeBuilds } from './status.js';
import { timeline } from './timeline.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
let projector: Projector | undefined;

beforeEach(async () => {
  ledger = await openLedgerFolder(databases);
  await recordFlow(ledger.store, 0);
});

afterEach(async () => {
  await projector?.stop();
  await ledger.close();
});

/** Stops what ran before, and starts anew, as a restart does. */
async function start(
  projections: readonly Projection[],
  failures: unknown[] = [],
): Promise<Projector> {
  await projector?.stop();
  projector = projectorOf(ledger, projections, failures);
  await projector.start();
  return projector;
}

describe.each(DATABASES)('over %s', (kind) => {
  beforeAll(async () => {
    databases = await startDatabases(kind);
  });
  afterAll(async () => {
    await databases.remove();
  });

  describe('a new version of a projection', () => {
    it('is built beside the old one, and takes over by itself when it has caught up', async () => {
      await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      const gate = { isOpen: false };
      const next = held({ ...lifecycle({}), version: 2 }, gate);
      await start([lifecycle({}), next]);
      await recordFlow(ledger.store, 1);
      await caughtUp(ledger, 'lifecycle');
      expect(await liveVersion(ledger.readModels, 'lifecycle')).toBe(1);
      const before = await dump(ledger.readModels);
      gate.isOpen = true;
      await until(async () => (await liveVersion(ledger.readModels, 'lifecycle')) === 2);
      expect(await dump(ledger.readModels)).toEqual(before);
    });

    it('is followed by its own code only: an unknown old one answers and stands frozen', async () => {
      await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      const gate = { isOpen: false };
      const changed = await start([held({ ...lifecycle({}), version: 2 }, gate)]);
      const statuses = await describeBuilds(statusPartsOf(changed, ledger));
      expect(statuses.map(({ role, version, activity }) => ({ role, version, activity }))).toEqual([
        { role: 'live', version: 1, activity: 'frozen' },
        { role: 'rebuild', version: 2, activity: 'rebuilding' },
      ]);
      gate.isOpen = true;
      await until(async () => (await liveVersion(ledger.readModels, 'lifecycle')) === 2);
    });

    it('leaves nothing of the old one behind', async () => {
      await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      const again = await start([{ ...lifecycle({}), version: 2 }]);
      await until(async () => (await liveVersion(ledger.readModels, 'lifecycle')) === 2);
      await again.stop();
      const live = await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live');
      expect(await tableNames(ledger.readModels, 'facts_')).toEqual([`facts_b${live?.build ?? 0}`]);
    });

    it('is refused where a newer ledger wrote what answers', async () => {
      await start([{ ...lifecycle({}), version: 2 }]);
      await expect(start([lifecycle({})])).rejects.toMatchObject({ code: 'invalid-configuration' });
    });
  });

  describe('a rebuild', () => {
    it('takes over where nothing is recorded yet', async () => {
      const empty = await openLedgerFolder(databases);
      const failures: unknown[] = [];
      const running = projectorOf(empty, [lifecycle({}), timeline({})], failures);
      await running.start();
      const { build } = await running.rebuild('lifecycle', true);
      const live = () => findBuildIn(empty.readModels.reader, 'lifecycle', 'live');
      await until(async () => (await live())?.build === build);
      await recordFlow(empty.store, 0);
      await caughtUp(empty, 'lifecycle');
      await running.stop();
      expect(failures).toEqual([]);
      await empty.close();
    });

    it('waits for its promotion where it is told to, and ends in the same tables', async () => {
      const running = await start([lifecycle({}), timeline({})]);
      await caughtUp(ledger, 'lifecycle');
      await caughtUp(ledger, 'timeline');
      const before = await dump(ledger.readModels);
      const rebuild = await running.rebuild('lifecycle', false);
      await caughtUp(ledger, 'lifecycle', 'building');
      await expect(running.rebuild('lifecycle', false)).rejects.toMatchObject({
        code: 'rebuild-running',
      });
      await running.promote(rebuild.build);
      expect((await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.build).toBe(
        rebuild.build,
      );
      expect(await dump(ledger.readModels)).toEqual(before);
      await expect(running.promote(rebuild.build)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('resumes after a restart where it had stopped', async () => {
      const first = await start([lifecycle({})]);
      const { build } = await first.rebuild('lifecycle', false);
      await caughtUp(ledger, 'lifecycle', 'building');
      await first.stop();
      await recordFlow(ledger.store, 1);
      const seen: RecordedEvent[] = [];
      const sound = lifecycle({});
      await start([
        {
          ...sound,
          apply: async (transaction, events) => {
            seen.push(...events);
            await sound.apply(transaction, events);
          },
        },
      ]);
      await caughtUp(ledger, 'lifecycle', 'building');
      expect((await findBuildIn(ledger.readModels.reader, 'lifecycle', 'building'))?.build).toBe(
        build,
      );
      expect(seen.some((event) => event.position === '1')).toBe(false);
    });

    it('can be discarded, and is started over when the translation changes', async () => {
      const first = await start([lifecycle({})]);
      const { build } = await first.rebuild('lifecycle', false);
      await first.discard(build);
      expect((await listBuilds(ledger.readModels.reader)).map(({ state }) => state)).toEqual([
        'live',
      ]);
      const second = await first.rebuild('lifecycle', false);
      await start([lifecycle({ bought: 'subscription_started' })]);
      expect(await findBuildIn(ledger.readModels.reader, 'lifecycle', 'building')).toBeUndefined();
      expect(second.build).toBeGreaterThan(0);
    });

    it('is offered where the translation has changed since', async () => {
      await start([lifecycle({})]);
      const changed = await start([lifecycle({ bought: 'subscription_started' })]);
      const stale = await describeBuilds(statusPartsOf(changed, ledger));
      expect(stale).toMatchObject([{ stale: true }]);
      await changed.rebuild('lifecycle', true);
      await until(async () => {
        const statuses = await describeBuilds(statusPartsOf(changed, ledger));
        return statuses.length === 1 && statuses[0]?.stale === false;
      });
    });
  });

  describe('an event that cannot be applied', () => {
    it('stops its own projection visibly, and no other', async () => {
      const failures: unknown[] = [];
      const running = await start([poisonedAt('3', lifecycle({})), timeline({})], failures);
      await caughtUp(ledger, 'timeline');
      await standsStill();
      const build = await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live');
      expect(build).toMatchObject({ position: '2', failure: { position: '3', reason: 'poison' } });
      const statuses = await describeBuilds(statusPartsOf(running, ledger));
      expect(statuses.map(({ projection, activity }) => [projection, activity])).toEqual([
        ['lifecycle', 'standing-still'],
        ['timeline', 'following'],
      ]);
      expect(failures).toHaveLength(1);
    });

    it('is tried again after a restart with mended code', async () => {
      await start([poisonedAt('3', lifecycle({}))]);
      await standsStill();
      await start([lifecycle({})]);
      await caughtUp(ledger, 'lifecycle');
      expect(
        (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.failure,
      ).toBeNull();
    });

    it('is tried again when an operator says so', async () => {
      let isMended = false;
      const running = await start([poisonedAt('3', lifecycle({}), () => isMended)]);
      const { build } = await standsStill();
      isMended = true;
      await running.resume(build);
      await caughtUp(ledger, 'lifecycle');
    });

    it('can be passed over on record, until the next rebuild', async () => {
      let isMended = false;
      const running = await start([poisonedAt('3', lifecycle({}), () => isMended)]);
      const { build, failure } = await standsStill();
      await expect(running.skip(build, 'another')).rejects.toMatchObject({ code: 'not-found' });
      await running.skip(build, failure?.eventId ?? '');
      await caughtUp(ledger, 'lifecycle');
      expect(await listSkipped(ledger.readModels.reader, build)).toMatchObject([
        { position: '3', reason: 'poison' },
      ]);
      const without = await countFacts(ledger.readModels);
      isMended = true;
      await running.rebuild('lifecycle', true);
      await until(
        async () =>
          (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.build !== build,
      );
      expect(await countFacts(ledger.readModels)).toBe(without + 1);
    });
  });
});

async function standsStill() {
  for (;;) {
    const build = await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live');
    if (build?.failure != null) return build;
    await until(
      async () =>
        (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.failure != null,
    );
  }
}

/** The projection, which cannot take the event at a position until it is mended. */
function poisonedAt(position: string, projection: Projection, isMended = () => false): Projection {
  return {
    ...projection,
    apply: async (transaction, events) => {
      if (!isMended() && events.some((event) => event.position === position))
        throw new Error('poison');
      await projection.apply(transaction, events);
    },
  };
}

/** The projection, whose database is busy until the gate opens. */
function held(projection: Projection, gate: { readonly isOpen: boolean }): Projection {
  return {
    ...projection,
    apply: async (transaction, events) => {
      if (!gate.isOpen) throw Object.assign(new Error('database is locked'), { errcode: 5 });
      await projection.apply(transaction, events);
    },
  };
}
