import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import { Envelope, ignoredProjectId, PostHeaders, ReadHeaders } from '../http/envelope.ts';
import { changeOptions, PreviewChangeBody } from './change-options.ts';
import { DiffStart, SchemaDiff } from './schema-change.ts';

const tags = ['schemas'];
const params = Type.Object({ schemaId: Type.String() });

const diffProblems = [
  'schema_not_found',
  'schema_without_history',
  'base_not_found',
  'model_invalid',
  'history_not_continuable',
] as const;

/** The two ends of a diff. */
const diffQuery = {
  from: Type.Optional(DiffStart),
  to: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999_999, description: 'A version; the newest by default' })),
  projectId: ignoredProjectId,
} as const;

/** What a change of a model does to a database: its steps with what they cost, proposals of renames, and the SQL. */
export const getSchemaDiff = defineContract({
  method: 'GET',
  url: '/api/schemas/:schemaId/diff',
  permission: 'schema.read',
  problems: diffProblems,
  // The newest version is found by a query.
  budget: { calls: 2 },
  schema: {
    operationId: 'getSchemaDiff',
    tags,
    summary: 'See what a change of the model does to a database',
    description:
      'The steps of the migration with what they cost, as a generation would add it; nothing is stored. Without `from` it is what the next generation would do: it starts from the database of the newest one. A POST takes options, such as answers to the proposals.',
    params,
    headers: ReadHeaders,
    querystring: Type.Object(
      { ...diffQuery, indexForeignKeys: changeOptions.indexForeignKeys },
      { additionalProperties: false },
    ),
    response: { 200: Envelope(SchemaDiff) },
  },
});

/** The same with the options of a generation, such as answers to the proposals. */
export const previewSchemaChange = defineContract({
  method: 'POST',
  url: '/api/schemas/:schemaId/diff',
  permission: 'schema.read',
  problems: [...diffProblems, 'renames_not_valid', 'next_migration_taken'],
  // The newest version is found by a query.
  budget: { calls: 4 },
  schema: {
    operationId: 'previewSchemaChange',
    tags,
    summary: 'See what a change of the model does to a database, with options',
    description:
      'The same as the GET, as a generation with these `options` would do it: with answers to the proposals (`renames`), or with another number. What a generation has as `options.base` is `from=generation:<id>` here; nothing is deleted, so that nothing has to be allowed. Nothing is stored.',
    params,
    headers: PostHeaders,
    querystring: Type.Object(diffQuery, { additionalProperties: false }),
    body: PreviewChangeBody,
    response: { 200: Envelope(SchemaDiff) },
  },
});
