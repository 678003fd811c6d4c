import { ProjectHead, projectKey } from '../access/project-head.ts';
import { MembershipItem, membershipPrefix, userPartition } from '../access/member-record.ts';
import type { Caller } from '../http/caller.ts';
import type { Storage } from '../storage/storage.ts';

export interface ListMemberships {
  /** The projects that a caller is a member of, newest first. One that is being deleted may be among them. */
  projectIdsOf(caller: Caller): Promise<readonly string[]>;
  /** Those of the projects that are not being deleted. */
  livingOf(projectIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A user's memberships, newest project first, as a query of the table `teams`. */
export const membershipsOf = (userId: string) =>
  ({ partition: userPartition(userId), sort: { beginsWith: membershipPrefix }, order: 'descending' }) as const;

export const createListMemberships = ({ open }: Pick<Storage, 'open'>): ListMemberships => {
  const memberships = open('teams', MembershipItem);
  const projects = open('projects', ProjectHead);
  return {
    projectIdsOf: async ({ userId }) => {
      const ids: string[] = [];
      for await (const { projectId } of memberships.query(membershipsOf(userId))) ids.push(projectId);
      return ids;
    },
    livingOf: async (projectIds) => {
      const found = await projects.batchGet(projectIds.map(projectKey));
      return new Set(found.flatMap((project) => (project && project.deletingAt === undefined ? [project.id] : [])));
    },
  };
};
