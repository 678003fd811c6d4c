import { isAtLeast, permissions, rolesWith, type ProjectPermission, type Role } from '@snapinfra/contracts';
import type { ReadBatch, Stored, Table } from '@snapinfra/aws-clients';
import type { Caller } from '../http/caller.ts';
import { notFound, refuse, type NotFoundCode, type ProblemError } from '../http/problem-error.ts';
import { memberKey, type MemberRecord } from './member-record.ts';
import { projectKey, type ProjectHead } from './project-head.ts';
import type { Subject } from './route-access.ts';

/** The tables that rights are read from. */
export interface RightsStores {
  readonly projects: Pick<Table<ProjectHead>, 'toGet' | 'toCheck'>;
  readonly members: Pick<Table<MemberRecord>, 'toGet' | 'toCheck'>;
}

/** The right in a project that a request needs. */
export interface Claim {
  readonly caller: Caller;
  readonly permission: ProjectPermission;
  readonly subject: Subject;
  readonly notFound: NotFoundCode;
  readonly seesDeleted: boolean;
}

/** The caller's part in a project; the role has the right that the route needs. */
export interface Access {
  readonly caller: Caller;
  /** The id that the request names: the project's, or that of something below it. */
  readonly id: string;
  readonly project: Stored<ProjectHead>;
}

/** Said in the same words as of an id that nothing has. */
export const unknownSubject = ({ notFound: code, subject }: Pick<Claim, 'notFound' | 'subject'>): ProblemError =>
  notFound(code, subject.id);

const roleTooLow = (role: Role, permission: ProjectPermission): ProblemError =>
  refuse(
    'permission_denied',
    `Your role in this project is ${role}; ${permission} is for ${rolesWith(permission).join(', ')}.`,
  );

/** Why a caller may not do it; undefined for one who may. */
export const refusalOf = (claim: Claim, member: Pick<MemberRecord, 'role'> | undefined): ProblemError | undefined => {
  if (!member) return unknownSubject(claim);
  return isAtLeast(member.role, permissions[claim.permission]) ? undefined : roleTooLow(member.role, claim.permission);
};

/**
 * Reads a caller's part in a project, as part of a batch.
 *
 * @throws ProblemError the claim's `notFound` for a project that is not there or that the caller is no member of,
 * `permission_denied` for a role that does not suffice
 */
export const readAccess = async (stores: RightsStores, batch: ReadBatch, claim: Claim): Promise<Access> => {
  const { caller, subject, seesDeleted } = claim;
  const [project, member] = await Promise.all([
    batch.get(stores.projects.toGet(projectKey(subject.projectId))),
    batch.get(stores.members.toGet(memberKey(subject.projectId, caller.userId))),
  ]);
  if (!project || (project.deletingAt !== undefined && !seesDeleted)) throw unknownSubject(claim);
  const refusal = refusalOf(claim, member);
  if (refusal !== undefined) throw refusal;
  return { caller, id: subject.id, project };
};
