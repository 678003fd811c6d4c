import { generalProblem, sqlState } from './database-errors.ts';

/** A startup failure that the user can fix: printed without a stack trace. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** A failed connection to a host with several addresses is an AggregateError. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error instanceof Error ? error.message : String(error);
};

/** The message for a failed start: one line if the reason is known, otherwise the stack trace. */
export const explainStartupError = (error: unknown): string => {
  if (error instanceof StartupError) return error.message;
  if (hasCode(error, 'EADDRINUSE')) {
    const port = error instanceof Error && 'port' in error ? String(error.port) : 'of PORT';
    return `Port ${port} is in use. Set PORT to another one: PORT=3001 npm start`;
  }
  if (generalProblem(error)?.status === 503) return `The database of DATABASE_URL does not respond: ${reasonOf(error)}`;
  // Unknown database, wrong password, missing privilege.
  if (/^(3D|28|42501)/.test(sqlState(error) ?? ''))
    return `The database of DATABASE_URL refuses access: ${reasonOf(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
