import { isAtLeast, roles, type Role } from '@snapinfra/contracts';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../http/problem-error.ts';
import { needsSuccessor, requireAnotherOwner, requireMayManage, successorOf, type Standee } from './standing.ts';

const member = (userId: string, role: Role, joinedAt = '2026-01-01T00:00:00.000Z'): Standee => ({
  userId,
  role,
  joinedAt,
});
const codeOf = (act: () => void): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof ProblemError ? error.code : String(error);
  }
};

describe('the right to manage', () => {
  const cases = roles.flatMap((by) =>
    roles.flatMap((of) => [...roles, undefined].map((next) => ({ by, of, next }) as const)),
  );
  it.each(cases)('as $by, a member who is $of and becomes $next', ({ by, of, next }) => {
    const touchesOwner = of === 'owner' || next === 'owner';
    const allowed = by === 'owner' || (by === 'admin' && !touchesOwner);
    const act = () => requireMayManage(member('ada', by), member('bob', of), next);
    expect(codeOf(act)).toBe(allowed ? undefined : 'permission_denied');
  });

  it('of oneself never raises', () => {
    const pairs = roles.flatMap((from) => roles.map((to) => ({ from, to }) as const));
    const allowed = pairs.filter(({ from, to }) => {
      const self = member('ada', from);
      return codeOf(() => requireMayManage(self, self, to)) === undefined;
    });
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.filter(({ from, to }) => !isAtLeast(from, to))).toEqual([]);
  });
});

describe('the owners of a project', () => {
  const owner = member('ada', 'owner');

  it('are never none', () => {
    const alone = { tenantId: 'ada', ownerCount: 1, memberCount: 3 };
    expect(codeOf(() => requireAnotherOwner(alone, owner))).toBe('last_owner');
    expect(codeOf(() => requireAnotherOwner(alone, member('bob', 'admin')))).toBeUndefined();
    expect(codeOf(() => requireAnotherOwner({ ...alone, ownerCount: 2 }, owner))).toBeUndefined();
  });

  it('have the one who joined first as the successor of the tenant, never an admin', () => {
    const members = [
      owner,
      member('zoe', 'owner', '2026-01-03T00:00:00.000Z'),
      member('max', 'owner', '2026-01-02T00:00:00.000Z'),
      member('eve', 'admin', '2025-01-01T00:00:00.000Z'),
    ];
    expect(successorOf('ada', members)?.userId).toBe('max');
    expect(successorOf('ada', [owner, members[3] ?? owner])).toBeUndefined();
  });

  it('have none where another than the tenant goes', () => {
    const two = { tenantId: 'ada', ownerCount: 2, memberCount: 2 };
    expect(needsSuccessor(two, owner)).toBe(true);
    expect(needsSuccessor(two, member('max', 'owner'))).toBe(false);
  });
});
