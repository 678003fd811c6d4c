import { recordKey } from '@snapinfra/platform';
import { mapInParallel, type Stored } from '@snapinfra/aws-clients';
import type { CursorCodec, CursorScope } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import type { RequestTable } from '../storage/tables.ts';
import { recordsOfProject } from './records-of-project.ts';

/** As the query parameters of every list have it. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const queriesAtOnce = 20;

export interface MergedPageDeps<Item> {
  readonly table: Pick<RequestTable<Item>, 'queryPage'>;
  readonly cursors: CursorCodec;
  readonly scope: CursorScope;
}

/** The part of an id that is the record's own, by which records of different projects sort by age. */
const ownPart = (projectId: string, id: string): string => id.slice(projectId.length);

interface Aged<Item> {
  readonly own: string;
  readonly item: Stored<Item>;
}

/** A project's records that are older than the last one of the page before. */
const readOlder = async <Item extends { readonly id: string }>(
  { table }: Pick<MergedPageDeps<Item>, 'table'>,
  projectId: string,
  limit: number,
  olderThan: string | undefined,
): Promise<{ readonly items: readonly Aged<Item>[]; readonly hasMore: boolean }> => {
  const startAfter = olderThan === undefined ? undefined : recordKey(`${projectId}${olderThan}`);
  const { items, nextKey } = await table.queryPage({
    ...recordsOfProject(projectId),
    limit,
    startAfter: startAfter && { ...startAfter },
  });
  return {
    items: items.map((item) => ({ own: ownPart(projectId, item.id), item })),
    hasMore: nextKey !== undefined,
  };
};

const textOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** A page of the records of several projects, newest first: one query for each project, whatever the page. */
export const mergedPage = async <Item extends { readonly id: string }>(
  deps: MergedPageDeps<Item>,
  projectIds: readonly string[],
  { limit = 20, cursor }: PageQuery,
): Promise<Page<Stored<Item>>> => {
  const { cursors, scope } = deps;
  const start = cursor === undefined ? undefined : cursors.decode(cursor, scope);
  const olderThan = start === undefined ? undefined : String(start['own']);
  const pages = await mapInParallel(projectIds, queriesAtOnce, (id) => readOlder(deps, id, limit, olderThan));
  const newestFirst = pages.flatMap(({ items }) => items).sort((a, b) => textOrder(b.own, a.own));
  const page = newestFirst.slice(0, limit);
  const last = page.at(-1);
  const hasMore = newestFirst.length > limit || pages.some((of) => of.hasMore);
  return {
    items: page.map(({ item }) => item),
    nextCursor: hasMore && last ? cursors.encode({ own: last.own }, scope) : null,
  };
};
