import Type from 'typebox';
import { roles, type Role } from '../access/permissions.ts';

const inAnyCase = (word: string): string =>
  [...word].map((letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`).join('');

const patternOf = (words: readonly Role[]): string => `^(?:${words.map(inAnyCase).join('|')})$`;

/** The roles that an invitation may give: an owner is made by another owner, of somebody who is a member. */
export const invitedRoles = ['admin', 'developer', 'viewer'] as const satisfies readonly Role[];

const anyRole = patternOf(roles);
const anyInvitedRole = patternOf(invitedRoles);

/** A role as clients send it, in any case: see {@link roleOf}. */
export const RoleWord = Type.String({
  maxLength: 16,
  pattern: anyRole,
  description: `${roles.join(', ')}, in any case`,
});
export const InvitedRoleWord = Type.String({
  maxLength: 16,
  pattern: anyInvitedRole,
  description: `${invitedRoles.join(', ')}, in any case`,
});

/** The role that a word in any case names. @throws RangeError for another word */
export const roleOf = (word: string): Role => {
  const lower = word.toLowerCase();
  const role = roles.find((known) => known === lower);
  if (role === undefined) throw new RangeError(`${JSON.stringify(word.slice(0, 20))} is no role`);
  return role;
};

export const teamRolePatterns = {
  [anyRole]: `must be one of ${roles.join(', ')}, in any case`,
  [anyInvitedRole]: `must be one of ${invitedRoles.join(', ')}, in any case`,
} as const;
