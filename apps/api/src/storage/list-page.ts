import type { Stored, Table, TablePageQuery } from '@snapinfra/aws-clients';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';

export interface ListRequest {
  readonly userId: string;
  /** Names the list and what chooses its items: a cursor is good for the same only. */
  readonly list: readonly (string | undefined)[];
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
}

/** Reads one page and signs where the next one begins. */
export const listPage = async <Item>(
  table: Pick<Table<Item>, 'queryPage'>,
  cursors: CursorCodec,
  { userId, list, limit = 20, cursor }: ListRequest,
  query: Omit<TablePageQuery, 'limit' | 'startAfter'>,
): Promise<Page<Stored<Item>>> => {
  const scope = { userId, query: list };
  const startAfter = cursor === undefined ? undefined : cursors.decode(cursor, scope);
  const { items, nextKey } = await table.queryPage({ order: 'descending', ...query, limit, startAfter });
  return { items, nextCursor: nextKey ? cursors.encode(nextKey, scope) : null };
};

/** The same page with other items. */
export const mapPage = <From, To>({ items, nextCursor }: Page<From>, map: (item: From) => To): Page<To> => ({
  items: items.map(map),
  nextCursor,
});
