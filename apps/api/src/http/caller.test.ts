import { describe, expect, it } from 'vitest';
import { callerOf, isUsableId } from './caller.ts';

const shapes: readonly unknown[] = [undefined, null, true, false, 0, 1, '', [], {}, { admin: true }, [['admin']]];

describe('the caller of claims', () => {
  it('has what they say', () => {
    const claims = {
      sub: 'ada',
      email: 'Ada@Example.com',
      email_verified: true,
      name: 'Ada L.',
      roles: ['admin', 'x'],
    };
    expect(callerOf({ ...claims, iss: 'https://issuer.example', other: 1 })).toEqual({
      userId: 'ada',
      email: { address: 'ada@example.com', verified: true },
      name: 'Ada L.',
      isAdmin: true,
    });
  });

  it('needs no more than a subject', () => {
    expect(callerOf({ sub: 'ada' })).toEqual({ userId: 'ada', isAdmin: false });
  });

  it.each([...shapes.filter((value) => value !== true), 'true', 'yes', [true]])(
    'has no verified e-mail address if that claim is %j',
    (value) => {
      const { email } = callerOf({ sub: 'ada', email: 'ada@example.com', email_verified: value });
      expect(email).toEqual({ address: 'ada@example.com', verified: false });
    },
  );

  it.each([...shapes, 'ada', 'ada@example.com\u0000'])('has no e-mail address if that is %j', (email) => {
    expect(callerOf({ sub: 'ada', email, email_verified: true })).toEqual({ userId: 'ada', isAdmin: false });
  });

  it.each([...shapes, ' ', '\u0000\n'])('has no name if that is %j', (name) => {
    expect(callerOf({ sub: 'ada', name })).toEqual({ userId: 'ada', isAdmin: false });
  });

  it('has its name in one line of 200 characters', () => {
    expect(callerOf({ sub: 'ada', name: ' Ada\u0000\r\nLovelace\u2028 ' }).name).toBe('Ada Lovelace');
    expect(callerOf({ sub: 'ada', name: 'x'.repeat(200) }).name).toBe('x'.repeat(200));
    const long = callerOf({ sub: 'ada', name: `${'x'.repeat(198)}\u{1F600}${'y'.repeat(1000)}` }).name ?? '';
    expect(long).toHaveLength(200);
    expect(long.isWellFormed()).toBe(true);
  });

  it.each([...shapes, 'admin', ['Admin'], ['administrator'], [null]])('is no admin with the roles %j', (roles) => {
    expect(callerOf({ sub: 'ada', roles }).isAdmin).toBe(false);
  });

  it.each(shapes)('has no usable id if the subject is %j', (sub) => {
    expect(isUsableId(callerOf({ sub, name: 'Ada' }).userId)).toBe(false);
  });
});

describe('a usable id', () => {
  it.each(['a', 'auth0|5f7c8ec7', 'ada@example.com', 'x'.repeat(256), 'Zoë'])('is %j', (id) => {
    expect(isUsableId(id)).toBe(true);
  });

  it.each(['', '.', '..', 'a\u0000b', 'a\uD800', 'x'.repeat(257)])('is not %j', (id) => {
    expect(isUsableId(id)).toBe(false);
  });
});
