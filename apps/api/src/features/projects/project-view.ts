import { knownProjectStatus, type Project, type ProjectListItem, type UpdateProjectBody } from '@snapinfra/contracts';
import { projectContentParts, type ProjectContentItem, type ProjectContentPart } from '@snapinfra/platform';
import { projectContentTokens, projectParts, toDetails } from './project-parts.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectStores } from './project-stores.ts';

/** The documents of a project, by part, as they were sent. */
export type ProjectContents = Partial<Record<ProjectContentPart, unknown>>;

/** A record as lists show it. */
export const toProjectListItem = (record: ProjectRecord): ProjectListItem => ({
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
export const toProject = (record: ProjectRecord, contents: ProjectContents): Project => {
  const shown = projectParts.flatMap(({ part, shownAs }) =>
    shownAs === undefined || contents[part] === undefined ? [] : [[shownAs, contents[part]] as const],
  );
  const details = contents.DETAILS === undefined ? {} : toDetails(contents.DETAILS);
  // Details may say that there is no architecture, and one may have been added since: it takes precedence.
  const documents: Partial<Project> = { ...details, ...Object.fromEntries(shown) };
  // They were checked when they were sent, and are given back as they were.
  return { ...documents, ...toProjectListItem(record) };
};

/** The documents that a body brings. */
export const contentsOf = (body: UpdateProjectBody): ProjectContents =>
  Object.fromEntries(
    projectParts.flatMap(({ part, sentIn }) => {
      const content = sentIn(body);
      return content === undefined ? [] : [[part, content]];
    }),
  );

/** Whether the documents that were read, of these parts, are those of the record that was read. */
export const belongTo = (
  record: ProjectRecord,
  items: readonly (ProjectContentItem | undefined)[],
  parts: readonly ProjectContentPart[] = projectContentParts,
): boolean => {
  const tokens = projectContentTokens(record);
  const found = new Map(items.flatMap((item) => (item ? [[item.part, item.token] as const] : [])));
  return parts.every((part) => tokens[part] === found.get(part));
};

/** Decodes documents, with those in the object store fetched side by side. */
export const decodeContents = async (
  { documents }: Pick<ProjectStores, 'documents'>,
  items: readonly (ProjectContentItem | undefined)[],
): Promise<ProjectContents> => {
  const present = items.filter((item) => item !== undefined);
  const entries = present.map(async ({ part, document }) => [part, await documents.decode(document)] as const);
  return Object.fromEntries(await Promise.all(entries));
};
