import Type from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { roles } from '../access/permissions.ts';
import { InvitedRoleWord, roleOf, RoleWord } from './role.ts';

describe('a role', () => {
  it.each(roles.flatMap((role) => [role, role.toUpperCase(), `${role[0]?.toUpperCase()}${role.slice(1)}`]))(
    'is known in any case: %s',
    (word) => {
      expect(Value.Check(RoleWord, word)).toBe(true);
      expect(roleOf(word)).toBe(word.toLowerCase());
    },
  );

  it.each(['', 'admins', ' admin', 'root', 'ADMİN', 'toString'])('is none of: %j', (word) => {
    expect(Value.Check(RoleWord, word)).toBe(false);
    expect(() => roleOf(word)).toThrow(RangeError);
  });

  it('of an invitation is never that of an owner', () => {
    expect(Value.Check(InvitedRoleWord, 'Admin')).toBe(true);
    expect(Value.Check(InvitedRoleWord, 'Owner')).toBe(false);
    expect(Value.Check(Type.Object({ role: InvitedRoleWord }), { role: 'owner' })).toBe(false);
  });
});
