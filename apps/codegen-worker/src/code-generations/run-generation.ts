import { untilAborted, type ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import { LeaseLostError, RefusedError, type Attempt, type JobWork } from '@snapinfra/jobs';
import { codeGenerationArchiveKey, type CodeGenerationRecord, type CodeGenerationResult } from '@snapinfra/platform';
import { archiveFileName } from './archive-file-name.ts';
import type { CompleteGeneration } from './complete-generation.ts';
import type { generateInThread } from './generate-in-thread.ts';
import type { GenerationInput } from './generation-input.ts';
import type { GeneratedArchive } from './generation-job.ts';

export interface RunGenerationDeps {
  readonly complete: CompleteGeneration;
  readonly input: GenerationInput;
  readonly generate: typeof generateInThread;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly clock: () => Date;
}

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

const resultOf = (
  { projectName }: CodeGenerationRecord,
  generated: GeneratedArchive,
  archiveKey: string,
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
});

/**
 * Reads, generates, stores and completes. Rejects with a {@link RefusedError} where trying again would not help, and with a
 * {@link LeaseLostError} where the lease no longer counts.
 */
export const createRunGeneration = (deps: RunGenerationDeps): JobWork<CodeGenerationRecord> => {
  const now = () => deps.clock().getTime();
  return async (attempt, keeper, signal) => {
    const { record, log } = attempt;
    const report = (progress: CodeGenerationProgress) => keeper.report({ set: { progress } });
    const startedAtMs = now();
    const input = await deps.input.read(record, signal);
    if (!input) throw new RefusedError({ code: 'schema_not_found', message: 'The schema version is no longer there.' });
    const outcome = await deps.generate(input, { signal, onProgress: report });
    if (outcome.kind === 'refused') throw new RefusedError(outcome.error);
    const generated = outcome.result;
    report({ phase: 'storing', percent: 90, message: 'Storing the archive' });
    const archiveKey = await storeArchive(deps, attempt, generated, signal);
    const result = resultOf(record, generated, archiveKey, { startedAtMs, finishedAtMs: now() });
    await keeper.stop();
    signal.throwIfAborted();
    const completed = await deps.complete(attempt, result, generated.index);
    if (completed.kind === 'written') {
      log.info({ durationMs: result.durationMs, archiveBytes: result.archiveBytes }, 'generation completed');
    }
    return completed;
  };
};
