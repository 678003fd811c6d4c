/**
 * Characters that are invisible, change the reading order, end a line where an editor shows none, or cannot be stored:
 * controls (but tab, LF, CR), soft hyphen, zero-width and bidirectional marks, line separators, BOM, tags, and lone
 * surrogates. U+200C and U+200D stay: scripts and emoji need them.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/gu;

const hex = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
};

/** Writes each unsafe character as `\uXXXX`: an escape where the language has it, something to see where it has not. */
export const escapeUnsafe = (text: string): string => text.replace(unsafe, hex);

export const replaceUnsafe = (text: string, replace: (character: string) => string): string =>
  text.replace(unsafe, replace);

/** The text without those characters at its end. An expression such as `/\n+$/` looks again at each of a million of them. */
export const withoutTrailing = (text: string, characters: string): string => {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

/** The lines of a text, whichever way they were ended, with unsafe characters made visible. */
export const visibleLines = (text: string): readonly string[] =>
  text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => escapeUnsafe(line).trimEnd());

/** The text on one line. */
export const visibleLine = (text: string): string => visibleLines(text).join(' ').replace(/\s+/g, ' ').trim();

/**
 * Text made of texts and numbers, not yet encoded: the result is a string, so no template of code takes it.
 * Elsewhere in the generator plain templates are banned by lint.
 */
export const words = (strings: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  String.raw({ raw: strings }, ...values);
