import { maximumProblemDetails, patternMeanings, type ProblemDetail } from '@snapinfra/contracts';
import type { FastifyError } from 'fastify';
import { clip } from './clip.ts';
import { foldUnions } from './fold-unions.ts';
import { refuse, type ProblemError } from './problem-error.ts';
import type { SchemaViolation } from './schema-violation.ts';

/** Of a violation that only says how much more there is (`params.count`) than was listed. */
export const unlistedKeyword = 'unlisted';

/** Of an unknown member. */
const maximumNameLength = 200;

const namedIn = (params: object, member: string): string =>
  String(Object.entries(params).find(([name]) => name === member)?.[1] ?? '');

const namesIn = (params: object, member: string): readonly string[] => {
  const value: unknown = Object.entries(params).find(([name]) => name === member)?.[1];
  return Array.isArray(value) ? value.map(String) : [];
};

/** As many as are listed, and one that tells that there are more. */
const some = (names: readonly string[]) => names.slice(0, maximumProblemDetails + 1);

const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const detailsOf = ({ keyword, instancePath, message, params }: SchemaViolation): ProblemDetail[] => {
  switch (keyword) {
    // Said again by `additionalProperties`, for the object around it.
    case 'boolean':
      return [];
    case unlistedKeyword:
      return [];
    case 'additionalProperties':
      return some(namesIn(params, 'additionalProperties')).map((name) => ({
        path: `${instancePath}${pointer(clip(name, maximumNameLength))}`,
        code: 'unknown_member',
        message: `${JSON.stringify(clip(name, maximumNameLength))} is not a known member`,
      }));
    case 'required':
      return namesIn(params, 'requiredProperties').map((name) => ({
        path: `${instancePath}${pointer(name)}`,
        code: 'missing_member',
        message: `${JSON.stringify(name)} is required`,
      }));
    case 'pattern':
      return [{ path: instancePath, code: keyword, message: patternMeanings[namedIn(params, 'pattern')] ?? message }];
    case 'enum': {
      const allowed = namesIn(params, 'allowedValues').join(', ');
      return [{ path: instancePath, code: keyword, message: allowed ? `must be one of ${allowed}` : message }];
    }
    default:
      return [{ path: instancePath, code: keyword, message }];
  }
};

/** The details of what a schema refused: one for each place, without repeats, as many as a problem lists. */
export const violationDetails = (
  violations: readonly SchemaViolation[],
  prefix = '',
): { readonly errors: readonly ProblemDetail[]; readonly moreErrors: number } => {
  const seen = new Set<string>();
  const different = foldUnions(violations)
    .flatMap(detailsOf)
    .filter(({ path, message }) => !seen.has(`${path} ${message}`) && seen.add(`${path} ${message}`))
    .map((detail) => ({ ...detail, path: `${prefix}${detail.path}` }));
  const unnamed = violations.reduce((count, { keyword, params }) => {
    if (keyword === unlistedKeyword) return count + Number(namedIn(params, 'count'));
    const names = namesIn(params, 'additionalProperties');
    return count + names.length - some(names).length;
  }, 0);
  const errors = different.slice(0, maximumProblemDetails);
  return { errors, moreErrors: different.length - errors.length + unnamed };
};

const partNames: Readonly<Record<string, readonly [string, string]>> = {
  body: ['', 'The body'],
  querystring: ['query', 'The query'],
  params: ['params', 'The path'],
  headers: ['headers', 'A header'],
};

/** A `validation_failed` problem that says what is wrong and where. */
export const validationProblem = (error: Pick<FastifyError, 'validation' | 'validationContext'>): ProblemError => {
  const [prefix, subject] = partNames[error.validationContext ?? 'body'] ?? ['', 'The request'];
  const { errors, moreErrors } = violationDetails((error.validation ?? []) as readonly SchemaViolation[], prefix);
  const [first] = errors;
  const where = first?.path ? ` at ${first.path}` : '';
  const others = errors.length - 1 + moreErrors;
  const more = others > 0 ? ` (and ${others} more)` : '';
  return refuse(
    'validation_failed',
    `${subject} is not valid${where}: ${first?.message ?? 'it does not fit'}${more}.`,
    { errors, moreErrors },
  );
};
