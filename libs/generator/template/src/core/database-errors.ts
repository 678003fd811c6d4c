import { Problem, unavailable } from './problems.ts';

/** The members that both drivers give the error of a failed statement. */
export interface DatabaseError {
  readonly code: string;
  readonly column?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** The driver's error: Drizzle wraps it, and so may others. */
export const databaseError = (error: unknown): DatabaseError | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isDatabaseError(at)) return at;
  }
  return undefined;
};

/** The SQLSTATE (or a socket's error code) of a failure. */
export const sqlState = (error: unknown): string | undefined => databaseError(error)?.code;

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

const isConnectionMessage = (error: unknown): boolean => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (
      /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
        at.message,
      )
    ) {
      return true;
    }
  }
  return false;
};

/** Failures that pass: the connection is lost, the server is full or stopping, a statement or a lock took too long. */
const isTransient = (code: string): boolean =>
  connectionCodes.has(code) || /^(08|53|57|40)/.test(code) || ['25006', '25P03', '55P03'].includes(code);

/** A failed statement as a problem for the client; undefined when it is a bug of the program. */
export const generalProblem = (error: unknown): Problem | undefined => {
  const code = sqlState(error);
  if (code === '57014') return unavailable('This took the database too long. Ask for less, or try again.', error);
  if (isConnectionMessage(error) || (code !== undefined && isTransient(code))) {
    return unavailable('The database cannot serve this at the moment. Try again.', error);
  }
  if (code === undefined) return undefined;
  const options = { cause: error };
  if (code === '23505') return new Problem(409, 'conflict_unique', 'Another row has this value already.', options);
  if (code === '23503' || code === '23001') {
    return new Problem(409, 'conflict_reference', 'This contradicts a reference between rows.', options);
  }
  if (code.startsWith('22') || code.startsWith('23') || code.startsWith('54')) {
    return new Problem(422, 'invalid_body', 'The database cannot store these values.', options);
  }
  return undefined;
};
