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
  readonly lost: AbortSignal;
  /** Aborts with that, or with the reason that a renewal brought for stopping: the lease is kept then. */
  readonly signal: AbortSignal;
  /**
   * Tells how far the work is: with a renewal at once, or right after the one that is under way. Best effort: what must not be
   * missing goes into the write that ends the work, or lets it wait.
   */
  readonly report: (report: Report) => void;
  /** Resolves when no renewal is under way any more: nothing is written under the lease after it. */
  readonly stop: () => Promise<void>;
}

export interface Renewed {
  readonly kind: 'written' | 'lost';
  /** Why the work is to stop although the lease is held. */
  readonly stopFor?: Error;
}

export interface KeepLeaseOptions<Report> {
  /** Extends the lease, and stores the report where there is one. */
  readonly renew: (report?: Report) => Promise<Renewed>;
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
  const unwanted = new AbortController();
  let reported: Report | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;

  const renewOnce = async (): Promise<void> => {
    const report = reported;
    reported = undefined;
    try {
      const result = await renew(report);
      if (result.kind === 'lost') lost.abort(new LeaseLostError());
      else if (result.stopFor !== undefined) unwanted.abort(result.stopFor);
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
    lost: lost.signal,
    signal: AbortSignal.any([lost.signal, unwanted.signal]),
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
