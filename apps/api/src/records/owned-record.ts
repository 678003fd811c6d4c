import { recordKey } from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import Type, { type Static, type TProperties } from 'typebox';
import { createReading, type Reading } from '../access/reading.ts';
import { notFound, type NotFoundCode } from '../http/problem-error.ts';
import type { RequestTable } from '../storage/tables.ts';

const dateTime = Type.String({ format: 'date-time' });

const members = {
  /** The project's id followed by an own one: its key follows from it. */
  id: Type.String(),
  /** Who made it. */
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
  readonly records: Pick<RequestTable<Item>, 'toGet'>;
  readonly notFound: NotFoundCode;
}

interface Hideable {
  readonly deletingAt?: string | undefined;
}

/** The record that is there and not hidden. @throws ProblemError with the code */
export const visible = <Item extends Hideable>(record: Item | undefined, code: NotFoundCode, id: string): Item => {
  if (!record || record.deletingAt !== undefined) throw notFound(code, id);
  return record;
};

/** The record that a path names. @throws ProblemError with the code `notFound` */
export const recordReading = <Item extends Hideable>({
  records,
  notFound: code,
}: RecordsOf<Item>): Reading<Stored<Item>> =>
  createReading(async ({ id }, batch) => visible(await batch.get(records.toGet(recordKey(id))), code, id));

/** The same, also where it is being deleted. */
export const recordOrMarkReading = <Item>({ records, notFound: code }: RecordsOf<Item>): Reading<Stored<Item>> =>
  createReading(async ({ id }, batch) => {
    const record = await batch.get(records.toGet(recordKey(id)));
    if (!record) throw notFound(code, id);
    return record;
  });
