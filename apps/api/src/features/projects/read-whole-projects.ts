import { type Project } from '@snapinfra/contracts';
import { projectContentKey, type ProjectContentItem, type ProjectContentPart } from '@snapinfra/platform';
import { projectParts } from './project-parts.ts';
import type { ProjectRecord } from './project-record.ts';
import { DocumentMissingError } from '@snapinfra/aws-clients';
import type { Caller } from '../../http/caller.ts';
import { ProblemError } from '../../http/problem-error.ts';
import { mapInParallel } from '@snapinfra/aws-clients';
import { knownBytes } from '../../storage/document-size.ts';
import type { ProjectStores } from './project-stores.ts';
import { belongTo, decodeContents, toProject } from './project-view.ts';
import { readProjectItems } from './read-project.ts';

type ReadStores = Pick<ProjectStores, 'projects' | 'projectContents' | 'documents'>;

const rowParts = projectParts.filter(({ inRows }) => inRows);

/** JSON of the documents of one page: beyond it a page ends early. */
const maximumPageBytes = 8 * 1024 * 1024;
const documentsAtOnce = 20;

/** Bytes of the documents that a row carries. */
const rowBytes = (record: ProjectRecord): number =>
  rowParts
    .map(({ tokenOf, bytes }) => knownBytes(tokenOf(record) !== undefined, record[bytes]))
    .reduce((sum, bytes) => sum + bytes, 0);

/** How many of the records fit into one page: the first one does, whatever its size. */
export const countThatFit = (records: readonly ProjectRecord[]): number => {
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    bytes += rowBytes(record);
    if (bytes > maximumPageBytes && index > 0) return index;
  }
  return records.length;
};

interface Row {
  readonly record: ProjectRecord;
  readonly parts: readonly ProjectContentPart[];
  readonly items: readonly (ProjectContentItem | undefined)[];
}

/** Clients that open the last row do it without reading it again: it carries everything. */
const partsOf = (record: ProjectRecord, isLast: boolean): readonly ProjectContentPart[] =>
  (isLast ? projectParts : rowParts).flatMap(({ part, tokenOf }) => (tokenOf(record) === undefined ? [] : [part]));

/** All documents' items of all rows, side by side. */
const readRows = async ({ projectContents }: ReadStores, records: readonly ProjectRecord[]): Promise<Row[]> => {
  const wanted = records.map((record, index) => ({ record, parts: partsOf(record, index === records.length - 1) }));
  const keys = wanted.flatMap(({ record, parts }) => parts.map((part) => projectContentKey(record.id, part)));
  const items = (await projectContents.batchGet(keys)).values();
  return wanted.map((row) => ({ ...row, items: row.parts.map(() => items.next().value) }));
};

/** A row that a write came between is read again by itself; one that is gone since is no row. */
const readAgain = async (stores: ReadStores, caller: Caller, { record, parts }: Row): Promise<Project | undefined> => {
  try {
    const found = await readProjectItems(stores, caller, record.id);
    const wanted = new Set<ProjectContentPart>([...rowParts.map(({ part }) => part), ...parts]);
    const contents = found.contents.filter((item) => item !== undefined && wanted.has(item.part));
    return toProject(found.record, await decodeContents(stores, contents));
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'project_not_found') return undefined;
    throw error;
  }
};

const readRow = async (stores: ReadStores, caller: Caller, row: Row): Promise<Project | undefined> => {
  const { record, parts, items } = row;
  if (!belongTo(record, items, parts)) return readAgain(stores, caller, row);
  try {
    return toProject(record, await decodeContents(stores, items));
  } catch (error) {
    if (error instanceof DocumentMissingError) return readAgain(stores, caller, row);
    throw error;
  }
};

/** The records with their documents: two waves more than the records, one of them only where documents are in S3. */
export const readWholeProjects = async (
  stores: ReadStores,
  caller: Caller,
  records: readonly ProjectRecord[],
): Promise<Project[]> => {
  const rows = await readRows(stores, records);
  const projects = await mapInParallel(rows, documentsAtOnce, (row) => readRow(stores, caller, row));
  return projects.filter((project) => project !== undefined);
};
