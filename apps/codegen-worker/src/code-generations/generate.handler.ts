import {
  ack,
  giveBack,
  isDependencyUnavailable,
  reject,
  retryAfter,
  type ConsumerAbort,
  type MessageHandler,
  type Notifier,
  type ObjectStore,
  type Outcome,
} from '@snapinfra/aws-clients';
import {
  codeGenerationArchiveKey,
  codeGenerationFinished,
  codeGenerationMaxAttempts,
  codeGenerationPrefix,
  type CodeGenerationError,
  type CodeGenerationFinishedV1,
  type CodeGenerationRecord,
  type CodeGenerationRequestedV1,
  type CodeGenerationResult,
} from '@snapinfra/contracts';
import type { Logger } from 'pino';
import { archiveFileName } from './archive-file-name.ts';
import type { CodeGenerationRepository, LeasedWrite } from './code-generation.repository.ts';
import type { generateInThread } from './generate-in-thread.ts';
import type { GeneratedArchive } from './generation-job.ts';
import type { GenerationInput } from './generation-input.ts';
import { untilAborted } from './until-aborted.ts';
import { keepLease, LeaseLostError, type LeaseKeeper } from './lease-keeper.ts';
import type { Lease } from './lease.ts';

export interface GenerateHandlerDeps {
  readonly generations: CodeGenerationRepository;
  readonly input: GenerationInput;
  readonly generate: typeof generateInThread;
  readonly objects: Pick<ObjectStore, 'put' | 'deletePrefix'>;
  readonly notifier: Notifier<CodeGenerationFinishedV1>;
  readonly log: Logger;
  readonly now: () => number;
  readonly leaseRenewalMs: number;
  /** A generation that takes longer is stuck: the try is given up. */
  readonly timeoutMs: number;
}

interface Work {
  readonly lease: Lease;
  readonly record: CodeGenerationRecord;
  readonly log: Logger;
  readonly traceparent: string | undefined;
}

/** Trying again would not help. */
class RefusedError extends Error {
  readonly detail: CodeGenerationError;
  constructor(detail: CodeGenerationError) {
    super(detail.message);
    this.name = 'RefusedError';
    this.detail = detail;
  }
}

const retryDelayMs = (attempts: number): number => Math.min(5_000 * 2 ** (attempts - 1), 300_000);

const isStopping = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && (reason as Partial<ConsumerAbort>).code === 'stopping';

