import type { CodeGenerationProgress } from '@snapinfra/contracts';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import type { Lease } from './lease.ts';

export class LeaseLostError extends Error {
  readonly code = 'lease_lost';
  constructor() {
    super('The lease of the generation is lost: it was cancelled, deleted or claimed by another worker.');
    this.name = 'LeaseLostError';
  }
}

export interface LeaseKeeper {
  /** Aborts with a {@link LeaseLostError} as soon as the lease is known to be lost. */
  readonly signal: AbortSignal;
  /** Tells how far the work is: at once, or right after the renewal that is under way. */
  readonly report: (progress: CodeGenerationProgress) => void;
  /** Resolves when no renewal is under way any more: nothing is written under the lease after it. */
  readonly stop: () => Promise<void>;
}

/**
 * Renews a lease while the work goes on. A renewal that fails for want of the database is tried again at the next beat:
 * the lease holds for several beats.
 */
export const keepLease = (
  lease: Lease,
  deps: {
    readonly generations: Pick<CodeGenerationRepository, 'renew'>;
    readonly intervalMs: number;
    readonly onRenewFailed: (error: unknown) => void;
  },
): LeaseKeeper => {
  const lost = new AbortController();
  let reported: CodeGenerationProgress | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;

  const renew = async (): Promise<void> => {
    const progress = reported;
    reported = undefined;
    try {
      const result = await deps.generations.renew(lease, progress);
      if (result.kind === 'lost') lost.abort(new LeaseLostError());
    } catch (error) {
      reported ??= progress;
      deps.onRenewFailed(error);
      return;
    }
    if (reported && !stopped && !lost.signal.aborted) await renew();
  };
  const beat = () => {
    if (stopped || underWay || lost.signal.aborted) return;
    underWay = renew().finally(() => {
      underWay = undefined;
    });
  };
  const timer = setInterval(beat, deps.intervalMs);

  return {
    signal: lost.signal,
    report: (progress) => {
      reported = progress;
      beat();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await underWay;
    },
  };
};
