import { projectPartition } from '@snapinfra/platform';
import { allOf, eachInParallel, equals } from '@snapinfra/aws-clients';
import { createDueSweep, type DueSweep, type DueSweepDeps } from '@snapinfra/jobs';
import { memberKey, memberPrefix, membershipKey } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import { hiddenAt, isDoomed, requireDoomed, type Doomed } from '../../records/removal.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isAlive } from '../../storage/conditions.ts';
import { deleteAll } from '../../storage/delete-all.ts';
import { writableTable } from '../../storage/tables.ts';
import type { RemoveAlone } from '../project-access.ts';
import type { ProjectStores } from './project-stores.ts';
import type { RemoveChildren } from './remove-children.ts';

type Stores = Pick<ProjectStores, 'projects' | 'members' | 'memberships' | 'activity'>;

/** The memberships go first: a member without one is found again by the project. */
const removeMembers = async ({ members, memberships }: Stores, { id: projectId }: Doomed): Promise<void> => {
  const all = members.query({ partition: projectPartition(projectId), sort: { beginsWith: memberPrefix } });
  await eachInParallel(all, async ({ userId }) => {
    await writableTable(memberships).delete(membershipKey(userId, projectId));
    await writableTable(members).delete(memberKey(projectId, userId));
  });
};

const removeActivity = ({ activity }: Stores, { id }: Doomed): Promise<void> =>
  deleteAll(writableTable(activity), { partition: projectPartition(id) });

/**
 * Finishes the removal of projects: what belongs to one goes first, then its members (whose DELETE may come again until then), its
 * record last.
 */
export const createSweepProjects = (deps: DueSweepDeps, stores: Stores, removeChildren: RemoveChildren): DueSweep => {
  const projects = writableTable(stores.projects);
  return createDueSweep(deps, projects, async (project) => {
    requireDoomed(project);
    await removeChildren(project);
    await removeActivity(stores, project);
    await removeMembers(stores, project);
    await projects.delete(projectKey(project.id), isDoomed);
  });
};

interface RemoveAloneDeps {
  readonly stores: Pick<ProjectStores, 'projects'>;
  readonly clock: Clock;
  readonly removeChildren: RemoveChildren;
}

/** The mark keeps others from joining, and is in the outbox: the sweeper finishes whatever is left. */
export const createRemoveAlone =
  ({ stores, clock, removeChildren }: RemoveAloneDeps): RemoveAlone =>
  async (userId, projectId) => {
    const change = { add: { version: 1 }, attributes: hiddenAt(projectId, clock()) };
    const condition = allOf(isAlive, equals('memberCount', 1), equals('userId', userId));
    const marked = await writableTable(stores.projects).update(projectKey(projectId), change, { condition });
    if (marked.ok) await removeChildren({ id: projectId });
    return marked.ok;
  };
