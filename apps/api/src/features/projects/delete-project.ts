import { projectKey } from './project-record.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Caller } from '../../http/caller.ts';
import { requireMatch } from '../../http/etag.ts';
import { removalWaitMs } from '../../records/removal-times.ts';
import { hideRecord } from '../../records/removal.ts';
import type { ProjectStores } from './project-stores.ts';
import { requireProjectOrItsMark } from './read-project.ts';
import type { RemoveChildren } from './remove-children.ts';

export interface DeleteProjectDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly background: Background;
  readonly removeChildren: RemoveChildren;
}

export type DeleteProject = (caller: Caller, projectId: string, ifMatch: string | undefined) => Promise<void>;

/**
 * Marks the project, which hides it and keeps new children away, and removes what belongs to it. The mark is in the
 * outbox: the sweeper finishes whatever is left, and removes the record. Deleting again is fine: the first answer may have been lost.
 */
export const createDeleteProject =
  ({ stores, clock, background, removeChildren }: DeleteProjectDeps): DeleteProject =>
  async (caller, projectId, ifMatch) => {
    const record = await requireProjectOrItsMark(stores, caller, projectId);
    if (record.deletingAt) return;
    requireMatch(ifMatch, record.version);
    const key = projectKey(caller.userId, projectId);
    await hideRecord(stores.projects, { key, record, ifMatch, now: clock(), noun: 'the project' });
    await background.runWithin(removalWaitMs, 'removal of a project', () => removeChildren(record));
  };
