import { limits } from './limits.ts';

/** The prefix of references to schemas of the document. */
export const schemas = '#/components/schemas/';
export const schemaRef = (name: string) => ({ $ref: `${schemas}${name}` });
export const parameterRef = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const responseRef = (status: number) => ({ $ref: `#/components/responses/Problem${status}` });
export const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

const problems: Readonly<Record<number, string>> = {
  400: 'The query, a header or the body cannot be read: `errors` says where.',
  401: 'The bearer token is missing, expired or invalid.',
  403: 'The caller may not do this.',
  404: 'There is no such row, or the caller may not see it.',
  409: 'A unique value is taken, a referenced row does not exist, or other rows refer to this one.',
  412: 'The row has changed since the version in If-Match (`precondition_failed`), or If-Match has a weak tag, which never matches (`weak_tag`).',
  413: `The body is larger than ${megabytes(limits.bodyBytes)}.`,
  414: 'A part of the path is too long.',
  415: 'The body is not application/json, not in UTF-8, or compressed.',
  422: 'The body is not valid: `errors` says where.',
  503: 'The server or its database is unavailable; Retry-After says when to try again.',
};

const text = { type: 'string' } as const;
const header = (description: string, schema: object = text) => ({ description, required: true, schema });

/** Headers of responses that contain a row. */
export const rowHeaders = {
  ETag: header("The row's version, for If-Match; with `include` also a digest of the embedded rows.", {
    ...text,
    pattern: String.raw`^"\d+(\.[\w-]+)?"$`,
  }),
  Location: header('URL of the row.', { ...text, format: 'uri-reference' }),
  'Content-Location': header('Current URL of the row.', { ...text, format: 'uri-reference' }),
} as const;

const problemHeaders: Readonly<Record<string, object>> = {
  401: { headers: { 'WWW-Authenticate': header('How to authenticate.') } },
  503: { headers: { 'Retry-After': header('Seconds to wait.', { ...text, pattern: String.raw`^\d+$` }) } },
};

/** RFC 9110, 8.8.3 */
const tagList = String.raw`^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$`;

export const sharedComponents = {
  parameters: {
    limit: {
      name: 'limit',
      in: 'query',
      description: `Rows on a page. A page of more than ${megabytes(limits.pageBytes)} ends early: \`page.nextCursor\` tells whether there are more rows.`,
      schema: { type: 'integer', minimum: 1, ...limits.pageRows },
    },
    cursor: {
      name: 'cursor',
      in: 'query',
      description: '`page.nextCursor` of the previous page; sort and filter must stay the same.',
      schema: { type: 'string' },
    },
    ifMatch: {
      name: 'If-Match',
      in: 'header',
      description:
        'Fails with 412 unless the row has one of these ETags; the ETag of any response with the row can be used.',
      schema: { type: 'string', pattern: tagList },
    },
    ifNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      description: 'Returns 304 if the row still has one of these ETags. A malformed header is ignored.',
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

/** The problem responses of an operation. */
export const failures = (...statuses: readonly number[]) =>
  Object.fromEntries(statuses.map((status) => [status, responseRef(status)]));
