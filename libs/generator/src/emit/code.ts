import { withoutTrailing } from './text.ts';

/** The languages that the generator writes. A piece of one never gets into another but through an encoder. */
export type Language = 'ts' | 'sql' | 'md' | 'yaml' | 'json' | 'text';

/** Something that a piece of TypeScript needs imported; collected by `tsModule`. */
export interface ImportUse {
  readonly kind: 'named' | 'default' | 'namespace';
  readonly name: string;
  readonly module: string;
  readonly typeOnly: boolean;
}

const made = Symbol('code');

/**
 * A piece of generated text in one language. It comes from a tagged template or an encoder and from nowhere else: the
 * symbol that brands it does not leave this folder, so a model's text cannot pass for code.
 */
export interface Code<L extends Language = Language> {
  readonly [made]: L;
  readonly text: string;
  readonly imports: readonly ImportUse[];
}

/** What a template of language L takes: its own code; a list becomes lines. */
export type Interpolation<L extends Language> = Code<L> | readonly Code<L>[];

/** A refusal to write something: a programming error or a text that the language cannot express. */
export class EmitError extends Error {
  override readonly name = 'EmitError';
  readonly code: 'not_code' | 'not_an_identifier' | 'not_representable' | 'path_not_allowed' | 'import_collision';
  constructor(code: EmitError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const noImports: readonly ImportUse[] = [];

/** For the encoders of this folder only: the text must already be safe in the language. */
export const createCode = <L extends Language>(
  language: L,
  text: string,
  imports: readonly ImportUse[] = noImports,
): Code<L> => ({ [made]: language, text, imports });

/** Nothing at all. A template line that holds only this disappears. */
export const none: Code<never> = createCode('text', '') as Code<never>;

const isCode = (value: unknown): value is Code => typeof value === 'object' && value !== null && made in value;

const assertCode = (language: Language, value: unknown): Code => {
  // The types say so already; this holds where somebody cast them away.
  if (!isCode(value) || (value[made] !== language && value !== none)) {
    throw new EmitError('not_code', `Only ${language} code may be interpolated here`);
  }
  return value;
};

const mergeImports = (pieces: readonly Code[]): readonly ImportUse[] => {
  const withImports = pieces.filter((piece) => piece.imports.length > 0);
  if (withImports.length === 0) return noImports;
  return withImports.length === 1
    ? (withImports[0]?.imports ?? noImports)
    : withImports.flatMap((piece) => piece.imports);
};

export const joinCode = <L extends Language>(language: L, pieces: readonly Code<L>[], separator: string): Code<L> => {
  for (const piece of pieces) assertCode(language, piece);
  const present = pieces.filter((piece) => piece !== none);
  return createCode(language, present.map((piece) => piece.text).join(separator), mergeImports(present));
};

interface Layout {
  readonly parts: readonly string[];
  /** For each interpolation, the white space that its line starts with. */
  readonly indents: readonly string[];
  /** For each interpolation, whether nothing else stands on its line. */
  readonly alone: readonly boolean[];
}

const dedent = (strings: readonly string[]): readonly string[] => {
  const parts = [...strings];
  const multiLine = /^[ \t]*\n/.test(parts[0] ?? '');
  if (!multiLine) return parts;
  parts[0] = (parts[0] ?? '').replace(/^[ \t]*\n/, '\n');
  const last = parts.length - 1;
  parts[last] = (parts[last] ?? '').replace(/\n[ \t]*$/, '');
  let common = Number.POSITIVE_INFINITY;
  parts.forEach((part, index) => {
    for (const match of part.matchAll(/\n([ \t]*)(?=([^\n]?))/g)) {
      const endsPart = match.index + match[0].length === part.length;
      if (match[2] === '' && (!endsPart || index === last)) continue;
      common = Math.min(common, match[1]?.length ?? 0);
    }
  });
  const width = Number.isFinite(common) ? common : 0;
  const cut = new RegExp(`\\n[ \\t]{0,${width}}`, 'g');
  const dedented = parts.map((part) => part.replace(cut, '\n'));
  dedented[0] = (dedented[0] ?? '').replace(/^\n/, '');
  return dedented;
};

const layoutOf = (strings: readonly string[]): Layout => {
  const parts = dedent(strings);
  const indents: string[] = [];
  const alone: boolean[] = [];
  let line = '';
  for (let index = 0; index < parts.length - 1; index += 1) {
    const part = parts[index] ?? '';
    const lineBreak = part.lastIndexOf('\n');
    line = lineBreak === -1 ? line + part : part.slice(lineBreak + 1);
    const following = parts[index + 1] ?? '';
    const endsLine = following.startsWith('\n') || (following === '' && index === parts.length - 2);
    indents.push(/^[ \t]*/.exec(line)?.[0] ?? '');
    alone.push(endsLine && /^[ \t]*$/.test(line));
    line += '\u0000';
  }
  return { parts, indents, alone };
};

const indentFollowingLines = (text: string, indent: string): string =>
  indent === '' || !text.includes('\n') ? text : text.replace(/\n(?!\n|$)/g, `\n${indent}`);

const fill = (layout: Layout, values: readonly Code[]): string => {
  let text = layout.parts[0] ?? '';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]?.text ?? '';
    let following = layout.parts[index + 1] ?? '';
    if (value === '' && layout.alone[index] === true) {
      text = withoutTrailing(text, ' \t');
      if (following === '') text = text.replace(/\n$/, '');
      else following = following.slice(1);
    }
    text += indentFollowingLines(value, layout.indents[index] ?? '') + following;
  }
  return text;
};

export type Tag<L extends Language> = (
  strings: TemplateStringsArray,
  ...values: readonly Interpolation<L>[]
) => Code<L>;

/**
 * Makes a template tag. The literal parts are the generator's own; they lose their common indentation and the line
 * breaks next to the backticks. What is interpolated keeps the indentation of the line it stands in.
 */
export const createTag = <L extends Language>(language: L): Tag<L> => {
  const layouts = new WeakMap<TemplateStringsArray, Layout>();
  return (strings, ...values) => {
    const layout = layouts.get(strings) ?? layoutOf(strings);
    layouts.set(strings, layout);
    const pieces = values.map((value) =>
      Array.isArray(value) ? joinCode(language, value as readonly Code<L>[], '\n') : assertCode(language, value),
    );
    return createCode(language, fill(layout, pieces), mergeImports(pieces));
  };
};

/** The finished text of a file: ends in exactly one line break. TypeScript goes through `tsModule` instead. */
export const render = (code: Code<Exclude<Language, 'ts'>>): string => `${withoutTrailing(code.text, '\n')}\n`;
