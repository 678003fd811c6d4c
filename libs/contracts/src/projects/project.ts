import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';
import { ArchitectureDocument } from '../architectures/architecture.ts';
import { ModelIssues, SchemaDocument } from '../schemas/schema.ts';

export const projectStatuses = ['draft', 'building', 'deployed', 'error'] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

/** The status as this version knows it: nothing that it knows of has become of a project with another one. */
export const knownProjectStatus = (status: string): ProjectStatus =>
  projectStatuses.find((known) => known === status) ?? 'draft';

const closed = { additionalProperties: false } as const;
const open = (description: string) => Type.Object({}, { additionalProperties: true, description });

/** Not blank, and on one line: a name is a heading, a file name, and a line of a mail. */
export const projectNamePattern = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]+$';
export const ProjectName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: projectNamePattern,
  description: 'Not blank, without control characters such as line breaks',
});

/** Members of a project that are stored and given back as they were sent. */
export const projectDetails = {
  endpoints: Type.Optional(
    Type.Union([Type.Array(Type.Unknown(), { maxItems: 10_000 }), open('Endpoints by name')], {
      description: 'The endpoints that a designer drew; open',
    }),
  ),
  database: Type.Optional(
    Type.Object(
      { type: Type.Optional(Type.String({ maxLength: 100 })) },
      { additionalProperties: true, description: 'Which database: code is generated for `postgresql`' },
    ),
  ),
  decisions: Type.Optional(
    Type.Union([Type.Array(Type.Unknown(), { maxItems: 10_000 }), open('Decisions by name')], { description: 'Open' }),
  ),
  selectedTools: Type.Optional(
    Type.Union([Type.Array(Type.Unknown(), { maxItems: 10_000 }), open('Tools by kind')], { description: 'Open' }),
  ),
  analysis: Type.Optional(Type.Unknown({ description: 'Open' })),
} as const;

/** A project in lists: without its documents. */
export const ProjectSummary = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  name: ProjectName,
  description: Type.String(),
  status: Type.Enum(projectStatuses),
  schemaId: Type.Union([Type.String(), Type.Null()], {
    description: 'The schema that the project shows and generates',
  }),
  schemaVersion: Type.Union([Type.Integer(), Type.Null()], { description: 'The newest version of that schema' }),
  tableCount: Type.Integer(),
  architectureId: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer({ description: 'Grows by one with every change; the ETag' }),
  createdAt: DateTime,
  updatedAt: DateTime,
});
export type ProjectSummary = Static<typeof ProjectSummary>;

/** A project with everything that was sent with it. */
export const Project = Type.Object({
  ...ProjectSummary.properties,
  schema: Type.Optional(SchemaDocument),
  architecture: Type.Optional(ArchitectureDocument),
  ...projectDetails,
});
export type Project = Static<typeof Project>;

/** What saving answers with: the issues of the schema that was sent, if one was. */
export const SavedProject = Type.Object({ ...Project.properties, issues: ModelIssues });
export type SavedProject = Static<typeof SavedProject>;

const described = Type.Optional(Type.String({ maxLength: 10_000 }));

export const CreateProjectBody = Type.Object(
  {
    name: ProjectName,
    description: described,
    schema: Type.Optional(SchemaDocument),
    architecture: Type.Optional(ArchitectureDocument),
    ...projectDetails,
  },
  closed,
);
export type CreateProjectBody = Static<typeof CreateProjectBody>;

export const UpdateProjectBody = Type.Object(
  {
    name: Type.Optional(ProjectName),
    description: described,
    status: Type.Optional(Type.Enum(projectStatuses)),
    schema: Type.Optional(SchemaDocument),
    architecture: Type.Optional(ArchitectureDocument),
    ...projectDetails,
  },
  closed,
);
export type UpdateProjectBody = Static<typeof UpdateProjectBody>;

export const ProjectStats = Type.Object({
  totalProjects: Type.Integer(),
  byStatus: Type.Object({
    draft: Type.Integer(),
    building: Type.Integer(),
    deployed: Type.Integer(),
    error: Type.Integer(),
  }),
  totalTables: Type.Integer({ description: 'Tables of all projects’ schemas' }),
  withSchema: Type.Integer(),
  withArchitecture: Type.Integer(),
  lastUpdatedAt: Type.Union([DateTime, Type.Null()]),
});
export type ProjectStats = Static<typeof ProjectStats>;
