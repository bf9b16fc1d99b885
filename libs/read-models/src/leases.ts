/** Which projections this process feeds: of several processes on one database, one feeds each of them. */
export interface Leases {
  /** How often `renew` must be called to keep what is held; null where nobody else could take it. */
  readonly renewEveryMs: number | null;
  /** Takes what is free and keeps what is held; gives what is held now. */
  renew(projections: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lets go, so that another process need not wait until the lease is over. */
  release(projections: readonly string[]): Promise<void>;
}

/** For a database that one process has to itself. */
export const soleHolder: Leases = {
  renewEveryMs: null,
  renew: (projections) => Promise.resolve(new Set(projections)),
  release: () => Promise.resolve(),
};
