import { stripVTControlCharacters } from 'node:util';

/**
 * Text of others for the terminal: colours and commands to the terminal are taken away, other control characters shown as
 * what they are. Line breaks stay.
 */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(
    /[^\P{Cc}\n]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** The same for a name: on one line. */
export const printableName = (name: string): string => printable(name.replaceAll(/[\n\u2028\u2029]+/g, ' '));
