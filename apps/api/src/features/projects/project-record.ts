import Type, { type Static } from 'typebox';
import { ProjectHead } from '../../access/project-head.ts';

const dateTime = Type.String({ format: 'date-time' });

/** A project: table `projects`, under `projectKey`; with the members that rights are told from. */
export const ProjectRecord = Type.Object({
  ...ProjectHead.properties,
  description: Type.String(),
  /** One of `projectStatuses`, or of a later version's. */
  status: Type.String(),
  /** Its schema: the one that a project shows and generates from; `schemaVersion` is that schema's newest version. */
  schemaId: Type.Optional(Type.String()),
  schemaVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  tableCount: Type.Integer({ minimum: 0 }),
  architectureId: Type.Optional(Type.String()),
  architectureVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Grows with every change of the document DETAILS; absent where there is none. */
  detailsVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Grow with every change of the documents GENERATED_CODE and GENERATED_IAC; absent where there are none. */
  codeVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  iacVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Bytes of JSON of the documents, which lists add up before they read them; absent where an earlier version wrote it. */
  schemaBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  architectureBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  detailsBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  codeBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  iacBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  createdAt: dateTime,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
});
export type ProjectRecord = Static<typeof ProjectRecord>;
