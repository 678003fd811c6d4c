import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import {
  ChangeHeaders,
  Deleted,
  Envelope,
  ignoredProjectId,
  ListEnvelope,
  NoQuery,
  PageQuery,
  PostHeaders,
  ReadHeaders,
} from '../http/envelope.ts';
import {
  CanonicalSchema,
  CreateSchemaBody,
  SavedSchema,
  Schema,
  SchemaListItem,
  SchemaVersionListItem,
  UpdateSchemaBody,
} from './schema.ts';

const tags = ['schemas'];
const params = Type.Object({ schemaId: Type.String() });

export const createSchema = defineContract({
  method: 'POST',
  url: '/api/schemas',
  permission: 'schema.write',
  problems: ['project_not_found', 'conflict'],
  schema: {
    operationId: 'createSchema',
    tags,
    summary: 'Save a schema of a project',
    description:
      'Drafts are saved with their errors: `issues` lists them. The first schema of a project is its primary one.',
    headers: PostHeaders,
    body: CreateSchemaBody,
    response: { 201: Envelope(SavedSchema) },
  },
});

export const listSchemas = defineContract({
  method: 'GET',
  url: '/api/schemas',
  permission: 'user',
  problems: [],
  // The memberships, then a page of each project, side by side, and whether the projects live.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listSchemas',
    tags,
    summary: 'List schemas, newest first, without their tables',
    querystring: PageQuery,
    response: { 200: ListEnvelope(SchemaListItem) },
  },
});

export const listSchemasOfProject = defineContract({
  method: 'GET',
  url: '/api/schemas/project/:projectId',
  permission: 'schema.read',
  problems: ['project_not_found'],
  // The records, then the items of their newest versions.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listSchemasOfProject',
    tags,
    summary: 'List the schemas of a project, newest first, with their tables',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(Schema) },
  },
});

export const getSchema = defineContract({
  method: 'GET',
  url: '/api/schemas/:schemaId',
  permission: 'schema.read',
  problems: ['schema_not_found'],
  // The newest version is found by a query.
  budget: { calls: 2 },
  schema: {
    operationId: 'getSchema',
    tags,
    summary: 'Read a schema as it was sent, or as the canonical model',
    params,
    headers: ReadHeaders,
    querystring: Type.Object(
      {
        view: Type.Optional(
          Type.Enum(['original', 'canonical'], { description: 'canonical: the model that code is generated from' }),
        ),
        version: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999_999, description: 'An older version' })),
        projectId: ignoredProjectId,
      },
      { additionalProperties: false },
    ),
    response: { 200: Envelope(Type.Union([Schema, CanonicalSchema])) },
  },
});

export const updateSchema = defineContract({
  method: 'PUT',
  url: '/api/schemas/:schemaId',
  permission: 'schema.write',
  problems: ['schema_not_found', 'project_not_found', 'conflict'],
  // The newest version is found by a query.
  budget: { calls: 3 },
  schema: {
    operationId: 'updateSchema',
    tags,
    summary: 'Save a schema: makes its next version',
    params,
    headers: ChangeHeaders,
    body: UpdateSchemaBody,
    response: { 200: Envelope(SavedSchema) },
  },
});

export const createSchemaVersion = defineContract({
  method: 'POST',
  url: '/api/schemas/:schemaId/version',
  permission: 'schema.write',
  problems: ['schema_not_found', 'project_not_found', 'conflict'],
  // The newest version is found by a query.
  budget: { calls: 4 },
  isBodyOptional: true,
  schema: {
    operationId: 'createSchemaVersion',
    tags,
    summary: 'Make the next version of a schema',
    description: 'Absent members, or an absent body, are those of the newest version.',
    params,
    headers: Type.Object({ ...PostHeaders.properties, ...ChangeHeaders.properties }),
    body: UpdateSchemaBody,
    response: { 201: Envelope(SavedSchema) },
  },
});

export const listSchemaVersions = defineContract({
  method: 'GET',
  url: '/api/schemas/:schemaId/versions',
  permission: 'schema.read',
  problems: ['schema_not_found'],
  // The rights, and the page.
  budget: { calls: 2 },
  schema: {
    operationId: 'listSchemaVersions',
    tags,
    summary: 'List the versions of a schema, newest first',
    params,
    querystring: Type.Object({ ...PageQuery.properties, projectId: ignoredProjectId }, { additionalProperties: false }),
    response: { 200: ListEnvelope(SchemaVersionListItem) },
  },
});

export const deleteSchema = defineContract({
  method: 'DELETE',
  url: '/api/schemas/:schemaId',
  permission: 'schema.write',
  problems: ['schema_not_found', 'conflict'],
  schema: {
    operationId: 'deleteSchema',
    tags,
    summary: 'Delete a schema with all its versions',
    params,
    querystring: NoQuery,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});
