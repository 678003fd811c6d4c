/** The reason of an abort: somebody else holds the lease now, or the item has ended or is gone. */
export class LeaseLostError extends Error {
  readonly code = 'lease_lost';
  constructor() {
    super('The lease is lost: the job was cancelled, deleted or claimed by another worker.');
    this.name = 'LeaseLostError';
  }
}

export interface LeaseKeeper<Report> {
  /** Aborts with a {@link LeaseLostError} as soon as the lease is known to be lost. */
  readonly signal: AbortSignal;
  /** Tells how far the work is: with a renewal at once, or right after the one that is under way. */
  readonly report: (report: Report) => void;
  /** Resolves when no renewal is under way any more: nothing is written under the lease after it. */
  readonly stop: () => Promise<void>;
}

export interface KeepLeaseOptions<Report> {
  /** Extends the lease, and stores the report where there is one. */
  readonly renew: (report?: Report) => Promise<{ readonly kind: 'written' | 'lost' }>;
  /** A quarter of the lease or less: some renewals may fail. */
  readonly intervalMs: number;
  readonly onRenewFailed: (error: unknown) => void;
}

/**
 * Renews a lease while the work goes on. A renewal that rejects is repeated at the next interval, with its report where no
 * newer one has come.
 */
export const keepLease = <Report>({
  renew,
  intervalMs,
  onRenewFailed,
}: KeepLeaseOptions<Report>): LeaseKeeper<Report> => {
  const lost = new AbortController();
  let reported: Report | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;

  const renewOnce = async (): Promise<void> => {
    const report = reported;
    reported = undefined;
    try {
      const result = await renew(report);
      if (result.kind === 'lost') lost.abort(new LeaseLostError());
    } catch (error) {
      reported ??= report;
      onRenewFailed(error);
      return;
    }
    if (reported !== undefined && !stopped && !lost.signal.aborted) await renewOnce();
  };
  const beat = () => {
    if (stopped || underWay || lost.signal.aborted) return;
    underWay = renewOnce().finally(() => {
      underWay = undefined;
    });
  };
  const timer = setInterval(beat, intervalMs);

  return {
    signal: lost.signal,
    report: (report) => {
      reported = report;
      beat();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await underWay;
    },
  };
};
