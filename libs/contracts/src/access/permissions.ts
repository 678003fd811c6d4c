/** The roles of a project's members, the highest first: each may do everything that lower ones may. */
export const roles = ['owner', 'admin', 'developer', 'viewer'] as const;
export type Role = (typeof roles)[number];

/**
 * The rights in a project and in everything below it, each with the lowest role that has it. Rights to read are named `….read`;
 * an endpoint that writes never has such a permission.
 */
export const permissions = {
  'project.read': 'viewer',
  'project.write': 'developer',
  'project.delete': 'owner',
  'schema.read': 'viewer',
  'schema.write': 'developer',
  'architecture.read': 'viewer',
  'architecture.write': 'developer',
  'generation.read': 'viewer',
  'generation.request': 'developer',
  'generation.cancel': 'developer',
  'generation.delete': 'developer',
  'deployment.read': 'viewer',
  'team.read': 'viewer',
  'team.leave': 'viewer',
  'invitation.read': 'admin',
  'team.invite': 'admin',
  'team.manage': 'admin',
  'team.transfer': 'owner',
} as const satisfies Readonly<Record<string, Role>>;

/** A right in a project. */
export type ProjectPermission = keyof typeof permissions;

/** `user`: any caller, about the caller's own things; `anybody`: without a caller. */
export type Permission = ProjectPermission | 'user' | 'anybody';

export const projectPermissions = Object.keys(permissions) as readonly ProjectPermission[];

export const isProjectPermission = (permission: Permission): permission is ProjectPermission =>
  Object.hasOwn(permissions, permission);

/** Whether a role is `least` or a higher one. */
export const isAtLeast = (role: Role, least: Role): boolean => roles.indexOf(role) <= roles.indexOf(least);

/** The roles that have a right. */
export const rolesWith = (permission: ProjectPermission): readonly Role[] =>
  roles.filter((role) => isAtLeast(role, permissions[permission]));
