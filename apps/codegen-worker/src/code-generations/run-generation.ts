import { untilAborted, type ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import { LeaseLostError, RefusedError, type Attempt, type JobWork } from '@snapinfra/jobs';
import { codeGenerationArchiveKey, type CodeGenerationRecord, type CodeGenerationResult } from '@snapinfra/platform';
import { archiveFileName } from './archive-file-name.ts';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import type { generateInThread } from './generate-in-thread.ts';
import type { GenerationInput } from './generation-input.ts';
import type { GeneratedArchive } from './generation-job.ts';

export interface RunGenerationDeps {
  readonly generations: Pick<CodeGenerationRepository, 'complete'>;
  readonly input: GenerationInput;
  readonly generate: typeof generateInThread;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly clock: () => Date;
}

/**
 * Reads, generates, stores and completes. Rejects with a {@link RefusedError} where trying again would not help, and with a
 * {@link LeaseLostError} where the lease no longer counts.
 */
export const createRunGeneration = (deps: RunGenerationDeps): JobWork<CodeGenerationRecord> => {
  const { generations, objects } = deps;
  const now = () => deps.clock().getTime();

  const store = async (
    { lease, record }: Attempt<CodeGenerationRecord>,
    generated: GeneratedArchive,
    startedAtMs: number,
    signal: AbortSignal,
  ) => {
    const archiveKey = codeGenerationArchiveKey(record.userId, record.id, lease.token);
    const upload = objects.put(archiveKey, generated.archive, { contentType: 'application/zip', signal });
    try {
      await untilAborted(upload, signal);
    } catch (error) {
      // What was stored under a lost lease is deleted next, so an upload must not end after that.
      if (error instanceof LeaseLostError) await Promise.allSettled([upload]);
      throw error;
    }
    const finishedAtMs = now();
    const result: CodeGenerationResult = {
      archiveKey,
      archiveBytes: generated.archive.byteLength,
      archiveSha256: generated.sha256,
      fileCount: generated.index.files.length,
      tableCount: generated.tableCount,
      fileName: archiveFileName(record.projectName),
      generatorVersion: generated.generatorVersion,
      // Not negative, even if the clock was set back meanwhile: the record would not be valid.
      durationMs: Math.max(0, finishedAtMs - startedAtMs),
      completedAt: new Date(finishedAtMs).toISOString(),
    };
    return result;
  };

  return async (attempt, keeper, signal) => {
    const { record, log } = attempt;
    const report = (progress: CodeGenerationProgress) => keeper.report({ set: { progress } });
    const startedAtMs = now();
    const input = await deps.input.read(record, signal);
    if (!input) throw new RefusedError({ code: 'schema_not_found', message: 'The schema version is no longer there.' });
    const outcome = await deps.generate(input, { signal, onProgress: report });
    if (outcome.kind === 'refused') throw new RefusedError(outcome.error);
    report({ phase: 'storing', percent: 90, message: 'Storing the archive' });
    const result = await store(attempt, outcome.result, startedAtMs, signal);
    await keeper.stop();
    signal.throwIfAborted();
    const completed = await generations.complete(attempt, result, outcome.result.index);
    if (completed.kind === 'written') {
      log.info({ durationMs: result.durationMs, archiveBytes: result.archiveBytes }, 'generation completed');
    }
    return completed;
  };
};
