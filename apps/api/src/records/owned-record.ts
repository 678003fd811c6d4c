import type { ItemKey, Stored, Table } from '@snapinfra/aws-clients';
import Type, { type Static, type TProperties } from 'typebox';
import type { Caller } from '../http/caller.ts';
import { notFound, type NotFoundCode } from '../http/problem-error.ts';

const dateTime = Type.String({ format: 'date-time' });

const members = {
  id: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  createdAt: dateTime,
  updatedAt: dateTime,
  /** Grows by one with every change; the ETag. */
  version: Type.Integer({ minimum: 1 }),
  /** Hidden from readers since then; the sweeper removes it. */
  deletingAt: Type.Optional(dateTime),
};
const OwnedRecord = Type.Object(members);

/** The members of every record that hangs on a project. */
export type OwnedRecord = Static<typeof OwnedRecord>;

/** Of members that an area sets or changes: none of those that every record has. */
export type NoneOfOwned = { readonly [Name in keyof OwnedRecord]?: never };

/** The members of the record's own. */
export const ownMembers = (sent: object): object =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !Object.hasOwn(members, name)));

/** The schema of a record that hangs on a project: the members of its own, and those that all have. */
export const ownedRecord = <const Own extends TProperties>(own: Own) => Type.Object({ ...members, ...own });

/** The table of records of one shape, and the refusal of an id that none of them has. */
export interface RecordsOf<Item> {
  readonly records: Pick<Table<Item>, 'get'>;
  readonly keyOf: (id: string) => ItemKey;
  readonly notFound: NotFoundCode;
}

interface Owned {
  readonly userId: string;
  readonly deletingAt?: string | undefined;
}

/** A record of the caller, also one that is being deleted. @throws ProblemError with the code `notFound` */
export const requireRecordOrItsMark = async <Item extends Owned>(
  { records, keyOf, notFound: code }: RecordsOf<Item>,
  { userId }: Caller,
  id: string,
): Promise<Stored<Item>> => {
  const record = await records.get(keyOf(id));
  if (record?.userId !== userId) throw notFound(code, id);
  return record;
};

/** A record of the caller. @throws ProblemError with the code `notFound` */
export const requireRecord = async <Item extends Owned>(
  of: RecordsOf<Item>,
  caller: Caller,
  id: string,
): Promise<Stored<Item>> => {
  const record = await requireRecordOrItsMark(of, caller, id);
  if (record.deletingAt !== undefined) throw notFound(of.notFound, id);
  return record;
};
