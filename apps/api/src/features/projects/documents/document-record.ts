import Type, { type Static, type TProperties } from 'typebox';
import { ownedRecord } from '../../../records/owned-record.ts';

const members = {
  name: Type.String(),
  /** Whether this is the one that the project shows. */
  primary: Type.Boolean(),
  /** The newest version's number; versions of the document count from 1. */
  latestVersion: Type.Integer({ minimum: 1 }),
};
const HeadMembers = ownedRecord(members);

/** The head of a document, beside the items of its versions. `counts` are the newest version's, for lists. */
export type DocumentRecord<Counts> = Static<typeof HeadMembers> & { readonly counts: Counts };

/** The head of a document with these counts. */
export const documentRecord = <const Counts extends TProperties>(counts: Counts) =>
  ownedRecord({ ...members, counts: Type.Object(counts) });
