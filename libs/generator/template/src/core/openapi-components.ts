import { limits } from './limits.ts';

/** Where the document's own schemas are. */
export const schemas = '#/components/schemas/';
export const schemaRef = (name: string) => ({ $ref: `${schemas}${name}` });
export const parameterRef = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const responseRef = (status: number) => ({ $ref: `#/components/responses/Problem${status}` });
export const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

const problems: Readonly<Record<number, string>> = {
  400: 'The query is wrong: `errors` says where.',
  401: 'A bearer token is missing, expired or not valid.',
  403: 'The caller may not do this.',
  404: 'There is no such row, or it is not there for this caller.',
  409: 'Another row has the value already, or a reference is to no row, or other rows refer to this one.',
  412: 'The row has changed since the version in If-Match.',
  413: `The body is larger than ${megabytes(limits.bodyBytes)}.`,
  415: 'The body is not application/json.',
  422: 'The body does not fit: `errors` says where.',
  503: 'The database cannot serve this now; Retry-After says when to try again.',
};

export const sharedComponents = {
  parameters: {
    limit: {
      name: 'limit',
      in: 'query',
      description: `Rows on a page. A page of more than ${megabytes(limits.pageBytes)} ends earlier: \`page.nextCursor\` says whether there is more.`,
      schema: { type: 'integer', minimum: 1, ...limits.pageRows },
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

export const problemSchema = {
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

/** The problems that an operation may answer with. */
export const failures = (...statuses: readonly number[]) =>
  Object.fromEntries(statuses.map((status) => [status, responseRef(status)]));
