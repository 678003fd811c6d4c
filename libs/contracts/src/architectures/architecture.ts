import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';
import { ProjectId } from '../http/project-id.ts';

const closed = { additionalProperties: false } as const;
const open = { additionalProperties: true } as const;
const id = Type.String({ minLength: 1, maxLength: 200 });

export const ArchitectureNode = Type.Object(
  {
    id,
    type: Type.String({ minLength: 1, maxLength: 200 }),
    label: Type.Optional(Type.String({ maxLength: 1000, description: 'Its name, unless that is in `data.name`' })),
    position: Type.Object({ x: Type.Number(), y: Type.Number() }, closed),
    data: Type.Optional(Type.Object({}, open)),
    style: Type.Optional(Type.Object({}, open)),
  },
  closed,
);

export const ArchitectureEdge = Type.Object(
  {
    id,
    source: id,
    target: id,
    label: Type.Optional(Type.String({ maxLength: 1000 })),
    type: Type.Optional(Type.String({ maxLength: 200 })),
    data: Type.Optional(Type.Object({}, open)),
    style: Type.Optional(Type.Object({}, open)),
  },
  closed,
);

export const architectureDocumentMembers = {
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  nodes: Type.Array(ArchitectureNode, { maxItems: 5000 }),
  edges: Type.Optional(Type.Array(ArchitectureEdge, { maxItems: 20_000 })),
  metadata: Type.Optional(Type.Object({}, open)),
} as const;

const name = Type.String({ minLength: 1, maxLength: 200 });

/** An architecture as it was sent; what a project carries as `architecture`. Its `id` is the sender's own. */
export const ArchitectureDocument = Type.Object(
  { id: Type.Optional(id), name: Type.Optional(name), ...architectureDocumentMembers },
  closed,
);
export type ArchitectureDocument = Static<typeof ArchitectureDocument>;

/** An architecture in lists: without its nodes. */
export const ArchitectureListItem = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  name: Type.String(),
  nodeCount: Type.Integer(),
  edgeCount: Type.Integer(),
  version: Type.Integer({ description: 'Grows by one with every change; the ETag' }),
  createdAt: DateTime,
  updatedAt: DateTime,
});
export type ArchitectureListItem = Static<typeof ArchitectureListItem>;

/** An architecture with its nodes and edges, as they were sent. */
export const Architecture = Type.Object({ ...ArchitectureListItem.properties, ...architectureDocumentMembers });
export type Architecture = Static<typeof Architecture>;

export const CreateArchitectureBody = Type.Object(
  { projectId: ProjectId, name, ...architectureDocumentMembers },
  closed,
);
export type CreateArchitectureBody = Static<typeof CreateArchitectureBody>;

/** Members that are absent stay as they are. */
export const UpdateArchitectureBody = Type.Object(
  { projectId: Type.Optional(ProjectId), ...Type.Partial(ArchitectureDocument).properties },
  closed,
);
export type UpdateArchitectureBody = Static<typeof UpdateArchitectureBody>;
