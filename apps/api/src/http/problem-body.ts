import {
  maximumProblemDetails,
  problems,
  problemType,
  type Problem,
  type ProblemCode,
  type ProblemDetail,
  type RefusedChanges,
} from '@snapinfra/contracts';
import { clip } from './clip.ts';

/** The places that are wrong, how many more there are than were listed, and the changes that were refused. */
export interface WrongPlaces {
  readonly errors?: readonly ProblemDetail[] | undefined;
  readonly moreErrors?: number | undefined;
  /** Within its limits. */
  readonly changes?: RefusedChanges | undefined;
}

const maximumDetailLength = 1000;
/** The client chooses the names of members, and their length. */
const maximumTextLength = 500;

/** However long the request, the answer is short. */
const bounded = ({
  errors = [],
  moreErrors = 0,
  changes,
}: WrongPlaces): Pick<Problem, 'errors' | 'moreErrors' | 'changes'> => {
  const listed = errors.slice(0, maximumProblemDetails).map((error) => ({
    ...error,
    path: clip(error.path, maximumTextLength),
    message: clip(error.message, maximumTextLength),
  }));
  const more = errors.length - listed.length + moreErrors;
  return {
    ...(listed.length > 0 && { errors: listed }),
    ...(more > 0 && { moreErrors: more }),
    ...(changes && { changes }),
  };
};

/** The body of a refusal. `instance` is the request's id, which the log has too. */
export const problemBody = (
  code: ProblemCode,
  wholeDetail: string,
  requestId: string,
  places: WrongPlaces = {},
): Problem => {
  const { status, title } = problems[code];
  const detail = clip(wholeDetail, maximumDetailLength);
  return {
    type: problemType(code),
    title,
    status,
    detail,
    instance: `urn:snapinfra:request:${requestId}`,
    code,
    success: false,
    error: title,
    message: detail,
    ...bounded(places),
  };
};

const problemJson = 'application/problem+json';

const qualityOf = (parameters: readonly string[]): number => {
  const [, quality] =
    parameters.map((parameter) => /^q=(.*)$/.exec(parameter.trim().toLowerCase())).find(Boolean) ?? [];
  return quality === undefined ? 1 : Number(quality);
};

/**
 * The media type of a refusal: `application/problem+json` only where Accept names it. A wildcard does not: clients that
 * send one, browsers' fetch above all, look for `application/json` before they read a body.
 */
export const problemMediaType = (accept: string | undefined): typeof problemJson | 'application/json' => {
  const isNamed = (accept ?? '').split(',').some((part) => {
    const [type, ...parameters] = part.split(';');
    return type?.trim().toLowerCase() === problemJson && qualityOf(parameters) > 0;
  });
  return isNamed ? problemJson : 'application/json';
};
