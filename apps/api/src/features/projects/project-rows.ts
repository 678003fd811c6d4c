import { projectContentKey, type ProjectContentItem } from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import type { MembershipItem } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import { membershipsOf } from '../../records/list-memberships.ts';
import { projectParts } from './project-parts.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectStores } from './project-stores.ts';

/** A project of a list, and the documents that were read with it. */
export interface ProjectRow {
  readonly record: Stored<ProjectRecord>;
  /** Where the page behind this row begins. */
  readonly cursor: string;
  readonly items: readonly ProjectContentItem[];
}

export interface RowsQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Only rows whose name or description contains it, in any case. */
  readonly search: string;
  readonly withDocuments: boolean;
  /** Takes the room of one more row; false where there is none, and the page ends before it. */
  readonly takeRoom: (row: ProjectRow) => boolean;
}

export interface RowsPage {
  readonly rows: readonly ProjectRow[];
  readonly nextCursor: string | null;
}

export interface ProjectRowsDeps {
  readonly stores: Pick<ProjectStores, 'memberships' | 'projects' | 'projectContents'>;
  readonly cursors: CursorCodec;
}

/** How many projects one page of a search looks at: beyond that it ends early, with a cursor that goes on. */
const searchedPerPage = 2000;
/** Memberships that one look takes. */
const searchChunk = 200;
const rowChunk = 100;
/** Rows whose documents are read before it is known whether there is room for them: most callers have no more. */
const rowsWithDocuments = 25;

const rowParts = projectParts.filter(({ inRows }) => inRows);

const folded = (text: string) => text.normalize('NFKC').toLocaleLowerCase('en');

/** Clients that open the last row do it without reading it again: it carries everything. */
const documentKeys = (memberships: readonly MembershipItem[]) =>
  memberships.slice(0, rowsWithDocuments).flatMap(({ projectId }, index) => {
    const parts = index === memberships.length - 1 ? projectParts : rowParts;
    return parts.map(({ part }) => projectContentKey(projectId, part));
  });

const withoutGaps = <Item>(items: readonly (Item | undefined)[]): Item[] => items.filter((item) => item !== undefined);

/** The projects of some memberships, and the documents of the first ones, in one wave. */
const readProjects = async (
  { projects, projectContents }: ProjectRowsDeps['stores'],
  memberships: readonly MembershipItem[],
  withDocuments: boolean,
) => {
  const [records, documents] = await Promise.all([
    projects.batchGet(memberships.map(({ projectId }) => projectKey(projectId))),
    withDocuments ? projectContents.batchGet(documentKeys(memberships)) : [],
  ]);
  const byPartition = Map.groupBy(withoutGaps(documents), ({ pk }) => pk);
  return records.map((record) => ({ record, items: (record && byPartition.get(record.pk)) ?? [] }));
};

const matches = ({ name, description }: ProjectRecord, wanted: string): boolean =>
  wanted === '' || folded(`${name}\n${description}`).includes(wanted);

/**
 * A page of the projects of which a caller is a member, newest first: memberships, then in one wave what they lead to. A page ends
 * at its last row, so that the next one goes on right behind it: nothing is passed over and nothing comes twice.
 */
export const readProjectRows = async (
  { stores, cursors }: ProjectRowsDeps,
  { userId }: Caller,
  { limit, cursor, search, withDocuments, takeRoom }: RowsQuery,
): Promise<RowsPage> => {
  const scope = { userId, query: ['projects', search] };
  const wanted = folded(search);
  const rows: ProjectRow[] = [];
  let startAfter = cursor === undefined ? undefined : cursors.decode(cursor, scope);
  for (let looked = 0; looked < searchedPerPage;) {
    const size = search === '' ? Math.min(rowChunk, limit - rows.length) : searchChunk;
    const page = await stores.memberships.queryPage({ ...membershipsOf(userId), limit: size, startAfter });
    const found = await readProjects(stores, page.items, withDocuments && search === '');
    for (const [index, { record, items }] of found.entries()) {
      const membership = page.items[index];
      if (!membership || !record || record.deletingAt !== undefined || !matches(record, wanted)) continue;
      const row = { record, items, cursor: cursors.encode({ pk: membership.pk, sk: membership.sk }, scope) };
      if (!takeRoom(row)) return { rows, nextCursor: rows.at(-1)?.cursor ?? null };
      rows.push(row);
      const isEnd = index === found.length - 1 && !page.nextKey;
      if (rows.length === limit) return { rows, nextCursor: isEnd ? null : row.cursor };
    }
    if (!page.nextKey) return { rows, nextCursor: null };
    startAfter = page.nextKey;
    looked += page.items.length;
  }
  return { rows, nextCursor: startAfter ? cursors.encode(startAfter, scope) : null };
};
