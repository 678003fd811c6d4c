import Type from 'typebox';

/** The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, without its angle brackets). */
export const maximumEmailLength = 254;

/** One @, something before it, and a domain of two labels or more. Whether anybody reads mail there, only a mail can tell. */
const addressPattern =
  '^[^\\s@\\u0000-\\u001f\\u007f<>()\\[\\],;:"\\\\]{1,64}@(?:[^\\s@.\\u0000-\\u001f\\u007f<>()\\[\\],;:"\\\\]+\\.)+[^\\s@.\\u0000-\\u001f\\u007f<>()\\[\\],;:"\\\\]+$';

export const emailPatterns = { [addressPattern]: 'must be an e-mail address, such as ada@example.com' } as const;

export const EmailAddress = Type.String({
  minLength: 3,
  maxLength: maximumEmailLength,
  pattern: addressPattern,
  description: 'An e-mail address; capital letters make no difference',
});
