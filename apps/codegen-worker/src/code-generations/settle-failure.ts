import {
  ack,
  giveBack,
  isDependencyUnavailable,
  reject,
  retryAfter,
  type ConsumerAbort,
  type Outcome,
} from '@snapinfra/aws-clients';
import { type CodeGenerationError } from '@snapinfra/contracts';
import { LeaseLostError } from '@snapinfra/jobs';
import { codeGenerationMaxAttempts } from '@snapinfra/platform';
import type { Aftermath } from './aftermath.ts';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import { RefusedError, type Work } from './generation-work.ts';

export interface SettleFailureDeps {
  readonly generations: Pick<CodeGenerationRepository, 'release' | 'fail' | 'postpone'>;
  readonly aftermath: Aftermath;
  readonly now: () => number;
}

const shortestDelayMs = 5_000;
const longestDelayMs = 300_000;
const retryDelayMs = (attempts: number): number => Math.min(shortestDelayMs * 2 ** (attempts - 1), longestDelayMs);

/** The longer a job has waited for what is down, the rarer it is tried. */
const outageDelayMs = (ageMs: number): number => Math.min(Math.max(shortestDelayMs, ageMs / 4), longestDelayMs);

/** For so long after its request a job is not failed by what is down: beyond it, tries count as they always do. */
const outagePatienceMs = 6 * 3_600_000;

/** Whether a signal aborted because the worker stops. */
export const isStopping = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && (reason as Partial<ConsumerAbort>).code === 'stopping';

const detailOf = (error: unknown): CodeGenerationError =>
  isDependencyUnavailable(error)
    ? { code: error.code, message: `${error.dependency} is unavailable; the generation is tried again.` }
    : { code: 'generation_failed', message: 'The generation failed and is tried again.' };

/** What becomes of a try that did not complete: given up, given back, failed for good, or put off. */
export const createSettleFailure = ({ generations, aftermath, now }: SettleFailureDeps) => {
  const failForGood = async (work: Work, detail: CodeGenerationError): Promise<Outcome> => {
    const { lease, record, log } = work;
    const failed = await generations.fail(lease, detail);
    // Cancelled, deleted or taken over; or completed after all, by a write whose answer got lost: then its archive is read.
    if (failed.kind === 'lost') return ack;
    await aftermath.publish(failed.record, work);
    await aftermath.discard(record, lease.token, log);
    return reject(`${detail.code}: ${detail.message}`);
  };

  const putOff = async ({ lease }: Work, error: unknown, delayMs: number, counts: boolean): Promise<Outcome> => {
    await generations.postpone(lease, detailOf(error), { retryInMs: delayMs, counts });
    return retryAfter(Math.ceil(delayMs / 1000));
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
    const ageMs = now() - Date.parse(record.createdAt);
    if (isDependencyUnavailable(error) && ageMs < outagePatienceMs) {
      log.warn({ cause: error.message }, 'something that the generation needs is down: it is tried again');
      return putOff(work, error, outageDelayMs(ageMs), false);
    }
    log.error({ err: error }, 'the try failed');
    if (record.attempts >= codeGenerationMaxAttempts) {
      const message = 'The generation was tried several times and failed each time.';
      return failForGood(work, { code: 'attempts_exhausted', message });
    }
    return putOff(work, error, retryDelayMs(record.attempts), true);
  };
};
