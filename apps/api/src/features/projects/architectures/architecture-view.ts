import type { Architecture, ArchitectureDocument, ArchitectureListItem } from '@snapinfra/contracts';
import type { ArchitectureRecord } from './architecture-kind.ts';

/** A record as lists show it. */
export const toArchitectureListItem = (record: ArchitectureRecord): ArchitectureListItem => ({
  id: record.id,
  projectId: record.projectId,
  userId: record.userId,
  name: record.name,
  ...record.counts,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** An architecture with its document, as it was sent. */
export const toArchitecture = (record: ArchitectureRecord, document: ArchitectureDocument): Architecture => ({
  ...document,
  ...toArchitectureListItem(record),
});
