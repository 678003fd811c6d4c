/** The longest name that npm takes. */
export const maximumPackageNameLength = 214;

const pattern = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;

const reserved: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico']);

/** Modules that Node resolves without `node:`: listed, so that no version of Node makes a difference. */
const nodeModules: ReadonlySet<string> = new Set(
  `_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex _stream_passthrough
  _stream_readable _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap assert async_hooks buffer
  child_process cluster console constants crypto dgram diagnostics_channel dns domain events freelist fs http http2 https
  inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls
  trace_events tty url util v8 vm wasi worker_threads zlib`.split(/\s+/),
);

/**
 * What a generated project depends on: npm installs no package into one of the same name. The generator's tests hold this
 * list against its template.
 */
export const packagesInGeneratedProjects: ReadonlySet<string> = new Set([
  '@electric-sql/pglite',
  '@fastify/cors',
  '@fastify/helmet',
  '@fastify/swagger',
  '@fastify/type-provider-typebox',
  '@fastify/under-pressure',
  '@scalar/fastify-api-reference',
  '@types/node',
  '@types/pg',
  'ajv',
  'ajv-formats',
  'drizzle-orm',
  'fastify',
  'jose',
  'oxlint',
  'pg',
  'tsx',
  'typebox',
  'typescript',
]);

/**
 * Why npm would refuse this name for the generated package, as the end of a sentence that begins with the name;
 * `undefined` where it takes it. The gateway and the generator ask the same question.
 *
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#name
 */
export const packageNameProblem = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.length > maximumPackageNameLength) return `is longer than ${maximumPackageNameLength} characters`;
  if (reserved.has(name.toLowerCase())) return 'is a name that npm reserves';
  if (nodeModules.has(name.toLowerCase())) return 'is the name of a module of Node';
  if (packagesInGeneratedProjects.has(name)) return 'is the name of a package that the generated project uses';
  if (/\p{Lu}/u.test(name)) return 'has capital letters';
  if (/^(?:@[^/]*\/)?[._-]/.test(name)) return 'begins with a dot, an underscore or a hyphen';
  if (!pattern.test(name)) {
    return 'is not made of a-z, 0-9, dots, hyphens and underscores, with @scope/ before it or not';
  }
  return undefined;
};
