import {
  knownProjectStatus,
  projectContentTokens,
  type Project,
  type ProjectContentItem,
  type ProjectContentPart,
  type ProjectRecord,
  type ProjectSummary,
} from '@snapinfra/contracts';
import type { Stores } from '../storage/stores.ts';

/** The documents of a project, by part, as they were sent. */
export type ProjectContents = Partial<Record<ProjectContentPart, unknown>>;

/** A record as lists show it. */
export const toProjectSummary = (record: ProjectRecord): ProjectSummary => ({
  id: record.id,
  userId: record.userId,
  name: record.name,
  description: record.description,
  status: knownProjectStatus(record.status),
  schemaId: record.schemaId ?? null,
  schemaVersion: record.schemaVersion ?? null,
  tableCount: record.tableCount,
  architectureId: record.architectureId ?? null,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** A record with its documents. */
export const toProject = (record: ProjectRecord, { SCHEMA, ARCHITECTURE, DETAILS }: ProjectContents): Project => {
  const documents = {
    ...(typeof DETAILS === 'object' && DETAILS),
    ...(SCHEMA !== undefined && { schema: SCHEMA }),
    ...(ARCHITECTURE !== undefined && { architecture: ARCHITECTURE }),
  };
  // They were checked when they were sent, and are given back as they were.
  return { ...(documents as Partial<Project>), ...toProjectSummary(record) };
};

/** Whether the documents that were read are those of the record that was read. */
export const belongTo = (record: ProjectRecord, items: readonly (ProjectContentItem | undefined)[]): boolean => {
  const tokens = Object.values(projectContentTokens(record)).sort();
  const found = items.flatMap((item) => (item ? [item.token] : [])).sort();
  return tokens.length === found.length && tokens.every((token, index) => token === found[index]);
};

/** Fetches what is in the object store, all at once. */
export const decodeContents = async (
  { documents }: Pick<Stores, 'documents'>,
  items: readonly (ProjectContentItem | undefined)[],
): Promise<ProjectContents> => {
  const present = items.filter((item) => item !== undefined);
  const entries = present.map(async ({ part, document }) => [part, await documents.decode(document)] as const);
  return Object.fromEntries(await Promise.all(entries));
};
