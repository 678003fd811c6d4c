import validatePackageName from 'validate-npm-package-name';

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
  if (!name.isWellFormed()) return 'is not a valid package name: name can only contain URL-friendly characters';
  const { errors = [], warnings = [] } = validatePackageName(name);
  const [problem] = [...errors, ...warnings];
  if (problem !== undefined) return `is not a valid package name: ${problem}`;
  return packagesInGeneratedProjects.has(name) ? 'is the name of a package that the generated project uses' : undefined;
};