/** Claims the generation, generates, stores the archive and completes; every path returns an outcome. */
export const createGenerateHandler = (deps: GenerateHandlerDeps): MessageHandler<CodeGenerationRequestedV1> => {
  const { generations, objects, now } = deps;

  const publish = async (written: LeasedWrite, { traceparent, log }: Work): Promise<void> => {
    if (written.kind === 'lost') return;
    try {
      await deps.notifier.publish(codeGenerationFinished(written.record), { traceparent });
      await generations.confirmPublished(written.record);
    } catch (error) {
      log.warn({ err: error }, 'the event was not confirmed; the sweeper publishes it');
    }
  };

  /** Deletes what was stored under leases that no longer count. Nobody reads it: failing costs only space. */
  const discard = async ({ lease, log }: Work, tokens: readonly number[]): Promise<void> => {
    try {
      for (const token of tokens) {
        await objects.deletePrefix(`${codeGenerationPrefix(lease.userId, lease.generationId)}${token}/`);
      }
    } catch (error) {
      log.warn({ err: error }, 'objects of leases that are over remain');
    }
  };

  const store = async (work: Work, generated: GeneratedArchive, startedAtMs: number, signal: AbortSignal) => {
    const { lease, record } = work;
    const archiveKey = codeGenerationArchiveKey(lease.userId, lease.generationId, lease.token);
    await untilAborted(objects.put(archiveKey, generated.archive, { contentType: 'application/zip', signal }), signal);
    const finishedAtMs = now();
    const result: CodeGenerationResult = {
      archiveKey,
      archiveBytes: generated.archive.byteLength,
      archiveSha256: generated.sha256,
      fileCount: generated.index.files.length,
      tableCount: generated.tableCount,
      fileName: archiveFileName(record.projectName),
      generatorVersion: generated.generatorVersion,
      durationMs: finishedAtMs - startedAtMs,
      completedAt: new Date(finishedAtMs).toISOString(),
    };
    return result;
  };

  const work = async (job: Work, keeper: LeaseKeeper, stop: AbortSignal): Promise<Outcome> => {
    const startedAtMs = now();
    const signal = AbortSignal.any([keeper.signal, stop, AbortSignal.timeout(deps.timeoutMs)]);
    const input = await deps.input.read(job.record, signal);
    if (!input) throw new RefusedError({ code: 'schema_not_found', message: 'The schema version is no longer there.' });
    const outcome = await deps.generate(input, { signal, onProgress: keeper.report });
    if (outcome.kind === 'refused') throw new RefusedError(outcome.error);
    keeper.report({ phase: 'storing', percent: 90, message: 'Storing the archive' });
    const result = await store(job, outcome.result, startedAtMs, signal);
    await keeper.stop();
    signal.throwIfAborted();
    const completed = await generations.complete(job.lease, result, outcome.result.index);
    if (completed.kind === 'lost') throw new LeaseLostError();
    await publish(completed, job);
    await discard(job, earlierTokens(job.lease));
    job.log.info({ durationMs: result.durationMs, archiveBytes: result.archiveBytes }, 'generation completed');
    return ack;
  };

  const afterFailure = async (job: Work, error: unknown): Promise<Outcome> => {
    const { lease, record, log } = job;
    if (error instanceof LeaseLostError) {
      await discard(job, [lease.token]);
      log.info('the lease was lost: the result is discarded');
      return ack;
    }
    if (isStopping(error)) {
      await generations.release(lease);
      return giveBack;
    }
    if (error instanceof RefusedError) {
      await publish(await generations.fail(lease, error.detail), job);
      return reject(`${error.detail.code}: ${error.detail.message}`);
    }
    log.error({ err: error }, 'the try failed');
    if (record.attempts >= codeGenerationMaxAttempts) {
      const detail = {
        code: 'attempts_exhausted',
        message: 'The generation was tried several times and failed each time.',
      };
      await publish(await generations.fail(lease, detail), job);
      return reject(detail.code);
    }
    const delayMs = retryDelayMs(record.attempts);
    const detail = isDependencyUnavailable(error)
      ? { code: error.code, message: `${error.dependency} is unavailable; the generation is tried again.` }
      : { code: 'generation_failed', message: 'The generation failed and is tried again.' };
    await generations.postpone(lease, detail, delayMs);
    return retryAfter(Math.ceil(delayMs / 1000));
  };

  return async ({ correlationId, payload: { generationId } }, context) => {
    const log = deps.log.child({ generationId, correlationId, messageId: context.messageId });
    const claim = await generations.claim(generationId);
    if (claim.kind === 'done') return ack;
    if (claim.kind === 'held') return retryAfter(Math.ceil(claim.expiresInMs / 1000) + 1);
    if (claim.kind === 'exhausted') return reject('attempts_exhausted');
    const { record, lease } = claim;
    const job: Work = { record, lease, log, traceparent: context.traceparent ?? record.traceparent };
    const keeper = keepLease(lease, {
      generations,
      intervalMs: deps.leaseRenewalMs,
      onRenewFailed: (error) => log.warn({ err: error }, 'the lease was not renewed; trying again'),
    });
    try {
      return await work(job, keeper, stoppingOnly(context.signal));
    } catch (error) {
      await keeper.stop();
      return await afterFailure(job, error);
    }
  };
};

/** The tries before this one. Their holders can't complete any more. */
const earlierTokens = (lease: Lease): readonly number[] =>
  Array.from({ length: lease.token - 1 }, (_, index) => index + 1);

/** The lease decides who works, not the message: losing the message's visibility is no reason to stop. */
const stoppingOnly = (signal: AbortSignal): AbortSignal => {
  const stopping = new AbortController();
  const check = () => isStopping(signal.reason) && stopping.abort(signal.reason);
  if (signal.aborted) check();
  else signal.addEventListener('abort', check, { once: true });
  return stopping.signal;
};
