import { limits } from './list-query.ts';
import { keyParameters, listUrl } from './item-path.ts';
import { createSchema, filterSchema, rowSchema, schemaName, updateSchema } from './openapi-schemas.ts';
import { isSortable } from './filters.ts';
import type { Entity, Registry } from './registry.ts';
import type { Action } from './resource.ts';

/** The parts of an OpenAPI document that are added to; the rest is the plugin's. */
interface Document {
  paths?: object | undefined;
  components?: { schemas?: object; parameters?: object; responses?: object } | undefined;
  tags?: readonly object[] | undefined;
}

const schemas = '#/components/schemas/';
const schemaRef = (name: string) => ({ $ref: `${schemas}${name}` });
const parameterRef = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const responseRef = (status: number) => ({ $ref: `#/components/responses/Problem${status}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const problems: Readonly<Record<number, string>> = {
  400: 'The query is wrong: `errors` says where.',
  401: 'A bearer token is missing, expired or not valid.',
  403: 'The caller may not do this.',
  404: 'There is no such row, or it is not there for this caller.',
  409: 'Another row has the value already, or a reference between rows is in the way.',
  412: 'The row has changed since the version in If-Match.',
  415: 'The body is not application/json.',
  422: 'The body does not fit: `errors` says where.',
  503: 'The database cannot serve this now; Retry-After says when to try again.',
};

const sharedComponents = {
  parameters: {
    limit: {
      name: 'limit',
      in: 'query',
      description: 'Rows on a page.',
      schema: { type: 'integer', minimum: 1, maximum: limits.maximum, default: limits.default },
    },
    cursor: {
      name: 'cursor',
      in: 'query',
      description: '`page.nextCursor` of the page before; sort and filter must stay the same.',
      schema: { type: 'string' },
    },
    ifMatch: {
      name: 'If-Match',
      in: 'header',
      description: 'Only if the row has this ETag.',
      schema: { type: 'string' },
    },
    ifNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      description: 'Answers 304 while the row has this ETag.',
      schema: { type: 'string' },
    },
  },
  responses: Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      `Problem${status}`,
      { description, content: { 'application/problem+json': { schema: schemaRef('api.Problem') } } },
    ]),
  ),
};

const problemSchema = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
};

const rowResponse = (entity: Entity, description: string, headers: readonly string[]) => ({
  description,
  headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
  ...json(schemaRef(schemaName(entity))),
});

const failures = (...statuses: readonly number[]) =>
  Object.fromEntries(statuses.map((status) => [status, responseRef(status)]));

const listParameter = (name: string, description: string, values: readonly string[]) => ({
  name,
  in: 'query',
  description,
  style: 'form',
  explode: false,
  schema: { type: 'array', items: { type: 'string', enum: values } },
});

const rowParameters = (entity: Entity) => {
  const fields = entity.members.filter((member) => !member.password).map((member) => member.name);
  const relations = [...entity.relations.keys()];
  return [
    ...(fields.length === 0 ? [] : [listParameter('fields', 'Only these fields.', fields)]),
    ...(relations.length === 0
      ? []
      : [
          {
            ...listParameter(
              'include',
              `Related rows to embed (${relations.join(', ')}), a dot for those of theirs.`,
              [],
            ),
            schema: { type: 'string' },
          },
        ]),
  ];
};

const listParameters = (entity: Entity) => {
  const sorts = entity.members.filter(isSortable).flatMap(({ name }) => [name, `-${name}`]);
  return [
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      explode: true,
      description: '`filter[field][operator]=value`; without an operator: eq.',
      schema: filterSchema(entity),
    },
    ...(sorts.length === 0 ? [] : [listParameter('sort', 'The order; a minus for descending.', sorts)]),
    ...rowParameters(entity),
    parameterRef('limit'),
    parameterRef('cursor'),
  ];
};

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
        ...failures(400, 401, 403, 409, 415, 422, 503),
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
        ...failures(400, 401, 403, 404, 409, 412, 415, 422, 503),
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
