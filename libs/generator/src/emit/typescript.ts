import { createCode, createTag, EmitError, joinCode, type Code, type ImportUse } from './code.ts';
import { escapeUnsafe, visibleLines } from './text.ts';
import { isIdentifierName, isReservedWord } from './reserved-words.ts';

/** TypeScript code: ts`export const ${identifier(name)} = ${stringLiteral(text)};` */
export const ts = createTag('ts');

/** Joins pieces with a separator of the generator's own (', ' by default); `none` is left out. */
export const tsJoin = (pieces: readonly Code<'ts'>[], separator = ', '): Code<'ts'> =>
  joinCode('ts', pieces, separator);

/** A name to declare or refer to. It takes names that `naming` derived: ASCII identifiers other than reserved words. */
export const identifier = (name: string): Code<'ts'> => {
  if (!isIdentifierName(name) || isReservedWord(name)) {
    throw new EmitError('not_an_identifier', `${JSON.stringify(name)} is not usable as an identifier`);
  }
  return createCode('ts', name);
};

const quoteWith = (text: string, quote: string): string =>
  quote +
  escapeUnsafe(text.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`))
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t') +
  quote;

/** Any text as a string literal, on one line. */
export const stringLiteral = (text: string): Code<'ts'> =>
  createCode('ts', quoteWith(text, text.includes("'") && !text.includes('"') ? '"' : "'"));

/** Any text as the key of an object literal or type: bare where it may be. `__proto__` is computed, so that it is a key. */
export const propertyKey = (name: string): Code<'ts'> => {
  if (name === '__proto__') return createCode('ts', "['__proto__']");
  return isIdentifierName(name) ? createCode('ts', name) : stringLiteral(name);
};

/** Reads a property: `object.name`, or `object['odd name']`. */
export const propertyAccess = (object: Code<'ts'>, name: string): Code<'ts'> =>
  isIdentifierName(name) ? ts`${object}.${createCode('ts', name)}` : ts`${object}[${stringLiteral(name)}]`;

/** A finite number, boolean, null or undefined. */
export const primitive = (value: number | boolean | null | undefined): Code<'ts'> => {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new EmitError('not_representable', `${String(value)} is not a number to write`);
  }
  return createCode('ts', Object.is(value, -0) ? '-0' : String(value));
};

/** A bigint, as `123n`. */
export const bigintLiteral = (value: bigint): Code<'ts'> => createCode('ts', `${value}n`);

/** `'a' | 'b'`: the union of string literal types. */
export const stringUnion = (texts: readonly string[]): Code<'ts'> => tsJoin(texts.map(stringLiteral), ' | ');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const maxInlineLength = 100;

const bracket = (open: string, pieces: readonly Code<'ts'>[], close: string, padding: string): Code<'ts'> => {
  if (pieces.length === 0) return createCode('ts', open + close);
  const inline = pieces.map((piece) => piece.text).join(', ');
  if (inline.length <= maxInlineLength && !inline.includes('\n')) {
    return createCode('ts', open + padding + inline + padding + close);
  }
  const lines = pieces.map((piece) => `  ${piece.text.replaceAll('\n', '\n  ')},`).join('\n');
  return createCode('ts', `${open}\n${lines}\n${close}`);
};

/** A JSON value as an expression. Members that are undefined are left out, as in JSON. */
export const jsonLiteral = (value: unknown): Code<'ts'> => {
  if (typeof value === 'string') return stringLiteral(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return primitive(value);
  if (Array.isArray(value)) return bracket('[', value.map(jsonLiteral), ']', '');
  if (isRecord(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return bracket(
      '{',
      members.map(([key, member]) => ts`${propertyKey(key)}: ${jsonLiteral(member)}`),
      '}',
      ' ',
    );
  }
  throw new EmitError('not_representable', `A ${typeof value} is not JSON`);
};

/**
 * What would mean something to a tool in a comment, defused: the end of the comment, TypeScript's and JSDoc's tags
 * (`@ts-nocheck`, `@type`), and directives of linters, bundlers and coverage tools.
 */
const defuse = (line: string): string =>
  line
    .replace(/\*\//g, '*\\/')
    .replace(/\/\*/g, '/\\*')
    .replace(/(^|[^\w\\])@(?=[\w-])/g, '$1\\@')
    .replace(
      /(eslint|oxlint|tslint|prettier|biome|c8|v8|istanbul|node|webpack|vite)(?=[-:]|\s+(?:ignore|disable))/gi,
      '$1\\',
    )
    .replace(/webpack(?=[A-Z])/g, 'webpack\\')
    .replace(/(source(?:Mapping)?URL)=/gi, '$1\\=')
    .replace(/^(\s*)([#/<!*])/, '$1\\$2');

/** `// …` lines. */
export const comment = (text: string): Code<'ts'> =>
  createCode(
    'ts',
    visibleLines(text)
      .map((line) => `// ${defuse(line)}`.trimEnd())
      .join('\n'),
  );

/** Breaks a long line between words. */
const wrap = (line: string): readonly string[] => {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length >= maxInlineLength) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
};

/** A documentation comment; any text can be in it. */
export const docComment = (text: string): Code<'ts'> => {
  const lines = visibleLines(text.trim()).map(defuse).flatMap(wrap);
  if (lines.length === 1) return createCode('ts', `/** ${lines[0] ?? ''} */`);
  return createCode('ts', `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`);
};

const modulePattern = /^(?:node:|\.{1,2}\/|@?[a-z0-9])[\w@./-]*$/i;

export interface ImportOptions {
  readonly kind?: ImportUse['kind'];
  readonly typeOnly?: boolean;
}

/** A name that comes from another module; the import is written by `tsModule` where it is used. */
export const imported = (name: string, module: string, options: ImportOptions = {}): Code<'ts'> => {
  if (!modulePattern.test(module) || module.includes('..', 2)) {
    throw new EmitError('path_not_allowed', `${JSON.stringify(module)} is not a module to import`);
  }
  const text = identifier(name).text;
  return createCode('ts', text, [
    { kind: options.kind ?? 'named', name: text, module, typeOnly: options.typeOnly === true },
  ]);
};
