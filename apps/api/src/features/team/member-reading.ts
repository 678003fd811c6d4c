import type { Stored } from '@snapinfra/aws-clients';
import { projectPartition } from '@snapinfra/platform';
import { memberKey, memberPrefix, type MemberRecord } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import { createReading, type Reading } from '../../access/reading.ts';
import { isUsableId } from '../../http/caller.ts';
import { notFound } from '../../http/problem-error.ts';
import { formerMemberKey, type FormerMember } from './former-member.ts';
import type { TeamProject, TeamStores } from './team-stores.ts';

/** The caller's part in a project, read anew at each attempt, and the member whom the request is about. */
export interface MemberItems {
  readonly project: Stored<TeamProject>;
  /** The caller. */
  readonly by: Stored<MemberRecord>;
  readonly memberId: string;
  readonly member: Stored<MemberRecord> | undefined;
  readonly former: Stored<FormerMember> | undefined;
}

type Stores = Pick<TeamStores, 'projects' | 'members' | 'formerMembers'>;

/** `memberIdOf` gives the id of the member whom the request is about. */
export const memberReading = (
  { projects, members, formerMembers }: Stores,
  memberIdOf: (request: Parameters<Reading<MemberItems>['read']>[0]) => string,
): Reading<MemberItems> =>
  createReading(async (request, batch) => {
    const { caller, projectId } = request;
    const memberId = memberIdOf(request);
    // Nobody has an id that is, for instance, longer than a key may be.
    const mayExist = isUsableId(memberId);
    const [project, by, member, former] = await Promise.all([
      batch.get(projects.toGet(projectKey(projectId))),
      batch.get(members.toGet(memberKey(projectId, caller.userId))),
      mayExist ? batch.get(members.toGet(memberKey(projectId, memberId))) : undefined,
      mayExist ? batch.get(formerMembers.toGet(formerMemberKey(projectId, memberId))) : undefined,
    ]);
    if (!project || project.deletingAt !== undefined || !by) throw notFound('project_not_found', projectId);
    return { project, by, memberId, member, former };
  });

/** All members of a project: 200 at most. */
export const allMembers = async (
  { members }: Pick<Stores, 'members'>,
  projectId: string,
): Promise<Stored<MemberRecord>[]> => {
  const all: Stored<MemberRecord>[] = [];
  const query = { partition: projectPartition(projectId), sort: { beginsWith: memberPrefix } };
  for await (const member of members.query(query)) all.push(member);
  return all;
};
