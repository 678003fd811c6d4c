import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { EmailAddress, maximumEmailLength } from './email-address.ts';

const long = `${'a'.repeat(64)}@${'b'.repeat(maximumEmailLength - 64 - 1 - 4)}.com`;

describe('an e-mail address', () => {
  it.each(['ada@example.com', "o'hara+x@mail.example.co.uk", 'Ünicode@grüße.example', '名@例え.jp', long])(
    'may be %s',
    (address) => expect(Value.Check(EmailAddress, address)).toBe(true),
  );

  it.each([
    ...[
      '',
      '@',
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'ada@@example.com',
      'a b@example.com',
      'ada@exa mple.com',
    ],
    ...['ada@.example.com', 'ada@example..com', 'ada@example.com.', 'ada@example.com\n', 'Ada <ada@example.com>'],
    ...['ada@example.com,eve@example.com', 'ada\u0000@example.com', `a${long}`, `${long}m`],
  ])('is not %j', (address) => expect(Value.Check(EmailAddress, address)).toBe(false));
});
