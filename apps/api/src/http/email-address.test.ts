import { describe, expect, it } from 'vitest';
import { emailAddressOf } from './email-address.ts';

describe('an e-mail address', () => {
  it('is compared in lower case', () => {
    expect(emailAddressOf('Ada.Lovelace@Example.COM')).toBe('ada.lovelace@example.com');
  });

  it('has 254 characters at most', () => {
    expect(emailAddressOf(`${'a'.repeat(250)}@b.c`)).toHaveLength(254);
    expect(emailAddressOf(`${'a'.repeat(251)}@b.c`)).toBeUndefined();
  });

  it('never becomes that of another user by its lower case', () => {
    expect('\u212A@example.com'.toLowerCase()).toBe('k@example.com');
    expect(emailAddressOf('\u212A@example.com')).not.toBe('k@example.com');
  });

  it.each([
    '',
    ' ',
    ' ada@b.c',
    'ada@b.c\t',
    '\uFEFFada@b.c',
    'ada@b.c\u00A0',
    'ada',
    '@',
    'ada@',
    '@b.c',
    'a@b@c',
    'a b@c',
    'a\u0000@b',
    'a@b\n.c',
    'a\u200B@b',
    'a\uD800@b',
  ])('is not %j', (text) => {
    expect(emailAddressOf(text)).toBeUndefined();
  });
});
