import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { describeResources } from './openapi.ts';
import type { Registry } from './registry.ts';

const description = `Lists take \`filter[field][operator]\`, \`sort\`, \`fields\`, \`include\`, \`limit\` and \`cursor\`.
Lists embedded by \`include\` have the form \`{ data, hasMore }\`.
Rows are changed by PATCH. There is no PUT, because it would clear fields that the client does not know.
With \`fields\`, rows contain only these fields and have the schema whose name ends in \`.Selection\`.
Changes accept the \`ETag\` of any response with the row as \`If-Match\`. Reads also support HEAD.
Request bodies are uncompressed \`application/json\` in UTF-8; responses are JSON regardless of \`Accept\`.
Numbers in JSON fields keep all their digits, within the range of 64-bit floating point; clients that parse them as such may lose digits.
Errors are \`application/problem+json\` (RFC 9457) and name the invalid member.`;

/** Turns off the features of the page that contact its vendor's remote services. */
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
  /** Whether callers need a token for resources that are not public. */
  readonly needsToken: boolean;
}

const securitySchemes = { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } as const;

/** Serves `/openapi.json` and an interactive reference at `/docs`, which loads nothing from other origins. */
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
    // Runs when the document is first requested.
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
