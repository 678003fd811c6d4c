import { nestedOptions, type RequestGenerationBody } from '@snapinfra/contracts';
import { packageNameProblem } from '@snapinfra/generator/npm-name';
import { clip } from '../../http/clip.ts';
import { refuse } from '../../http/problem-error.ts';

const postgresNames = /^postgre(?:s|sql)?(?:[ -]?v?\d+(?:\.\d+)*)?$/i;

/** @throws ProblemError `database_not_supported`, unless the type is absent or PostgreSQL's */
export const requirePostgres = (type: unknown, whose: string, path: string): void => {
  if (type === undefined || type === null || type === '') return;
  if (typeof type === 'string' && postgresNames.test(type.trim())) return;
  const detail = `${whose} is ${clip(JSON.stringify(type), 100)}: code is generated for PostgreSQL only.`;
  const errors = [{ path, message: 'must be postgresql', code: 'database_not_supported' }];
  throw refuse('database_not_supported', detail, { errors });
};

/** A request may name the database, too: as a string, or as an object with `type`, as projects have it. */
export const requireItIsPostgres = ({ database }: RequestGenerationBody): void => {
  const isObject = typeof database === 'object' && database !== null && !Array.isArray(database);
  if (isObject) requirePostgres('type' in database ? database.type : undefined, 'The database', '/database/type');
  else requirePostgres(database, 'The database', '/database');
};

/** Refuses options that stand beside `options`, where what is unknown is ignored: a rename that is not seen loses data. */
export const requireNestedOptions = (body: RequestGenerationBody): void => {
  const errors = nestedOptions
    .filter((name) => Object.hasOwn(body, name))
    .map((name) => ({
      path: `/${name}`,
      message: `"${name}" belongs in "options"`,
      code: 'misplaced_member',
    }));
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw refuse('validation_failed', `The body is not valid at ${first.path}: ${first.message}${more}.`, { errors });
};

/** Refuses a package name that npm would refuse, before there is a job. */
export const requirePackageName = ({ packageName, options }: RequestGenerationBody): void => {
  const wished = { '/packageName': packageName, '/options/packageName': options?.packageName };
  for (const [path, name] of Object.entries(wished)) {
    const problem = name === undefined ? undefined : packageNameProblem(name);
    if (problem === undefined) continue;
    const message = `${JSON.stringify(name?.slice(0, 100))} ${problem}`;
    const errors = [{ path, message, code: 'package_name_not_valid' }];
    throw refuse('validation_failed', `The name of the package is not valid at ${path}: ${message}.`, { errors });
  }
};
