import { stripVTControlCharacters } from 'node:util';

/**
 * Makes untrusted text safe for the terminal: removes colours and other control sequences, and escapes other control
 * characters except line breaks.
 */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(
    /[^\P{Cc}\n]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** The same for a name, on one line. */
export const printableName = (name: string): string => printable(name.replaceAll(/[\n\u2028\u2029]+/g, ' '));
