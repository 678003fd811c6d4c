import { type Project } from '@snapinfra/contracts';
import { DocumentMissingError, mapInParallel, type AwsClients } from '@snapinfra/aws-clients';
import { projectContentKey, type ProjectContentItem, type ProjectContentPart } from '@snapinfra/platform';
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

/** A row with the documents that it carries. */
interface WholeRow extends Pick<ProjectRow, 'record' | 'items'> {
  readonly parts: readonly ProjectContentPart[];
  readonly isLast: boolean;
}

/** The rows with what was not read with them, in one wave: with those of a search nothing was, with the last one not all that it carries. */
const completeRows = async (
  { projectContents }: Pick<WholeProjectsDeps['stores'], 'projectContents'>,
  rows: readonly ProjectRow[],
): Promise<readonly WholeRow[]> => {
  const whole = rows.map(({ record, items }, index) => {
    const isLast = index === rows.length - 1;
    return { record, items, isLast, parts: partsOf(record, isLast) };
  });
  const missing = whole.flatMap(({ record, items, parts }) =>
    parts.filter((part) => !items.some((item) => item.part === part)).map((part) => projectContentKey(record.id, part)),
  );
  const found = (await projectContents.batchGet(missing)).filter((item) => item !== undefined);
  const byPartition = Map.groupBy(found, ({ pk }) => pk);
  return whole.map((row) => ({ ...row, items: [...row.items, ...(byPartition.get(row.record.pk) ?? [])] }));
};

const readRow = async (deps: WholeProjectsDeps, row: WholeRow): Promise<Project | undefined> => {
  const { record, parts, isLast } = row;
  const items = ofParts(row.items, parts);
  if (!belongTo(record, items, parts)) return readAgain(deps, record.id, isLast);
  try {
    return toProject(record, await decodeContents(deps.stores, items));
  } catch (error) {
    if (error instanceof DocumentMissingError) return readAgain(deps, record.id, isLast);
    throw error;
  }
};

/** The rows with their documents: most have been read with the records, and a wave of its own is for those that are in S3. */
export const readWholeProjects = async (deps: WholeProjectsDeps, rows: readonly ProjectRow[]): Promise<Project[]> => {
  const whole = await completeRows(deps.stores, rows);
  const projects = await mapInParallel(whole, documentsAtOnce, (row) => readRow(deps, row));
  return projects.filter((project) => project !== undefined);
};
