/** RFC 5321 limits a path to 256 characters, with its angle brackets. */
const maximumCharacters = 254;

/** One @ between plain characters: mail alone could tell whether it is an address. */
const addressPattern = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

/**
 * The e-mail address that a text is, in lower case, as addresses are compared; undefined if it is none. Nothing is trimmed: an
 * address with spaces around it is another one to its issuer.
 * Only A to Z are changed: the Kelvin sign in lower case is a k, so that its owner could pass for another user.
 */
export const emailAddressOf = (text: string): string | undefined => {
  const address = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return address.length <= maximumCharacters && addressPattern.test(address) ? address : undefined;
};
