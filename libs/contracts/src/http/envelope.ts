import Type, { type TSchema } from 'typebox';

export const DateTime = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });

/** The body of every success: the client reads `success` and `data`. */
export const Envelope = <Data extends TSchema>(data: Data) =>
  Type.Object({ success: Type.Literal(true), data, timestamp: DateTime });

export const Pagination = Type.Object({
  nextCursor: Type.Union([Type.String(), Type.Null()], {
    description: 'Where the next page begins: send it as `cursor` with the same query. null: this was the last page',
  }),
});

/** The body of every list: `data` is a plain array, paging is beside it. */
export const ListEnvelope = <Item extends TSchema>(item: Item) =>
  Type.Object({ success: Type.Literal(true), data: Type.Array(item), pagination: Pagination, timestamp: DateTime });

export const defaultPageSize = 20;
export const maximumPageSize = 100;

/** Query parameters of a list with pages of its own size. */
export const pageQueryOf = (size: { readonly default: number; readonly maximum: number }) =>
  ({
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: size.maximum, default: size.default, description: 'Items per page' }),
    ),
    cursor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2048, description: '`pagination.nextCursor` of the page before' }),
    ),
  }) as const;

/** Query parameters of other lists. */
export const pageQuery = pageQueryOf({ default: defaultPageSize, maximum: maximumPageSize });

export const PageQuery = Type.Object(pageQuery, { additionalProperties: false });

/** Query parameter that clients send beside the id in the path, which says it, too. */
export const ignoredProjectId = Type.Optional(
  Type.String({ description: 'Taken and ignored: the path says which project it is' }),
);

/** Query of an endpoint that takes none. */
export const NoQuery = Type.Object({ projectId: ignoredProjectId }, { additionalProperties: false });

/** Header of every POST. */
export const PostHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Repeating a POST with the same key within 24 h gives the first answer again and does nothing twice',
    }),
  ),
});

/** Header of every change of something that has an ETag. */
export const ChangeHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 1024, description: 'ETag that was read: 412 when it was changed since' }),
  ),
});

/** Header of reads. */
export const ReadHeaders = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ maxLength: 1024, description: 'ETag that is known: 304 when unchanged' }),
  ),
});

/** The answer to a DELETE, and to a repeated one while the mark of the first is there (a minute at least). */
export const Deleted = Type.Object({ id: Type.String(), deleted: Type.Literal(true) });
