import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/** A project: table `projects`, {@link projectKey}, in its owner's partition, newest last. */
export const ProjectRecord = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  name: Type.String(),
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
  /** `database.type` as it was sent. */
  databaseType: Type.Optional(Type.String()),
  createdAt: dateTime,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
  deletingAt: Type.Optional(dateTime),
});
export type ProjectRecord = Static<typeof ProjectRecord>;

export const projectKey = (userId: string, projectId: string) =>
  ({ pk: `USER#${userId}`, sk: `PROJECT#${projectId}` }) as const;
