import { Problem, unavailable } from './problems.ts';

/** The properties that the errors of both drivers have in common. */
export interface DatabaseError {
  readonly code: string;
  readonly column?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  /** Of an error in the statement; absent for an error in one of its values. */
  readonly position?: unknown;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** Unwraps the driver's error, which Drizzle and others may have wrapped. */
export const databaseError = (error: unknown): DatabaseError | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isDatabaseError(at)) return at;
  }
  return undefined;
};

/** The SQLSTATE (or socket error code) of a failure. */
export const sqlState = (error: unknown): string | undefined => databaseError(error)?.code;

/**
 * Whether PostgreSQL rejects a value of a statement. Some types report their texts as syntax errors, like a wrong
 * statement, but without a position in the statement.
 */
export const rejectsValue = (error: unknown): boolean => {
  const { code = '', position } = databaseError(error) ?? {};
  return code.startsWith('22') || (code === '42601' && position === undefined);
};

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

/** Temporary failures: connection lost, too many connections, server shutting down, lock timeout, deadlock. */
const isTransient = (code: string): boolean =>
  connectionCodes.has(code) || /^(08|53|57|40)/.test(code) || ['25006', '25P03', '55P03'].includes(code);

/** Maps a failed statement to a problem for the client; undefined if the failure is a bug in this program. */
export const generalProblem = (error: unknown): Problem | undefined => {
  const code = sqlState(error);
  if (code === '57014') return unavailable('The database took too long. Ask for less data, or try again.', error);
  if (isConnectionMessage(error) || (code !== undefined && isTransient(code))) {
    return unavailable('The database is unavailable at the moment. Try again.', error);
  }
  if (code === undefined) return undefined;
  const options = { cause: error };
  if (code === '23505') return new Problem(409, 'conflict_unique', 'Another row has this value already.', options);
  if (code === '23503' || code === '23001') {
    return new Problem(409, 'conflict_reference', 'This violates a reference between rows.', options);
  }
  if (rejectsValue(error) || code.startsWith('23') || code.startsWith('54')) {
    return new Problem(422, 'invalid_body', 'The database cannot store these values.', options);
  }
  return undefined;
};
