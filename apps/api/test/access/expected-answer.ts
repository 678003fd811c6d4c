import {
  isAtLeast,
  isProjectPermission,
  permissions,
  type HttpContract,
  type Permission,
  type Role,
} from '@snapinfra/contracts';

/** What a caller is to the project that a request is about. */
export type Standing = 'unauthenticated' | 'stranger' | Role;

/**
 * - `open`: success, for everybody.
 * - `unauthenticated`: 401.
 * - `own`: success or a refusal of the contract's own, about what is the caller's.
 * - `unknown`: 404, in the words of an id that nothing has.
 * - `denied`: 403, for a member whose role is too low.
 * - `done`: success.
 */
export type Expected = 'open' | 'unauthenticated' | 'own' | 'unknown' | 'denied' | 'done';

/** How a caller is to be answered: it follows from the permission that the contract declares, and from nothing else. */
export const expectedAnswer = (permission: Permission, standing: Standing): Expected => {
  if (permission === 'anybody') return 'open';
  if (standing === 'unauthenticated') return 'unauthenticated';
  if (!isProjectPermission(permission)) return 'own';
  if (standing === 'stranger') return 'unknown';
  return isAtLeast(standing, permissions[permission]) ? 'done' : 'denied';
};

/** An answer, as far as it may tell something. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** By name; values of those that differ from call to call are left out. */
  readonly headers: string;
}

/** A call that was made, and what its answer is held against. */
export interface Witness {
  readonly contract: Pick<HttpContract, 'permission' | 'problems'>;
  readonly expected: Expected;
  /** Codes of the 401 that is meant for the caller. */
  readonly refusals: readonly string[];
  readonly answer: Answer;
  /** The answers to the same call about ids that nothing has; empty where it names none that are not the caller's own. */
  readonly missing: readonly Answer[];
  /** Ids that the answer may not show. */
  readonly hidden: readonly string[];
}

const codeOf = ({ text }: Answer): string => /"code":"(\w+)"/.exec(text)?.[1] ?? '';
const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 400;
const inShort = (answer: Answer): string => `${answer.status} ${answer.text.slice(0, 300)}`;

const differenceFrom = (answer: Answer, missing: readonly Answer[]): string | undefined => {
  const other = missing.find(
    ({ status, text, headers }) => status !== answer.status || text !== answer.text || headers !== answer.headers,
  );
  if (other === undefined) return undefined;
  const headers = other.headers === answer.headers ? '' : ` (headers ${answer.headers}, and ${other.headers})`;
  return `tells that something is there: ${inShort(answer)}, and of what is not there ${inShort(other)}${headers}`;
};

const shown = ({ answer, hidden }: Witness): string | undefined => {
  const ids = hidden.filter((id) => answer.text.includes(id));
  return ids.length > 0 ? `shows ${ids.join(', ')}: ${inShort(answer)}` : undefined;
};

const refusedBy = (answer: Answer, status: number, codes: readonly string[]): string | undefined =>
  answer.status === status && codes.includes(codeOf(answer))
    ? undefined
    : `answers ${inShort(answer)}, not ${status} ${codes.join(' or ')}`;

const faultOf: Readonly<Record<Expected, (witness: Witness) => string | undefined>> = {
  open: ({ answer }) => (isSuccess(answer) ? undefined : `answers ${inShort(answer)}, though it is open to anybody`),
  done: ({ answer }) => (isSuccess(answer) ? undefined : `answers ${inShort(answer)}, though he has the right`),
  unauthenticated: ({ answer, refusals }) => refusedBy(answer, 401, refusals),
  denied: ({ answer }) => refusedBy(answer, 403, ['permission_denied']),
  unknown: ({ contract, answer, missing }) => {
    const code = contract.problems.find((problem) => problem.endsWith('_not_found'));
    if (missing.length === 0) return 'names nothing that could be somebody else’s: there is nothing to compare with';
    return refusedBy(answer, 404, code === undefined ? [] : [code]) ?? differenceFrom(answer, missing);
  },
  own: ({ contract, answer, missing }) => {
    const isRefused = contract.problems.some((code) => code === codeOf(answer));
    if (!isSuccess(answer) && !isRefused)
      return `answers ${inShort(answer)}, which is no refusal of the contract’s own`;
    return differenceFrom(answer, missing);
  },
};

/** In words, what is wrong with an answer; undefined for one as it is expected. */
export const answerFault = (witness: Witness): string | undefined =>
  faultOf[witness.expected](witness) ?? shown(witness);
