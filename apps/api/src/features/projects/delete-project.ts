import type { Stored } from '@snapinfra/aws-clients';
import { projectKey } from '../../access/project-head.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { notFound } from '../../http/problem-error.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { requireMatch } from '../../http/etag.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import { removalWaitMs } from '../../records/removal-times.ts';
import { hiddenAt } from '../../records/removal.ts';
import { isAlive, isAliveAt } from '../../storage/conditions.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import { projectActivity } from './project-activity.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectStores } from './project-stores.ts';
import type { RemoveChildren } from './remove-children.ts';

export interface DeleteProjectDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly background: Background;
  readonly removeChildren: RemoveChildren;
}

export interface DeleteProjectRequest {
  readonly ifMatch: string | undefined;
  readonly answer: Answer;
}

export type DeleteProject = (
  read: Reader<Stored<ProjectRecord>>,
  request: DeleteProjectRequest,
  commit: Commit,
) => Promise<Answer>;

/** The project that a path names, also one that is being deleted. */
export const projectOrItsMarkReading = ({
  projects,
}: Pick<ProjectStores, 'projects'>): Reading<Stored<ProjectRecord>> =>
  createReading(async ({ id }, batch) => {
    const record = await batch.get(projects.toGet(projectKey(id)));
    if (!record) throw notFound('project_not_found', id);
    return record;
  });

/**
 * Marks the project, which hides it and keeps new children away, and removes what belongs to it. The mark is in the
 * outbox: the sweeper finishes whatever is left, and removes the record. Deleting again is fine: the first answer may have been lost.
 */
export const createDeleteProject =
  ({ stores, clock, background, removeChildren }: DeleteProjectDeps): DeleteProject =>
  async (read, { ifMatch, answer }, commit) => {
    const marked = await retryOnConflict('the project', async () => {
      const record = await read();
      if (record.deletingAt) return { isNew: false, record };
      requireMatch(ifMatch, record.version);
      const condition = ifMatch === undefined ? isAlive : isAliveAt(record.version);
      const hidden = { add: { version: 1 }, attributes: hiddenAt(record.id, clock()) };
      const mark = stores.projects.toUpdate(projectKey(record.id), hidden, { condition });
      const written = await commit([mark], projectActivity('deleted', record), answer);
      return written.ok ? { isNew: true, record } : undefined;
    });
    if (marked.isNew) {
      await background.runWithin(removalWaitMs, 'removal of a project', () => removeChildren(marked.record));
    }
    return answer;
  };
