import type { CodeGenerationFinishedV1 } from '../events/code-generation-finished.v1.ts';
import type { CodeGenerationRecord } from './code-generation-record.ts';

/** The event that a finished record owes: the same whether the worker or the sweeper publishes it. */
export const codeGenerationFinished = (record: CodeGenerationRecord): CodeGenerationFinishedV1 => ({
  id: record.unpublishedEventId ?? `${record.id}-${record.status}`,
  type: 'code-generation.finished',
  version: 1,
  occurredAt: record.result?.completedAt ?? record.updatedAt,
  correlationId: record.correlationId,
  userId: record.userId,
  projectId: record.projectId,
  status: record.status,
  payload: {
    generationId: record.id,
    ...(record.result && { archiveBytes: record.result.archiveBytes, fileCount: record.result.fileCount }),
    ...(record.error && { error: record.error }),
  },
});
