import { problems, problemType, type Problem, type ProblemCode, type ProblemDetail } from '@snapinfra/contracts';

/** The body of a refusal. `instance` is the request's id, which the log has too. */
export const problemBody = (
  code: ProblemCode,
  detail: string,
  requestId: string,
  errors?: readonly ProblemDetail[],
): Problem => {
  const { status, title } = problems[code];
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
    ...(errors && errors.length > 0 && { errors: [...errors] }),
  };
};

/** Whether the client asks for application/json and would not take problem+json. */
export const wantsPlainJson = (accept: string | undefined): boolean => {
  if (!accept) return false;
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  const takesProblems = types.some((type) => ['application/problem+json', 'application/*', '*/*'].includes(type ?? ''));
  return !takesProblems && types.includes('application/json');
};
