import { projectKey } from '@snapinfra/contracts';
import type { Background } from '../background.ts';
import type { Clock } from '../clock.ts';
import type { Caller } from '../http/caller.ts';
import { requireMatch } from '../http/etag.ts';
import { notFound, refuse } from '../http/problem-error.ts';
import { dueAt, removalGraceMs, removalWaitMs } from '../outbox/outbox-attributes.ts';
import { removeProjectChildren } from '../removal/remove-project-children.ts';
import { isAlive, isAliveAt } from '../storage/conditions.ts';
import type { Stores } from '../storage/stores.ts';
import { requireProject } from './read-project.ts';

export interface DeleteProjectDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly background: Background;
}

export type DeleteProject = (caller: Caller, projectId: string, ifMatch: string | undefined) => Promise<void>;

/**
 * Marks the project, which hides it and keeps new children away, and removes what belongs to it. The mark is in the
 * outbox: the sweeper finishes whatever is left, and removes the record.
 */
export const createDeleteProject =
  ({ stores, clock, background }: DeleteProjectDeps): DeleteProject =>
  async (caller, projectId, ifMatch) => {
    const record = await requireProject(stores, caller, projectId);
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
    if (!marked.ok) {
      if (!marked.existing || marked.existing.deletingAt) throw notFound('project_not_found', projectId);
      throw refuse('precondition_failed', 'The project was changed at the same time.');
    }
    await background.runWithin(removalWaitMs, 'removal of a project', () =>
      removeProjectChildren({ stores, clock }, record),
    );
  };
