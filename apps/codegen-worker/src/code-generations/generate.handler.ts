import { ack, reject, retryAfter, type MessageHandler, type ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress, CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import { keepLease, LeaseLostError } from '@snapinfra/jobs';
import type { Logger } from 'pino';
import { createAftermath, type AftermathDeps } from './aftermath.ts';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import { RefusedError, type Work } from './generation-work.ts';
import { createRunGeneration, type RunGenerationDeps } from './run-generation.ts';
import { createSettleFailure, isStopping } from './settle-failure.ts';

export interface GenerateHandlerDeps extends Pick<RunGenerationDeps, 'input' | 'generate' | 'now'> {
  readonly generations: CodeGenerationRepository;
  readonly objects: Pick<ObjectStore, 'put' | 'deletePrefix'>;
  readonly notifier: AftermathDeps['notifier'];
  readonly log: Logger;
  readonly leaseRenewalMs: number;
  /** A generation that takes longer is stuck: the try is given up. */
  readonly timeoutMs: number;
}

/** Claims the generation, generates, stores the archive and completes; every path returns an outcome. */
export const createGenerateHandler = (deps: GenerateHandlerDeps): MessageHandler<CodeGenerationRequestedV1> => {
  const { generations } = deps;
  const aftermath = createAftermath(deps);
  const runGeneration = createRunGeneration({ ...deps, aftermath });
  const settleFailure = createSettleFailure({ generations, aftermath, now: deps.now });

  const tryOnce = async (work: Work, stopping: AbortSignal) => {
    const keeper = keepLease({
      renew: (progress?: CodeGenerationProgress) => generations.renew(work.lease, progress),
      intervalMs: deps.leaseRenewalMs,
      onRenewFailed: (error) => work.log.warn({ err: error }, 'the lease was not renewed; trying again'),
    });
    const signal = AbortSignal.any([keeper.signal, stopping, AbortSignal.timeout(deps.timeoutMs)]);
    try {
      await runGeneration(work, keeper, signal);
      return ack;
    } catch (error) {
      await keeper.stop();
      return settleFailure(work, reasonOf(error, signal));
    }
  };

  return async ({ correlationId, payload: { generationId } }, { messageId, signal, traceparent }) => {
    const log = deps.log.child({ generationId, correlationId, messageId });
    const claim = await generations.claim(generationId);
    switch (claim.kind) {
      case 'done':
        return ack;
      case 'held':
        return retryAfter(Math.ceil(claim.expiresInMs / 1000) + 1);
      case 'exhausted': {
        const { record } = claim;
        await aftermath.publish(record, { traceparent, log });
        await aftermath.discard(record, record.leaseToken, log);
        return reject('attempts_exhausted');
      }
      case 'claimed': {
        const { record, lease } = claim;
        return tryOnce({ record, lease, log, traceparent }, stoppingOnly(signal));
      }
    }
  };
};

/** Why a try ended: calls that were aborted reject with errors of their own, the signal knows the reason. */
const reasonOf = (error: unknown, signal: AbortSignal): unknown => {
  const isVerdict = error instanceof RefusedError || error instanceof LeaseLostError;
  return signal.aborted && !isVerdict ? signal.reason : error;
};

/** The lease decides who works, not the message: losing the message's visibility is no reason to stop. */
const stoppingOnly = (signal: AbortSignal): AbortSignal => {
  const stopping = new AbortController();
  const check = () => isStopping(signal.reason) && stopping.abort(signal.reason);
  if (signal.aborted) check();
  else signal.addEventListener('abort', check, { once: true });
  return stopping.signal;
};
