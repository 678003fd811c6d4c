import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import {
  ChangeHeaders,
  Deleted,
  Envelope,
  ListEnvelope,
  PageQuery,
  pageQueryOf,
  PostHeaders,
  ReadHeaders,
} from '../http/envelope.ts';
import { ProjectId } from '../http/project-id.ts';
import { Schema } from '../schemas/schema.ts';
import {
  CreateProjectBody,
  Project,
  ProjectStats,
  ProjectListItem,
  SavedProject,
  UpdateProjectBody,
} from './project.ts';

const tags = ['projects'];
const params = Type.Object({ projectId: Type.String() });

export const createProject = defineContract({
  method: 'POST',
  url: '/api/projects',
  permission: 'user',
  problems: ['conflict'],
  // Nothing is there to be read but the answer that the key had.
  budget: { calls: 2 },
  schema: {
    operationId: 'createProject',
    tags,
    summary: 'Create a project',
    description:
      'One call stores the project, its first schema version and its architecture. `issues` are the schema’s: see `suggestion`.',
    headers: PostHeaders,
    body: CreateProjectBody,
    response: { 201: Envelope(SavedProject) },
  },
});

export const listProjects = defineContract({
  method: 'GET',
  url: '/api/projects',
  permission: 'user',
  problems: [],
  // The memberships, then the records and the items of their documents: one call for each hundred.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listProjects',
    tags,
    summary: 'List projects, newest first, with their documents',
    description:
      'A page ends early, with a `nextCursor`, where its projects have some megabytes together. What was generated (`generatedCode`, `generatedIaC`) comes with the last project of a page only: clients open that one without reading it again.',
    querystring: Type.Object(
      {
        ...pageQueryOf({ default: 100, maximum: 500 }),
        view: Type.Optional(
          Type.Enum(['whole', 'summary'], { default: 'whole', description: 'summary: without documents' }),
        ),
        search: Type.Optional(
          Type.String({ maxLength: 200, description: 'Text that the name or description contains, in any case' }),
        ),
      },
      { additionalProperties: false },
    ),
    response: { 200: ListEnvelope(Project) },
  },
});

export const getProject = defineContract({
  method: 'GET',
  url: '/api/projects/:projectId',
  permission: 'project.read',
  problems: ['project_not_found'],
  schema: {
    operationId: 'getProject',
    tags,
    summary: 'Read a project with its schema and architecture',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(Project) },
  },
});

export const updateProject = defineContract({
  method: 'PUT',
  url: '/api/projects/:projectId',
  permission: 'project.write',
  problems: ['project_not_found', 'conflict'],
  schema: {
    operationId: 'updateProject',
    tags,
    summary: 'Change a project',
    description: 'Members that are absent stay as they are. A `schema` makes a new version of the project’s schema.',
    params,
    headers: ChangeHeaders,
    body: UpdateProjectBody,
    response: { 200: Envelope(SavedProject) },
  },
});

export const deleteProject = defineContract({
  method: 'DELETE',
  url: '/api/projects/:projectId',
  permission: 'project.delete',
  problems: ['project_not_found', 'conflict'],
  schema: {
    operationId: 'deleteProject',
    tags,
    summary: 'Delete a project with everything that belongs to it',
    params,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});

export const readProjectBatch = defineContract({
  method: 'POST',
  url: '/api/projects/batch',
  permission: 'user',
  problems: [],
  // Records and members are read apart: a hundred of each.
  budget: { calls: 4 },
  schema: {
    operationId: 'readProjectBatch',
    tags,
    summary: 'Read several projects',
    description: 'In the order of the ids; ids that are unknown are left out. Without the projects’ documents.',
    headers: PostHeaders,
    body: Type.Object({ projectIds: Type.Array(ProjectId, { maxItems: 100 }) }, { additionalProperties: false }),
    response: { 200: Envelope(Type.Array(ProjectListItem)) },
  },
});

export const getProjectStats = defineContract({
  method: 'GET',
  url: '/api/projects/stats/overview',
  permission: 'user',
  problems: [],
  // The memberships, then the records: one call for each hundred.
  budget: { waves: 2, calls: 2 },
  schema: {
    operationId: 'getProjectStats',
    tags,
    summary: 'Count projects',
    response: { 200: Envelope(ProjectStats) },
  },
});

export const listProjectSchemas = defineContract({
  method: 'GET',
  url: '/api/projects/:projectId/schemas',
  permission: 'schema.read',
  problems: ['project_not_found'],
  // The records, then the items of their newest versions.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listProjectSchemas',
    tags,
    summary: 'List the schemas of a project, newest first, with their tables',
    params,
    querystring: PageQuery,
    response: { 200: ListEnvelope(Schema) },
  },
});
