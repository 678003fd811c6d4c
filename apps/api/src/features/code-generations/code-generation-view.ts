import type { CodeGeneration, CodeGenerationListItem, Rename } from '@snapinfra/contracts';
import { sortOf } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { knownCodeGenerationStatus, type CodeGenerationRecord } from '@snapinfra/platform';

/** A record as its owner sees it: without leases, outbox and object keys. */
export const toCodeGenerationListItem = (record: CodeGenerationRecord): CodeGenerationListItem => {
  const { archiveKey, ...result } = record.result ?? {};
  return {
    id: record.id,
    projectId: record.projectId,
    userId: record.userId,
    projectName: record.projectName,
    schemaId: record.schemaId,
    schemaVersion: record.schemaVersion,
    ...(record.type !== undefined && { type: record.type }),
    options: record.options,
    status: knownCodeGenerationStatus(record.status),
    progress: record.progress,
    attempts: record.attempts,
    ...(archiveKey !== undefined && { result: result as NonNullable<CodeGeneration['result']> }),
    ...(record.error && { error: record.error }),
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
};

/** What a generation was asked for with, and that lies beside its record, as it may be long. */
export interface BesideRecord {
  readonly prompt: string | undefined;
  readonly renames: readonly Rename[] | undefined;
}

/** The same with what lies beside the record. */
export const toCodeGeneration = (
  record: CodeGenerationRecord,
  { prompt, renames = [] }: BesideRecord,
): CodeGeneration => {
  const { options, ...item } = toCodeGenerationListItem(record);
  return {
    ...item,
    options: { ...options, ...(renames.length > 0 && { renames: [...renames] }) },
    ...(prompt !== undefined && { prompt }),
  };
};

/** Whether nothing more will happen to it. */
export const hasEnded = ({ status }: Pick<CodeGenerationRecord, 'status'>): boolean =>
  sortOf(codeGenerationJob, status) === 'ended';
