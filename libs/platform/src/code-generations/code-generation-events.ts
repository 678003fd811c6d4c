import type { CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import type { CodeGenerationRecord } from './code-generation-record.ts';

/**
 * The event that a finished record owes, the same whether the worker or the sweeper publishes it. `eventId` is its key among
 * the `owedEvents`.
 */
export const codeGenerationFinished = (record: CodeGenerationRecord, eventId: string): CodeGenerationFinishedV1 => ({
  id: eventId,
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
    ...(record.error && { error: { code: record.error.code, message: record.error.message } }),
  },
});
