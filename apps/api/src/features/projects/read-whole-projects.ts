import { type Project } from '@snapinfra/contracts';
import { DocumentMissingError, mapInParallel, type AwsClients } from '@snapinfra/aws-clients';
import type { ProjectContentItem, ProjectContentPart } from '@snapinfra/platform';
import { ProblemError } from '../../http/problem-error.ts';
import { knownBytes } from '../../storage/document-size.ts';
import { projectParts } from './project-parts.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectRow } from './project-rows.ts';
import type { ProjectStores } from './project-stores.ts';
import { belongTo, decodeContents, toProject } from './project-view.ts';
import { readProjectItems } from './read-project.ts';

export interface WholeProjectsDeps {
  readonly stores: Pick<ProjectStores, 'projects' | 'projectContents' | 'documents'>;
  readonly clients: Pick<AwsClients, 'dynamo'>;
}

const rowParts = projectParts.filter(({ inRows }) => inRows);

/** JSON of the documents of one page: beyond it a page ends early. */
const maximumPageBytes = 8 * 1024 * 1024;
const documentsAtOnce = 20;

/** Bytes of the documents that a row carries. */
const rowBytes = (record: ProjectRecord): number =>
  rowParts
    .map(({ tokenOf, bytes }) => knownBytes(tokenOf(record) !== undefined, record[bytes]))
    .reduce((sum, bytes) => sum + bytes, 0);

/** The room of one page, which rows take until there is none: a first row fits, whatever its size. */
export const roomOfPage = () => {
  let takenBytes = 0;
  let count = 0;
  return ({ record }: Pick<ProjectRow, 'record'>): boolean => {
    takenBytes += rowBytes(record);
    count += 1;
    return count === 1 || takenBytes <= maximumPageBytes;
  };
};

/** The documents of a row that its record has. Clients open the last row without reading it again: it carries everything. */
const partsOf = (record: ProjectRecord, isLast: boolean): readonly ProjectContentPart[] =>
  (isLast ? projectParts : rowParts).flatMap(({ part, tokenOf }) => (tokenOf(record) === undefined ? [] : [part]));

type Items = readonly (ProjectContentItem | undefined)[];

const ofParts = (items: Items, parts: readonly ProjectContentPart[]): Items =>
  items.filter((item) => item !== undefined && parts.includes(item.part));

/** A row that a write came between is read again by itself; one that is gone since is no row. */
const readAgain = async (
  { stores, clients }: WholeProjectsDeps,
  projectId: string,
  isLast: boolean,
): Promise<Project | undefined> => {
  try {
    const { record, contents } = await readProjectItems(clients, stores, projectId);
    return toProject(record, await decodeContents(stores, ofParts(contents, partsOf(record, isLast))));
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'project_not_found') return undefined;
    throw error;
  }
};

const readRow = async (deps: WholeProjectsDeps, row: ProjectRow, isLast: boolean): Promise<Project | undefined> => {
  const { record } = row;
  const parts = partsOf(record, isLast);
  const items = ofParts(row.items, parts);
  if (!belongTo(record, items, parts)) return readAgain(deps, record.id, isLast);
  try {
    return toProject(record, await decodeContents(deps.stores, items));
  } catch (error) {
    if (error instanceof DocumentMissingError) return readAgain(deps, record.id, isLast);
    throw error;
  }
};

/** The rows with their documents: they have been read with the records, but for those that are in S3. */
export const readWholeProjects = async (deps: WholeProjectsDeps, rows: readonly ProjectRow[]): Promise<Project[]> => {
  const numbered = rows.map((row, index) => ({ row, isLast: index === rows.length - 1 }));
  const projects = await mapInParallel(numbered, documentsAtOnce, ({ row, isLast }) => readRow(deps, row, isLast));
  return projects.filter((project) => project !== undefined);
};
