import { problems, type ProblemCode, type ProblemDetail, type RefusedChanges } from '@snapinfra/contracts';

/** A refusal: thrown anywhere below a route, answered as a problem by the one error handler. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly ProblemDetail[] | undefined;
  /** How many more there are than `errors` has. */
  readonly moreErrors: number | undefined;
  /** Of `destructive_changes`. */
  readonly changes: RefusedChanges | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, extra: ProblemExtra = {}) {
    super(detail);
    this.code = code;
    this.status = problems[code].status;
    this.errors = extra.errors;
    this.moreErrors = extra.moreErrors;
    this.changes = extra.changes;
    this.headers = extra.headers ?? {};
  }
}

export interface ProblemExtra {
  readonly errors?: readonly ProblemDetail[];
  readonly moreErrors?: number;
  readonly changes?: RefusedChanges;
  readonly headers?: Readonly<Record<string, string>>;
}

export const refuse = (code: ProblemCode, detail: string, extra?: ProblemExtra): ProblemError =>
  new ProblemError(code, detail, extra);

/** A code that says that something is not there: `<what>_not_found`. */
export type NotFoundCode = Extract<ProblemCode, `${string}_not_found`>;

/** Others' things and things that never were are answered alike: ids don't leak. */
export const notFound = (code: NotFoundCode, id: string): ProblemError => {
  const what = code.replace(/_not_found$/, '').replaceAll('_', ' ');
  return refuse(code, `There is no ${what} with the id ${JSON.stringify(id)}.`);
};
