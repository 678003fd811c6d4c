import { keyParameters, listUrl } from './item-path.ts';
import { createSchema, rowSchema, schemaName, updateSchema } from './openapi-schemas.ts';
import { listParameters, rowParameters } from './openapi-parameters.ts';
import {
  failures,
  json,
  parameterRef,
  problemSchema,
  schemaRef,
  schemas,
  sharedComponents,
} from './openapi-components.ts';
import type { Entity, Registry } from './registry.ts';
import type { Action } from './resource.ts';

/** The parts of an OpenAPI document that are added to; the rest is the plugin's. */
interface Document {
  paths?: object | undefined;
  components?: { schemas?: object; parameters?: object; responses?: object } | undefined;
  tags?: readonly object[] | undefined;
}

const rowResponse = (entity: Entity, description: string, headers: readonly string[]) => ({
  description,
  headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
  ...json(schemaRef(schemaName(entity))),
});

const rulesOf = (entity: Entity, action: Action): string => {
  const rules = entity.resource.access[action];
  return `Allowed for: ${rules.length === 0 ? 'nobody' : rules.join(', ')}.`;
};

const operation = (entity: Entity, action: Action, id: string, summary: string) => {
  const isPublic = entity.resource.access[action].includes('public');
  return {
    operationId: id,
    tags: [entity.resource.name],
    summary,
    description: rulesOf(entity, action),
    ...(isPublic ? { security: [{}] } : {}),
  };
};

const listPath = (entity: Entity) => {
  const name = schemaName(entity);
  const page = {
    type: 'object',
    properties: {
      data: { type: 'array', items: schemaRef(name) },
      page: {
        type: 'object',
        properties: { nextCursor: { type: ['string', 'null'] }, limit: { type: 'integer' } },
        required: ['nextCursor', 'limit'],
      },
    },
    required: ['data', 'page'],
  };
  return {
    get: {
      ...operation(entity, 'read', `list${name}`, `List ${entity.resource.name}`),
      parameters: listParameters(entity),
      responses: { 200: { description: 'A page of rows', ...json(page) }, ...failures(400, 401, 403, 503) },
    },
    post: {
      ...operation(entity, 'create', `create${name}`, `Create ${entity.resource.name}`),
      requestBody: { required: true, ...json(schemaRef(`${name}Create`)) },
      responses: {
        201: rowResponse(
          entity,
          'The row; empty for callers who may not read it',
          entity.key.length > 0 ? ['Location', 'ETag'] : ['ETag'],
        ),
        ...failures(400, 401, 403, 409, 413, 415, 422, 503),
      },
    },
  };
};

const itemPath = (entity: Entity) => {
  const name = schemaName(entity);
  const { name: title } = entity.resource;
  const parameters = keyParameters(entity).map((parameter, index) => ({
    name: parameter,
    in: 'path',
    required: true,
    description: `Field ${entity.key[index]?.name ?? ''}, URL-encoded; "~" goes in front of an empty text, ".", ".." and what starts with "~".`,
    schema: { type: 'string' },
  }));
  return {
    parameters,
    get: {
      ...operation(entity, 'read', `get${name}`, `Read ${title}`),
      parameters: [...rowParameters(entity), parameterRef('ifNoneMatch')],
      responses: {
        200: rowResponse(entity, 'The row', ['ETag']),
        304: { description: 'Not changed' },
        ...failures(400, 401, 403, 404, 503),
      },
    },
    patch: {
      ...operation(entity, 'update', `update${name}`, `Change ${title}`),
      parameters: [parameterRef('ifMatch')],
      requestBody: { required: true, ...json(schemaRef(`${name}Update`)) },
      responses: {
        200: rowResponse(entity, 'The row as it is now', ['ETag', 'Content-Location']),
        204: { description: 'Changed; the caller may not read it' },
        ...failures(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
      },
    },
    delete: {
      ...operation(entity, 'delete', `delete${name}`, `Delete ${title}`),
      parameters: [parameterRef('ifMatch')],
      responses: { 204: { description: 'Deleted' }, ...failures(401, 403, 404, 409, 412, 503) },
    },
  };
};

const itemTemplate = (entity: Entity): string =>
  [listUrl(entity), ...keyParameters(entity).map((name) => `{${name}}`)].join('/');

/** Adds the paths and schemas of all resources to a document. */
export const describeResources = <Given extends Document>(document: Given, { entities }: Registry): Given => ({
  ...document,
  tags: [
    ...(document.tags ?? []),
    ...entities.map(({ resource: { name, description } }) => ({
      name,
      ...(description === undefined ? {} : { description }),
    })),
  ],
  paths: {
    ...document.paths,
    ...Object.fromEntries(entities.map((entity) => [listUrl(entity), listPath(entity)])),
    ...Object.fromEntries(
      entities.filter(({ key }) => key.length > 0).map((entity) => [itemTemplate(entity), itemPath(entity)]),
    ),
  },
  components: {
    ...document.components,
    ...sharedComponents,
    schemas: {
      ...document.components?.schemas,
      // No type's name has a dot.
      'api.Problem': problemSchema,
      ...Object.fromEntries(
        entities.flatMap((entity) => [
          [schemaName(entity), rowSchema(entity, schemas)],
          [`${schemaName(entity)}Create`, createSchema(entity)],
          [`${schemaName(entity)}Update`, updateSchema(entity)],
        ]),
      ),
    },
  },
});
