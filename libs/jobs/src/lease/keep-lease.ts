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
  /** Aborts where `lost` does, and where a renewal gives a reason to stop (`stopFor`): the lease is kept in that case. */
  readonly signal: AbortSignal;
  /**
   * Tells how far the work is: with a renewal at once, or right after the one that is under way. Best effort: put what must
   * not be missing into the write that ends the work, or lets it wait.
   */
  readonly report: (report: Report) => void;
  /** Ends the renewals. Once it has resolved, the keeper writes nothing more, unless it is resumed. */
  readonly stop: () => Promise<void>;
  /** Renews again, at once and from then on: for work that goes on because its last write was refused by something else. */
  readonly resume: () => void;
}

export interface Renewed {
  readonly kind: 'written' | 'lost';
  /** Why the work is to stop although the lease is held. */
  readonly stopFor?: Error;
}

export interface KeepLeaseOptions<Report> {
  /** Extends the lease, and stores the report where there is one. */
  readonly renew: (report?: Report) => Promise<Renewed>;
  /** A quarter of the lease or less, so that some renewals may fail. */
  readonly intervalMs: number;
  readonly onRenewFailed: (error: unknown) => void;
}

/** Renewals, one at a time, each with the newest report; there are none after the end, or once the lease is lost. */
const createRenewals = <Report>({ renew, onRenewFailed }: Omit<KeepLeaseOptions<Report>, 'intervalMs'>) => {
  const lost = new AbortController();
  const unwanted = new AbortController();
  let reported: Report | undefined;
  let underWay: Promise<void> | undefined;
  let isOver = false;

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
    if (reported !== undefined && !isOver && !lost.signal.aborted) await renewOnce();
  };
  const beat = () => {
    if (isOver || underWay || lost.signal.aborted) return;
    underWay = renewOnce().finally(() => {
      underWay = undefined;
    });
  };
  const report = (newest: Report) => {
    reported = newest;
    beat();
  };
  const end = async () => {
    isOver = true;
    await underWay;
  };
  const begin = () => {
    isOver = false;
    beat();
  };
  return { lost: lost.signal, signal: AbortSignal.any([lost.signal, unwanted.signal]), report, beat, begin, end };
};

/**
 * Renews a lease while the work goes on. A renewal that rejects is repeated at the next interval, with the same report unless
 * there is a newer one.
 */
export const keepLease = <Report>({ intervalMs, ...options }: KeepLeaseOptions<Report>): LeaseKeeper<Report> => {
  const { beat, begin, end, ...renewals } = createRenewals(options);
  let timer = setInterval(beat, intervalMs);
  const stop = async () => {
    clearInterval(timer);
    await end();
  };
  const resume = () => {
    clearInterval(timer);
    timer = setInterval(beat, intervalMs);
    begin();
  };
  return { ...renewals, stop, resume };
};
