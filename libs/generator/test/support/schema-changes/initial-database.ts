import { printInitialMigration } from '../../../src/physical-schema/index.ts';
import type { SchemaState } from '../../../src/schema-changes/index.ts';
import type { Backend, Migrating } from '../migrating.ts';
import { describeState } from './database-state.ts';

/** A database that was made for a schema from nothing. */
export const startWith = async (backend: Backend, { physical }: SchemaState): Promise<Migrating> => {
  const migrating = await backend.start();
  migrating.write('0001_initial.sql', printInitialMigration(physical, 'proof'));
  await migrating.apply();
  return migrating;
};

export const stateOf = (migrating: Migrating): Promise<readonly string[]> => migrating.withSession(describeState);

/** What a database has that was made for a schema from nothing. */
export const freshState = async (backend: Backend, schema: SchemaState): Promise<readonly string[]> => {
  const migrating = await startWith(backend, schema);
  try {
    return await stateOf(migrating);
  } finally {
    await migrating.close();
  }
};
