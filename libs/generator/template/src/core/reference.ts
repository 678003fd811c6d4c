import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { describeResources } from './openapi.ts';
import type { Registry } from './registry.ts';

const description = `Lists take \`filter[field][operator]\`, \`sort\`, \`fields\`, \`include\`, \`limit\` and \`cursor\`.
What \`include\` embeds of many rows is \`{ data, hasMore }\`.
Rows are changed by PATCH. There is no PUT: it would clear the fields that the sender does not know.
With \`fields\`, rows have only those: their schema is then the one whose name ends in \`.Selection\`.
A change takes the \`ETag\` of any answer with the row as \`If-Match\`. Reads answer HEAD, too.
Bodies are \`application/json\` in UTF-8, not compressed; answers are JSON, whatever \`Accept\` says.
Numbers inside of JSON fields are kept digit by digit, in the range of 64-bit floating point; clients that read them as such lose digits.
Failures are \`application/problem+json\` (RFC 9457) and name the member that is wrong.`;

/** Turns off the page's links to its vendor's services, which are remote and have nothing to do with this API. */
const onThisOriginOnly = {
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true, hideAddApi: true },
  mcp: { disabled: true },
} as const;

export interface ReferenceOptions {
  readonly registry: Registry;
  readonly title: string;
  /** Whether callers need a token, except for public resources. */
  readonly needsToken: boolean;
}

const securitySchemes = { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } as const;

/** `/openapi.json`, and a page to read and try the API at `/docs`, which loads nothing from elsewhere. */
export const addReference = async (
  app: FastifyInstance,
  { registry, title, needsToken }: ReferenceOptions,
): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version: '1.0.0' },
      servers: [{ url: '/', description: 'This server' }],
      ...(needsToken ? { components: { securitySchemes }, security: [{ bearer: [] }] } : {}),
    },
    hideUntagged: true,
    // The resources are described here, when the document is first asked for.
    transformObject: (document) =>
      'openapiObject' in document
        ? describeResources(document.openapiObject, registry, needsToken)
        : document.swaggerObject,
  });
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => app.swagger());
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  await app.register(scalar, {
    routePrefix: '/docs',
    logLevel: 'warn',
    configuration: { ...onThisOriginOnly, url: '/openapi.json', pageTitle: title },
  });
};
