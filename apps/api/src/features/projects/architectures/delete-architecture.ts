import { projectContentKey } from '@snapinfra/platform';
import { projectKey } from '../project-record.ts';
import { architectureKey, type ArchitectureRecord } from './architecture-record.ts';
import { equals, type TransactionItem } from '@snapinfra/aws-clients';
import type { Background } from '../../../background.ts';
import type { Clock } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { requireMatch } from '../../../http/etag.ts';
import { notFound, refuse } from '../../../http/problem-error.ts';
import { dueAt } from '@snapinfra/jobs';
import { removalGraceMs, removalWaitMs } from '../../../storage/removal-times.ts';
import { removeArchitectureContents } from '../../../removal/remove-contents.ts';
import { isAliveAt } from '../../../storage/conditions.ts';
import type { Stores } from '../../../storage/stores.ts';

export interface DeleteArchitectureDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly background: Background;
}

const maximumTries = 4;

const marking = (stores: Stores, record: ArchitectureRecord, now: Date): TransactionItem<unknown>[] => {
  const { id, userId, projectId, primary } = record;
  const mark = stores.architectures.toUpdate(
    architectureKey(id),
    { set: { deletingAt: now.toISOString() }, attributes: dueAt(id, now.getTime() + removalGraceMs) },
    { condition: isAliveAt(record.version) },
  );
  if (!primary) return [mark];
  const project = stores.projects.toUpdate(
    projectKey(userId, projectId),
    {
      set: { updatedAt: now.toISOString() },
      add: { version: 1 },
      remove: ['architectureId', 'architectureVersion', 'architectureBytes'],
    },
    { condition: equals('architectureId', id) },
  );
  return [mark, project, stores.projectContents.toDelete(projectContentKey(projectId, 'ARCHITECTURE'))];
};

/**
 * Hides an architecture, takes it from its project, and removes its document; the sweeper removes the record. Done already
 * is done: its answer may have been lost.
 */
export const createDeleteArchitecture =
  ({ stores, clock, background }: DeleteArchitectureDeps) =>
  async (caller: Caller, id: string, ifMatch: string | undefined): Promise<void> => {
    for (let count = 0; count < maximumTries; count += 1) {
      const record = await stores.architectures.get(architectureKey(id));
      if (record?.userId !== caller.userId) throw notFound('architecture_not_found', id);
      if (record.deletingAt) return;
      requireMatch(ifMatch, record.version);
      const marked = await stores.transact(marking(stores, record, clock()));
      if (!marked.ok) continue;
      const remove = () => removeArchitectureContents(stores, record);
      return background.runWithin(removalWaitMs, 'removal of an architecture', remove);
    }
    throw refuse('conflict', 'The architecture is being changed by others at the same time.');
  };
