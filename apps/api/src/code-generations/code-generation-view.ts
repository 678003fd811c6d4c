import type { CodeGeneration, CodeGenerationRecord } from '@snapinfra/contracts';

/** A record as its owner sees it: without leases, outbox and object keys. */
export const toCodeGeneration = (record: CodeGenerationRecord): CodeGeneration => {
  const { archiveKey, ...result } = record.result ?? {};
  return {
    id: record.id,
    projectId: record.projectId,
    userId: record.userId,
    projectName: record.projectName,
    schemaId: record.schemaId,
    schemaVersion: record.schemaVersion,
    ...(record.type !== undefined && { type: record.type }),
    ...(record.prompt !== undefined && { prompt: record.prompt }),
    options: record.options,
    status: record.status,
    progress: record.progress,
    attempts: record.attempts,
    ...(archiveKey !== undefined && { result: result as NonNullable<CodeGeneration['result']> }),
    ...(record.error && { error: record.error }),
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
};

/** Whether nothing more will happen to it. */
export const hasEnded = ({ status }: Pick<CodeGenerationRecord, 'status'>): boolean =>
  status !== 'pending' && status !== 'processing';
