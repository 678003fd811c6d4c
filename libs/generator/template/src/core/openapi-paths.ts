import { isClosed, rulesOf } from './access.ts';
import { isPublic, refusals, writerReads } from './openapi-access.ts';
import { failures, json, parameterRef, rowHeaders, schemaRef, schemas } from './openapi-components.ts';
import { keyParameters } from './item-path.ts';
import { listParameters, rowParameters } from './openapi-parameters.ts';
import { rowOrSelection, schemaName } from './openapi-schemas.ts';
import type { Entity } from './registry.ts';
import type { Action } from './resource.ts';

/** A resource, and whether the API uses JWT authentication. */
interface Described {
  readonly entity: Entity;
  readonly needsToken: boolean;
}

const rowResponse = (schema: object, description: string, names: readonly (keyof typeof rowHeaders)[]) => ({
  description,
  headers: Object.fromEntries(names.map((name) => [name, rowHeaders[name]])),
  ...json(schema),
});

const linkRules: Readonly<Record<Action, string>> = {
  read: 'callers who may read both linked rows, or change one of them',
  create: 'callers who may change the source row of the link and read its target row',
  update: 'callers who may delete the old link and create the new one',
  delete: 'callers who may change one of the two linked rows',
};

const allowedFor = (entity: Entity, action: Action): string => {
  if (entity.ends !== undefined) return `Allowed for: ${linkRules[action]}.`;
  const rules = rulesOf(entity, action);
  return `Allowed for: ${rules.length === 0 ? 'nobody' : rules.join(', ')}.`;
};

/** An operation with its responses; only error responses if no caller may use it. */
const operation = (
  { entity, needsToken }: Described,
  action: Action,
  { name, ...rest }: { readonly name: string; readonly summary: string; readonly parameters?: readonly object[] },
  responses: Readonly<Record<number, object>>,
  refused: readonly number[],
) => {
  const closed = isClosed(entity, action);
  const needsNoToken = closed || isPublic(entity, action);
  return {
    operationId: `${name}${schemaName(entity)}`,
    tags: [entity.resource.name],
    ...rest,
    description: allowedFor(entity, action),
    ...(needsToken && needsNoToken ? { security: [{}, { bearer: [] }] } : {}),
    responses: {
      ...(closed ? {} : responses),
      ...failures(...refusals(entity, action, needsToken), ...refused),
    },
  };
};

const hasBody = [400, 413, 415, 422];

const pageSchema = (entity: Entity) => ({
  type: 'object',
  properties: {
    data: { type: 'array', items: rowOrSelection(entity, schemas) },
    page: {
      type: 'object',
      properties: { nextCursor: { type: ['string', 'null'] }, limit: { type: 'integer' } },
      required: ['nextCursor', 'limit'],
    },
  },
  required: ['data', 'page'],
});

/** The 201 response has no body for callers who may not read the row that they created. */
const createdResponse = (entity: Entity) => {
  const reads = writerReads(entity, 'create');
  if (reads === 'never') return { description: 'Created; callers who may create rows may not read them' };
  const names = entity.key.length > 0 ? (['Location', 'ETag'] as const) : (['ETag'] as const);
  const response = rowResponse(schemaRef(schemaName(entity)), 'The row', names);
  if (reads === 'always') return response;
  const headers = Object.fromEntries(names.map((name) => [name, { ...rowHeaders[name], required: false }]));
  return {
    ...response,
    description: 'The row; the body is empty for callers who may not read it',
    headers,
    'x-body': 'optional',
  };
};

/** The operations on the list of a resource. */
export const listPath = (described: Described) => {
  const { entity } = described;
  const { name } = entity.resource;
  return {
    get: operation(
      described,
      'read',
      { name: 'list', summary: `List ${name}`, parameters: listParameters(entity) },
      { 200: { description: 'A page of rows', ...json(pageSchema(entity)) } },
      [400, 503],
    ),
    post: {
      ...operation(
        described,
        'create',
        { name: 'create', summary: `Create ${name}` },
        { 201: createdResponse(entity) },
        [...hasBody, 409, 503],
      ),
      requestBody: { required: true, ...json(schemaRef(`${schemaName(entity)}Create`)) },
    },
  };
};

const changedResponses = (entity: Entity) => {
  const reads = writerReads(entity, 'update');
  const row = rowResponse(schemaRef(schemaName(entity)), 'The row as it is now', ['ETag', 'Content-Location']);
  return {
    ...(reads === 'never' ? {} : { 200: row }),
    ...(reads === 'always' ? {} : { 204: { description: 'Changed; the caller may not read it' } }),
  };
};

const keyPathParameters = (entity: Entity) =>
  keyParameters(entity).map((parameter, index) => ({
    name: parameter,
    in: 'path',
    required: true,
    description: `Field ${entity.key[index]?.name ?? ''}, URL-encoded. Prefixed with "~" if it is empty, "." or "..", or starts with "~".`,
    schema: { type: 'string' },
  }));

/** The operations on a single row. */
export const itemPath = (described: Described) => {
  const { entity } = described;
  const { name } = entity.resource;
  const ifMatch = parameterRef('ifMatch');
  return {
    parameters: keyPathParameters(entity),
    get: operation(
      described,
      'read',
      { name: 'get', summary: `Read ${name}`, parameters: [...rowParameters(entity), parameterRef('ifNoneMatch')] },
      {
        200: rowResponse(rowOrSelection(entity, schemas), 'The row', ['ETag']),
        304: { description: 'Not changed', headers: { ETag: rowHeaders.ETag } },
      },
      [400, 404, 414, 503],
    ),
    patch: {
      ...operation(
        described,
        'update',
        { name: 'update', summary: `Change ${name}`, parameters: [ifMatch] },
        changedResponses(entity),
        [...hasBody, 404, 409, 412, 414, 503],
      ),
      requestBody: { required: true, ...json(schemaRef(`${schemaName(entity)}Update`)) },
    },
    delete: operation(
      described,
      'delete',
      { name: 'delete', summary: `Delete ${name}`, parameters: [ifMatch] },
      { 204: { description: 'Deleted' } },
      [400, 404, 409, 412, 413, 414, 415, 503],
    ),
  };
};
