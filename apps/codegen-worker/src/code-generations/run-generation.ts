import { untilAborted, type ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress, GenerationBase } from '@snapinfra/contracts';
import { LeaseLostError, RefusedError, type Attempt, type JobWork } from '@snapinfra/jobs';
import { codeGenerationArchiveKey, type CodeGenerationRecord, type CodeGenerationResult } from '@snapinfra/platform';
import { archiveFileName } from './archive-file-name.ts';
import type { CompleteGeneration, GenerationOutput } from './complete-generation.ts';
import type { generateInThread } from './generate-in-thread.ts';
import type { ReadHistory } from './generation-history.ts';
import type { GenerationInput } from './generation-input.ts';
import type { GeneratedArchive } from './generation-job.ts';

export interface RunGenerationDeps {
  readonly complete: CompleteGeneration;
  readonly input: GenerationInput;
  readonly generate: typeof generateInThread;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly clock: () => Date;
}

/** How often an attempt plans where other generations of the schema keep being faster. Each time one of them has completed. */
const maximumPlans = 10;

/** Stores the archive under the attempt's lease; resolves to its object key. */
const storeArchive = async (
  { objects }: Pick<RunGenerationDeps, 'objects'>,
  { lease, record }: Attempt<CodeGenerationRecord>,
  { archive }: GeneratedArchive,
  signal: AbortSignal,
): Promise<string> => {
  const archiveKey = codeGenerationArchiveKey(record.id, lease.token);
  const upload = objects.put(archiveKey, archive, { contentType: 'application/zip', signal });
  try {
    await untilAborted(upload, signal);
  } catch (error) {
    // Objects of a lost lease are deleted next, so an upload must not end after that.
    if (error instanceof LeaseLostError) await Promise.allSettled([upload]);
    throw error;
  }
  return archiveKey;
};

const baseOf = ({ base }: ReadHistory): GenerationBase | null => {
  if (base === undefined) return null;
  const { generationId, schemaVersion, generatorVersion } = base.entry;
  return { generationId, schemaVersion, generatorVersion };
};

interface Planned {
  readonly generated: GeneratedArchive;
  readonly history: ReadHistory;
  readonly archiveKey: string;
}

const resultOf = (
  { projectName }: CodeGenerationRecord,
  { generated, history, archiveKey }: Planned,
  { startedAtMs, finishedAtMs }: { readonly startedAtMs: number; readonly finishedAtMs: number },
): CodeGenerationResult => ({
  archiveKey,
  archiveBytes: generated.archive.byteLength,
  archiveSha256: generated.sha256,
  fileCount: generated.index.files.length,
  tableCount: generated.tableCount,
  fileName: archiveFileName(projectName),
  generatorVersion: generated.generatorVersion,
  // Not negative, even if the clock was set back meanwhile: the record would not be valid.
  durationMs: Math.max(0, finishedAtMs - startedAtMs),
  completedAt: new Date(finishedAtMs).toISOString(),
  base: baseOf(history),
  migrations: [...generated.migrations],
  marks: generated.marks,
});

const outputOf = (result: CodeGenerationResult, { generated, history }: Planned): GenerationOutput => ({
  result,
  index: generated.index,
  history: { head: history.head, parentId: history.base?.entry.generationId, document: generated.history },
});

/**
 * Reads, generates, stores and completes. Where another generation of the schema was completed meanwhile, it does so again, from
 * the new head. Rejects with a {@link RefusedError} where trying again would not help, and with a {@link LeaseLostError} where the
 * lease no longer counts.
 */
export const createRunGeneration = (deps: RunGenerationDeps): JobWork<CodeGenerationRecord> => {
  const now = () => deps.clock().getTime();

  const plan = async (
    attempt: Attempt<CodeGenerationRecord>,
    report: (progress: CodeGenerationProgress) => void,
    signal: AbortSignal,
  ): Promise<Planned> => {
    const input = await deps.input.read(attempt.record, signal);
    if (input.kind === 'refused') throw new RefusedError(input.error);
    const { job, history } = input;
    const outcome = await deps.generate(job, { signal, onProgress: report });
    if (outcome.kind === 'refused') throw new RefusedError(outcome.error);
    report({ phase: 'storing', percent: 90, message: 'Storing the archive' });
    const archiveKey = await storeArchive(deps, attempt, outcome.result, signal);
    return { generated: outcome.result, history, archiveKey };
  };

  return async (attempt, keeper, signal) => {
    const { record, log } = attempt;
    const report = (progress: CodeGenerationProgress) => keeper.report({ set: { progress } });
    const startedAtMs = now();
    for (let plans = 1; plans <= maximumPlans; plans += 1) {
      const planned = await plan(attempt, report, signal);
      const result = resultOf(record, planned, { startedAtMs, finishedAtMs: now() });
      await keeper.stop();
      signal.throwIfAborted();
      const completed = await deps.complete(attempt, outputOf(result, planned));
      if (completed.kind === 'written') {
        log.info({ durationMs: result.durationMs, archiveBytes: result.archiveBytes }, 'generation completed');
      }
      if (completed.kind !== 'head-moved') return completed;
      log.info({ plans }, 'another generation of the schema was faster: this one is planned again');
      keeper.resume();
    }
    throw new Error(`Other generations of the schema were faster ${maximumPlans} times.`);
  };
};
