/** Which projections this process feeds: of several processes on one database, one feeds each of them. */
export interface Leases {
  /** Whether another process may feed what this one does not hold. */
  readonly isShared: boolean;
  /** How often `renew` must be called, to keep what is held and to hear that all of it must be taken up anew. */
  readonly renewEveryMs: number;
  /** Takes what is free and keeps what is held; gives what is held now. */
  renew(projections: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lets go, so that another process need not wait until the lease is over. */
  release(projections: readonly string[]): Promise<void>;
}
