import { PGlite } from '@electric-sql/pglite';
import type { Database } from './check-catalogue.ts';

/** An empty PostgreSQL in this process. Takes two to four seconds: one for a test file. */
export const startPglite = async (): Promise<Database & { close(): Promise<void> }> => {
  const database = new PGlite();
  await database.waitReady;
  return {
    query: (text, parameters) => database.query(text, parameters),
    exec: (text) => database.exec(text),
    close: () => database.close(),
  };
};
