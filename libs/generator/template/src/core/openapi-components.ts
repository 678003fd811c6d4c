import { limits } from './limits.ts';

/** Where the document's own schemas are. */
export const schemas = '#/components/schemas/';
export const schemaRef = (name: string) => ({ $ref: `${schemas}${name}` });
export const parameterRef = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const responseRef = (status: number) => ({ $ref: `#/components/responses/Problem${status}` });
export const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

const problems: Readonly<Record<number, string>> = {
  400: 'The query, a header or the body cannot be read: `errors` says where.',
  401: 'A bearer token is missing, expired or not valid.',
  403: 'The caller may not do this.',
  404: 'There is no such row, or it is not there for this caller.',
  409: 'Another row has the value already, or a reference is to no row, or other rows refer to this one.',
  412: 'The row has changed since the version in If-Match (`precondition_failed`), or If-Match has weak tags, which never match (`weak_tag`).',
  413: `The body is larger than ${megabytes(limits.bodyBytes)}.`,
  414: 'A part of the path is too long.',
  415: 'The body is not application/json, not in UTF-8, or compressed.',
  422: 'The body is not valid: `errors` says where.',
  503: 'The database cannot serve this now; Retry-After says when to try again.',
};

const text = { type: 'string' } as const;
const header = (description: string, schema: object = text) => ({ description, required: true, schema });

/** Headers of answers that have a row. */
export const rowHeaders = {
  ETag: header("The row's version, for If-Match; with `include` also a digest of what is embedded.", {
    ...text,
    pattern: String.raw`^"\d+(\.[\w-]+)?"$`,
  }),
  Location: header('Where the row is.', { ...text, format: 'uri-reference' }),
  'Content-Location': header('Where the row is now.', { ...text, format: 'uri-reference' }),
} as const;

const problemHeaders: Readonly<Record<string, object>> = {
  401: { headers: { 'WWW-Authenticate': header('What to authenticate with.') } },
  503: { headers: { 'Retry-After': header('Seconds to wait.', { ...text, pattern: String.raw`^\d+$` }) } },
};

/** RFC 9110, 8.8.3 */
const tagList = String.raw`^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$`;

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
      description: 'Only if the row has one of these ETags: those of any answer with the row.',
      schema: { type: 'string', pattern: tagList },
    },
    ifNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      description: 'Answers 304 while the row has one of these ETags. What is no list of them is ignored.',
      schema: { type: 'string' },
    },
  },
  responses: Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      `Problem${status}`,
      {
        description,
        ...problemHeaders[status],
        content: { 'application/problem+json': { schema: schemaRef('api.Problem') } },
      },
    ]),
  ),
};

export const problemSchema = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
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
