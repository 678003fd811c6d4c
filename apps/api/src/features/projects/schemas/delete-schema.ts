import { projectContentKey } from '@snapinfra/platform';
import { projectKey } from '../project-record.ts';
import { schemaKey, type SchemaRecord } from './schema-record.ts';
import { equals, type TransactionItem } from '@snapinfra/aws-clients';
import type { Background } from '../../../background.ts';
import type { Clock } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { requireMatch } from '../../../http/etag.ts';
import { refuse } from '../../../http/problem-error.ts';
import { dueAt } from '@snapinfra/jobs';
import { removalGraceMs, removalWaitMs } from '../../../storage/removal-times.ts';
import { removeSchemaContents } from '../../../removal/remove-contents.ts';
import { isAliveAt } from '../../../storage/conditions.ts';
import type { Stores } from '../../../storage/stores.ts';
import { requireSchemaOrItsMark } from './read-schema.ts';

export interface DeleteSchemaDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly background: Background;
}

export type DeleteSchema = (caller: Caller, schemaId: string, ifMatch: string | undefined) => Promise<void>;

const maximumTries = 4;

const marking = (stores: Stores, record: SchemaRecord, now: Date): TransactionItem<unknown>[] => {
  const { id, userId, projectId, primary } = record;
  const mark = stores.schemas.toUpdate(
    schemaKey(id),
    {
      set: { deletingAt: now.toISOString() },
      add: { version: 1 },
      attributes: dueAt(id, now.getTime() + removalGraceMs),
    },
    { condition: isAliveAt(record.version) },
  );
  if (!primary) return [mark];
  const project = stores.projects.toUpdate(
    projectKey(userId, projectId),
    {
      set: { tableCount: 0, updatedAt: now.toISOString() },
      add: { version: 1 },
      remove: ['schemaId', 'schemaVersion', 'schemaBytes'],
    },
    { condition: equals('schemaId', id) },
  );
  return [mark, project, stores.projectContents.toDelete(projectContentKey(projectId, 'SCHEMA'))];
};

/**
 * Hides a schema, takes it from its project, and removes its versions; the sweeper removes the record. Done already is
 * done: its answer may have been lost.
 */
export const createDeleteSchema =
  ({ stores, clock, background }: DeleteSchemaDeps): DeleteSchema =>
  async (caller, schemaId, ifMatch) => {
    for (let count = 0; count < maximumTries; count += 1) {
      const record = await requireSchemaOrItsMark(stores, caller, schemaId);
      if (record.deletingAt) return;
      requireMatch(ifMatch, record.version);
      const marked = await stores.transact(marking(stores, record, clock()));
      if (!marked.ok) continue;
      return background.runWithin(removalWaitMs, 'removal of a schema', () => removeSchemaContents(stores, record));
    }
    throw refuse('conflict', 'The schema is being changed by others at the same time.');
  };
