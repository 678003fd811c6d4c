import Type, { type Static, type TProperties } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

const members = {
  id: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  /** Whether this is the one that the project shows. */
  primary: Type.Boolean(),
  /** The newest version's number; versions of the document count from 1. */
  latestVersion: Type.Integer({ minimum: 1 }),
  createdAt: dateTime,
  updatedAt: dateTime,
  /** Grows by one with every write. */
  version: Type.Integer({ minimum: 1 }),
  deletingAt: Type.Optional(dateTime),
};

const headMembers = Type.Object(members);

/** The head of a document: beside it lies what was sent. `counts` are what lists show of the newest version. */
export type DocumentRecord<Counts> = Static<typeof headMembers> & { readonly counts: Counts };

/** The head of a document with these counts. */
export const documentRecord = <const Counts extends TProperties>(counts: Counts) =>
  Type.Object({ ...members, counts: Type.Object(counts) });
