import { generalProblem, sqlState } from './database-errors.ts';

/** A reason not to start that its reader can remove: shown as it is, without a stack trace. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** A failed connection to a name with several addresses has its reasons inside. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error instanceof Error ? error.message : String(error);
};

/** The message for a failed start: one line where the reason is known, otherwise the stack trace. */
export const explainStartupError = (error: unknown): string => {
  if (error instanceof StartupError) return error.message;
  if (hasCode(error, 'EADDRINUSE')) {
    const port = error instanceof Error && 'port' in error ? String(error.port) : 'of PORT';
    return `Port ${port} is in use. Set PORT to another one: PORT=3001 npm start`;
  }
  if (generalProblem(error)?.status === 503) return `The database of DATABASE_URL does not answer: ${reasonOf(error)}`;
  // Unknown database, wrong password, no right to connect.
  if (/^(3D|28|42501)/.test(sqlState(error) ?? '')) return `The database of DATABASE_URL refuses: ${reasonOf(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
