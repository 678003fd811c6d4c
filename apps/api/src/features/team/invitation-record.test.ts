import { describe, expect, it } from 'vitest';
import { isPending, isTokenOf, newToken, tokenHashOf, type InvitationRecord } from './invitation-record.ts';

describe('a token', () => {
  it('is known by its hash, and is another one each time', () => {
    const token = newToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(newToken()).not.toBe(token);
    expect(isTokenOf(token, { tokenHash: tokenHashOf(token) })).toBe(true);
  });

  it.each(['', 'x', 'ü', 'a'.repeat(500)])('is not %j', (other) => {
    expect(isTokenOf(other, { tokenHash: tokenHashOf(newToken()) })).toBe(false);
    expect(isTokenOf(other, { tokenHash: '' })).toBe(false);
  });
});

describe('an invitation', () => {
  const expiresAt = '2026-01-15T00:00:00.000Z';
  const invitation = { expiresAt } as InvitationRecord;

  it('is pending until it lapses or ends', () => {
    expect(isPending(invitation, new Date(Date.parse(expiresAt) - 1))).toBe(true);
    expect(isPending(invitation, new Date(expiresAt))).toBe(false);
    const ended = { how: 'declined', by: 'ada', at: expiresAt } as const;
    expect(isPending({ ...invitation, ended }, new Date(0))).toBe(false);
  });
});
