import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import { problemCodes, problems } from '@snapinfra/contracts';
import fp from 'fastify-plugin';
import { describeAnswers } from './openapi-answers.ts';

export interface OpenApiOptions {
  readonly version: string;
  readonly authMode: 'jwt' | 'dev';
}

/** A list, since the reference gives a table too little room. */
const problemList = () =>
  problemCodes.map((code) => `- \`${code}\` (${problems[code].status}): ${problems[code].meaning}`).join('\n');

const description = () => `Turns a data model into a running backend.

- Success is \`{ success, data, timestamp }\`; lists add \`pagination.nextCursor\`.
- Failure is an RFC 9457 problem with a stable \`code\`; \`errors[]\` names each place. Its type is
  \`application/problem+json\` where \`Accept\` names that, otherwise \`application/json\`; nothing else depends on \`Accept\`.
- Reads answer HEAD, too, except event streams; another method than those of a path is a 405 that names them.
- Every POST takes an \`Idempotency-Key\`; what has an \`ETag\` takes \`If-Match\`.

## Problems

${problemList()}`;

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Read are the claims `sub`, `email`, `email_verified`, `name` and `roles` (`admin`).',
  },
  devUser: {
    type: 'apiKey',
    in: 'header',
    name: 'x-dev-user-id',
    description: 'Development only: the id of the caller. Ignored with a bearer token.',
  },
  devEmail: {
    type: 'apiKey',
    in: 'header',
    name: 'x-dev-email',
    description: 'Development only: the verified e-mail address of the caller, beside `x-dev-user-id`.',
  },
} as const;

const ofTokens = [{ bearer: [] }];
const ofDevelopers = [{ devUser: [] }, { devUser: [], devEmail: [] }];

/** The reference page is a script of this origin that writes its own styles; it loads nothing from elsewhere. */
const docsPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The page's links to its maker's services: they are hosted elsewhere, and not about this API. */
const onThisOriginOnly = {
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true, hideAddApi: true },
  mcp: { disabled: true },
} as const;

/** OpenAPI 3.1 at /openapi.json, made from the contracts of the routes, and a reference page at /docs. */
export const openApiPlugin = fp<OpenApiOptions>(async (app, { version, authMode }) => {
  const { bearer } = securitySchemes;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Snapinfra', version, description: description() },
      components: { securitySchemes: authMode === 'dev' ? securitySchemes : { bearer } },
      security: authMode === 'dev' ? [...ofTokens, ...ofDevelopers] : ofTokens,
    },
    transformObject: (document) =>
      'openapiObject' in document ? describeAnswers(document.openapiObject) : document.swaggerObject,
  });
  app.get('/', { schema: { hide: true, security: [] } }, async (_request, reply) => reply.redirect('/docs/', 302));
  app.get('/openapi.json', { schema: { hide: true, security: [] } }, async () => app.swagger());
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/docs')) void reply.header('content-security-policy', docsPolicy);
  });
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Snapinfra API',
      authentication: { preferredSecurityScheme: authMode === 'dev' ? 'devUser' : 'bearer' },
      ...onThisOriginOnly,
    },
  });
});
