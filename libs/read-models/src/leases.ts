/** Which projections this process feeds: among several processes on one database, one feeds each projection. */
export interface Leases {
  /** Whether another process may feed the projections that this one does not hold. */
  readonly isShared: boolean;
  /**
   * How often `renew` must be called, both to keep the leases and to learn that everything must be taken up again.
   */
  readonly renewEveryMs: number;
  /** Takes free leases and keeps those held; returns the ones held now. */
  renew(projections: readonly string[]): Promise<ReadonlySet<string>>;
  /** Releases the leases, so that another process need not wait until they run out. */
  release(projections: readonly string[]): Promise<void>;
}
