import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Leases } from '../leases.js';
import type { Database } from '../database.js';

/** How long a process that has died blocks the next one. */
const LEASE_SECONDS = 5;
/** Several attempts fit into one lease, so that a slow statement does not lose it. */
const RENEW_EVERY_MS = 1_000;

/**
 * Leases as rows, by the database's clock, which all processes share. A process that dies or is cut off blocks
 * nothing for long: its lease runs out. If a process was paused and does not know yet that it has lost its lease,
 * the checkpoint's compare-and-set turns it away.
 */
export function postgresLeases(writer: Database): Leases {
  const holder = randomUUID();
  return {
    isShared: true,
    renewEveryMs: RENEW_EVERY_MS,

    renew: async (projections) => {
      if (projections.length === 0) return new Set();
      const expiresAt = sql<string>`clock_timestamp() + ${sql.lit(LEASE_SECONDS)} * interval '1 second'`;
      const held = await writer
        .insertInto('leases')
        .values(
          // In the same order everywhere: two processes that renew at once must not deadlock.
          projections.toSorted().map((projection) => ({
            projection,
            holder,
            expires_at: expiresAt,
          })),
        )
        .onConflict((conflict) =>
          conflict
            .column('projection')
            .doUpdateSet((row) => ({
              holder: row.ref('excluded.holder'),
              expires_at: row.ref('excluded.expires_at'),
            }))
            .where((row) =>
              row.or([
                row('leases.holder', '=', holder),
                row('leases.expires_at', '<', sql<string>`clock_timestamp()`),
              ]),
            ),
        )
        .returning('projection')
        .execute();
      return new Set(held.map(({ projection }) => projection));
    },

    release: async (projections) => {
      if (projections.length === 0) return;
      await writer
        .deleteFrom('leases')
        .where('holder', '=', holder)
        .where('projection', 'in', projections)
        .execute();
    },
  };
}
