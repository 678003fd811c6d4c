import {
  ack,
  giveBack,
  isDependencyUnavailable,
  reject,
  retryAfter,
  type ConsumerAbort,
  type Outcome,
} from '@snapinfra/aws-clients';
import { codeGenerationMaxAttempts, type CodeGenerationError } from '@snapinfra/contracts';
import type { Aftermath } from './aftermath.ts';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import { RefusedError, type Work } from './generation-work.ts';
import { LeaseLostError } from './lease-keeper.ts';

export interface SettleFailureDeps {
  readonly generations: Pick<CodeGenerationRepository, 'release' | 'fail' | 'postpone'>;
  readonly aftermath: Aftermath;
}

const retryDelayMs = (attempts: number): number => Math.min(5_000 * 2 ** (attempts - 1), 300_000);

/** Whether a signal aborted because the worker stops. */
export const isStopping = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && (reason as Partial<ConsumerAbort>).code === 'stopping';

const detailOf = (error: unknown): CodeGenerationError =>
  isDependencyUnavailable(error)
    ? { code: error.code, message: `${error.dependency} is unavailable; the generation is tried again.` }
    : { code: 'generation_failed', message: 'The generation failed and is tried again.' };

/** What becomes of a try that did not complete: given up, given back, failed for good, or put off. */
export const createSettleFailure = ({ generations, aftermath }: SettleFailureDeps) => {
  const failForGood = async (work: Work, detail: CodeGenerationError): Promise<Outcome> => {
    const { lease, record, log } = work;
    const failed = await generations.fail(lease, detail);
    // Cancelled, deleted or taken over; or completed after all, by a write whose answer got lost: then its archive is read.
    if (failed.kind === 'lost') return ack;
    await aftermath.publish(failed.record, work);
    await aftermath.discard(record, lease.token, log);
    return reject(`${detail.code}: ${detail.message}`);
  };

  return async (work: Work, error: unknown): Promise<Outcome> => {
    const { lease, record, log } = work;
    if (error instanceof LeaseLostError) {
      await aftermath.discard(record, lease.token, log);
      log.info('the lease was lost: the result is discarded');
      return ack;
    }
    if (error instanceof RefusedError) return failForGood(work, error.detail);
    if (isStopping(error)) {
      await generations.release(lease);
      return giveBack;
    }
    log.error({ err: error }, 'the try failed');
    if (record.attempts >= codeGenerationMaxAttempts) {
      const message = 'The generation was tried several times and failed each time.';
      return failForGood(work, { code: 'attempts_exhausted', message });
    }
    const delayMs = retryDelayMs(record.attempts);
    await generations.postpone(lease, detailOf(error), delayMs);
    return retryAfter(Math.ceil(delayMs / 1000));
  };
};
