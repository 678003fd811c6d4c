import { projectKey } from './project-record.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Caller } from '../../http/caller.ts';
import { requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { removalWaitMs } from '../../records/removal-times.ts';
import { hiddenAt } from '../../records/removal.ts';
import { isAlive, isAliveAt } from '../../storage/conditions.ts';
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
    const now = clock();
    const marked = await stores.projects.update(
      projectKey(caller.userId, projectId),
      {
        add: { version: 1 },
        attributes: hiddenAt(projectId, now),
      },
      { condition: ifMatch === undefined ? isAlive : isAliveAt(record.version) },
    );
    if (!marked.ok && marked.existing && !marked.existing.deletingAt) {
      throw refuse('precondition_failed', 'The project was changed at the same time.');
    }
    await background.runWithin(removalWaitMs, 'removal of a project', () => removeChildren(record));
  };
