import { transactWrite } from '@snapinfra/aws-clients';
import type { Role } from '@snapinfra/contracts';
import { memberKey, membershipKey } from '../../src/access/member-record.ts';
import { joinWrites } from '../../src/access/member-writes.ts';
import { projectKey } from '../../src/access/project-head.ts';
import type { Api } from './start-api.ts';

type Stores = Pick<Api, 'stores' | 'deps'>;

/** Makes a user a member of a project, as an invitation does that was accepted. */
export const join = async ({ stores, deps }: Stores, projectId: string, userId: string, role: Role): Promise<void> => {
  const joining = { caller: { userId, isAdmin: false }, projectId, role, now: deps.clock() };
  const counted = { memberCount: 1, ...(role === 'owner' && { ownerCount: 1 }) };
  const head = stores.projects.toUpdate(projectKey(projectId), { add: counted });
  const written = await transactWrite(deps.clients, [...joinWrites(stores, joining), head]);
  if (!written.ok) throw new Error(`${userId} is a member of ${projectId} already`);
};

/** Removes a member, as those who manage the team do. */
export const removeMember = async ({ stores, deps }: Stores, projectId: string, userId: string): Promise<void> => {
  await transactWrite(deps.clients, [
    stores.members.toDelete(memberKey(projectId, userId)),
    stores.memberships.toDelete(membershipKey(userId, projectId)),
    stores.projects.toUpdate(projectKey(projectId), { add: { memberCount: -1 } }),
  ]);
};

/** Gives a member another role. */
export const changeRole = async (
  { stores, deps }: Stores,
  projectId: string,
  userId: string,
  role: Role,
): Promise<void> => {
  await transactWrite(deps.clients, [
    stores.members.toUpdate(memberKey(projectId, userId), { set: { role }, add: { version: 1 } }),
    stores.memberships.toUpdate(membershipKey(userId, projectId), { set: { role } }),
  ]);
};
