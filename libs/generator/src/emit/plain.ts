import { createCode, createTag, EmitError, joinCode, type Code } from './code.ts';
import { replaceUnsafe } from './text.ts';

/** Plain text files, and the languages without a tag of their own: shell, Dockerfile, `.env`, Mermaid. */
export const plain = createTag('text');

export const plainJoin = (pieces: readonly Code<'text'>[], separator = '\n'): Code<'text'> =>
  joinCode('text', pieces, separator);

/** A whole number. */
export const plainNumber = (value: number): Code<'text'> => createCode('text', value.toFixed(0));

/** One word of a POSIX shell's command line. */
export const shellWord = (text: string): Code<'text'> => {
  if (text.includes('\u0000') || /[\n\r]/.test(text))
    throw new EmitError('not_representable', 'A shell word holds no line break');
  if (/^[\w@%+=:,./-]+$/.test(text)) return createCode('text', text);
  return createCode('text', `'${text.replaceAll("'", `'\\''`)}'`);
};

/** A JSON value, indented by two, with invisible characters escaped. */
export const jsonText = (value: unknown): Code<'json'> => {
  const text = JSON.stringify(value, undefined, 2);
  if (text === undefined) throw new EmitError('not_representable', 'Not a JSON value');
  // Outside of its strings JSON has none of these characters, so that the escape is always one within a string.
  return createCode('json', replaceUnsafe(text, jsonEscape));
};

const jsonEscape = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Any text as a double-quoted YAML scalar. */
export const yamlString = (text: string): Code<'yaml'> => createCode('yaml', jsonText(text).text);
