import { projectKey } from './project-record.ts';
import type { Background } from '../../background.ts';
import type { Clock } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import { requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { dueAt } from '@snapinfra/jobs';
import { removalGraceMs, removalWaitMs } from '../../storage/removal-times.ts';
import { removeProjectChildren } from './remove-project-children.ts';
import { isAlive, isAliveAt } from '../../storage/conditions.ts';
import type { Stores } from '../../storage/stores.ts';
import { requireProjectOrItsMark } from './read-project.ts';

export interface DeleteProjectDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly background: Background;
}

export type DeleteProject = (caller: Caller, projectId: string, ifMatch: string | undefined) => Promise<void>;

/**
 * Marks the project, which hides it and keeps new children away, and removes what belongs to it. The mark is in the
 * outbox: the sweeper finishes whatever is left, and removes the record. Done already is done: its answer may have been lost.
 */
export const createDeleteProject =
  ({ stores, clock, background }: DeleteProjectDeps): DeleteProject =>
  async (caller, projectId, ifMatch) => {
    const record = await requireProjectOrItsMark(stores, caller, projectId);
    if (record.deletingAt) return;
    requireMatch(ifMatch, record.version);
    const now = clock();
    const marked = await stores.projects.update(
      projectKey(caller.userId, projectId),
      {
        set: { deletingAt: now.toISOString() },
        add: { version: 1 },
        attributes: dueAt(projectId, now.getTime() + removalGraceMs),
      },
      { condition: ifMatch === undefined ? isAlive : isAliveAt(record.version) },
    );
    if (!marked.ok && marked.existing && !marked.existing.deletingAt) {
      throw refuse('precondition_failed', 'The project was changed at the same time.');
    }
    await background.runWithin(removalWaitMs, 'removal of a project', () =>
      removeProjectChildren({ stores, clock }, record),
    );
  };
