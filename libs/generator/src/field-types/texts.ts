import { describeFieldType, type ResolvedColumn } from '@snapinfra/data-model';
import { jsonLiteral, ts } from '../emit/index.ts';
import type { ColumnFieldType, GeneratorFieldType, Options, TestedType } from './description.ts';
import { builderOptions, pg, plainBuilder } from './drizzle.ts';
import { typeboxSchema } from './schemas.ts';
import { sqlType } from './sql-types.ts';

/** The time to hash a password grows with its length. */
const longestPassword = 1024;
/** A longer example shows nothing more, even where a field asks for more characters. */
const longestExample = 100;

const emailExample = 'someone@example.com';
const urlExample = 'https://example.com';

const smallest = (...limits: readonly (number | undefined)[]): number | undefined => {
  const present = limits.filter((limit) => limit !== undefined);
  return present.length === 0 ? undefined : Math.min(...present);
};

const longest = ({ type, length, maxLength }: ResolvedColumn): number | undefined =>
  smallest(maxLength, length ?? describeFieldType(type).usualLength);

/** `own`: the format that the type implies. */
const textSchema =
  (own?: 'email' | 'uri'): GeneratorFieldType['schema'] =>
  (column, shared) => {
    const said = column.format === 'email' ? 'email' : column.format === undefined ? undefined : 'uri';
    const options: Options = {
      minLength: column.minLength,
      maxLength: longest(column),
      pattern: column.pattern,
      format: own ?? said,
    };
    return typeboxSchema('String', { ...options, ...shared });
  };

const withinLength =
  (value: string): GeneratorFieldType['example'] =>
  (column, patternSamples) => {
    const limits = { minLength: column.minLength ?? 0, maxLength: longest(column) ?? Infinity };
    const [matching] = column.pattern === undefined ? [] : patternSamples([column.pattern], limits);
    return matching ?? value.padEnd(Math.min(limits.minLength, longestExample), 'x').slice(0, limits.maxLength);
  };

const plainExample: GeneratorFieldType['example'] = (column, samples) => {
  if (column.format === 'email') return emailExample;
  return column.format === undefined ? withinLength('text')(column, samples) : urlExample;
};

const formats = {
  none: { schema: textSchema(), example: plainExample },
  email: { schema: textSchema('email'), example: () => emailExample },
  url: { schema: textSchema('uri'), example: () => urlExample },
} as const;

const textTests = (format: 'none' | 'email' | 'url'): TestedType => ({
  form: 'text',
  padded: false,
  format,
  rare: ['', '\u0001', '👩‍👩‍👧', ' x '],
});

interface Text {
  /** The format that the type implies. */
  readonly format: keyof typeof formats;
  readonly narrowness: number;
}

/** `text`, or `varchar(n)` where a length is said. */
export const text = ({ format, narrowness }: Text): GeneratorFieldType => ({
  sqlType: ({ length }) => (length === undefined ? sqlType('text') : sqlType('varchar', length)),
  inputText: String,
  sqlConstant: String,
  builder: (name, { length }) =>
    length === undefined ? ts`${pg('text')}(${name})` : ts`${pg('varchar')}(${name}${builderOptions({ length })})`,
  tsConstant: jsonLiteral,
  schema: formats[format].schema,
  example: formats[format].example,
  narrowness,
  tests: textTests(format),
});

/** `varchar`, with a length or without. */
export const varchar: GeneratorFieldType = {
  sqlType: ({ length }) => sqlType('varchar', length),
  inputText: String,
  sqlConstant: String,
  builder: (name, { length }) => ts`${pg('varchar')}(${name}${builderOptions({ length })})`,
  tsConstant: jsonLiteral,
  schema: textSchema(),
  example: plainExample,
  narrowness: 3,
  tests: textTests('none'),
};

/** `char(n)`. */
export const paddedText: GeneratorFieldType = {
  sqlType: ({ type, length }) => sqlType('char', length ?? describeFieldType(type).usualLength),
  inputText: String,
  sqlConstant: String,
  builder: (name, { type, length }) =>
    ts`${pg('char')}(${name}${builderOptions({ length: length ?? describeFieldType(type).usualLength })})`,
  tsConstant: jsonLiteral,
  schema: textSchema(),
  example: plainExample,
  narrowness: 0,
  tests: { form: 'text', padded: true, format: 'none', rare: ['', 'é', ' x'] },
};

/**
 * Replaces the type of a text with the format `password`: the column holds a hash, and the rules are about the plain
 * text.
 */
export const password: ColumnFieldType = {
  sqlType: () => sqlType('text'),
  inputText: String,
  sqlConstant: String,
  builder: plainBuilder('text'),
  tsConstant: jsonLiteral,
  schema: ({ minLength, maxLength, length, pattern }, shared) =>
    typeboxSchema('String', {
      minLength,
      maxLength: smallest(maxLength, length, longestPassword),
      pattern,
      writeOnly: true,
      ...shared,
    }),
  example: withinLength('a long password'),
  narrowness: 0,
};
