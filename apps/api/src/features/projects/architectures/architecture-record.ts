import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/** The head of an architecture: table `architectures`, {@link architectureKey}. */
export const ArchitectureRecord = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  /** Whether this is the architecture that the project shows. */
  primary: Type.Boolean(),
  nodeCount: Type.Integer({ minimum: 0 }),
  edgeCount: Type.Integer({ minimum: 0 }),
  createdAt: dateTime,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
  deletingAt: Type.Optional(dateTime),
});
export type ArchitectureRecord = Static<typeof ArchitectureRecord>;

/** The architecture as it was sent: table `architectures`, {@link architectureContentKey}. */
export const ArchitectureContentItem = Type.Object({
  /** The record's version when it was written: record and document are items of their own. */
  version: Type.Integer({ minimum: 1 }),
  /** A StoredDocument of aws-clients' document store. */
  document: Type.Unknown(),
});
export type ArchitectureContentItem = Static<typeof ArchitectureContentItem>;

export const architectureKey = (id: string) => ({ pk: `ARCHITECTURE#${id}`, sk: 'RECORD' }) as const;
export const architectureContentKey = (id: string) => ({ pk: `ARCHITECTURE#${id}`, sk: 'CONTENT' }) as const;
