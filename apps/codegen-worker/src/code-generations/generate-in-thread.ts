import { Worker } from 'node:worker_threads';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import type { GenerationJob, GenerationOutcome, GenerationThreadMessage } from './generation-job.ts';

declare const SNAPINFRA_BUNDLED: boolean | undefined;

const threadUrl =
  typeof SNAPINFRA_BUNDLED === 'undefined'
    ? new URL('./generate.thread.ts', import.meta.url)
    : new URL('./generate.thread.mjs', import.meta.url);

export interface GenerateOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CodeGenerationProgress) => void;
  /** Megabytes of heap: a model that needs more is refused, so that it does not take the worker down. Default 1,024. */
  readonly maxHeapMb?: number;
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Refused, not retried: the same model needs the same memory at every attempt. */
const tooLarge = (maxHeapMb: number): GenerationOutcome => ({
  kind: 'refused',
  error: { code: 'model_too_large', message: `The data model needs more than ${maxHeapMb} MB to be generated.` },
});

/**
 * Generates in a thread of its own, so that the main thread keeps its leases alive whatever the model costs. Rejects
 * with the signal's reason when it aborts; the thread is gone then.
 */
export const generateInThread = (
  job: GenerationJob,
  { signal, onProgress, maxHeapMb = 1024 }: GenerateOptions,
): Promise<GenerationOutcome> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(threadUrl, { workerData: job, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
    const abort = () => settle(() => reject(signal.reason));
    const settle = (how: () => void) => {
      signal.removeEventListener('abort', abort);
      thread.removeAllListeners();
      // The outcome is settled: a later error changes nothing, but without a listener it would be thrown.
      thread.on('error', () => undefined);
      void thread.terminate().finally(how);
    };
    signal.addEventListener('abort', abort, { once: true });
    thread.on('error', (error) => settle(() => (isOutOfMemory(error) ? resolve(tooLarge(maxHeapMb)) : reject(error))));
    thread.on('messageerror', (error) => settle(() => reject(error)));
    thread.on('exit', (code) => settle(() => reject(new Error(`The generating thread ended early (code ${code}).`))));
    thread.on('message', (message: GenerationThreadMessage) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else settle(() => resolve(message));
    });
  });
