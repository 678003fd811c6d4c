import { describeFieldType, type FieldType } from '@snapinfra/data-model';
import { identifier, imported, jsonLiteral, stringLiteral, ts, words } from '../emit/index.ts';
import type { TextModel } from '../../template/test/support/model.ts';
import type { ColumnTypeName, FormattedTypeName, GeneratorFieldType, Options } from './description.ts';
import { pg, plainBuilder, textBuilder } from './drizzle.ts';
import { enumSchema, formatSchema, namedSchema, typeboxSchema } from './schemas.ts';
import { sqlType } from './sql-types.ts';

/** `boolean`. */
export const truth: GeneratorFieldType = {
  sqlType: () => sqlType('boolean'),
  inputText: String,
  sqlConstant: (value) => value === true,
  builder: plainBuilder('boolean'),
  tsConstant: jsonLiteral,
  schema: (_, shared) => typeboxSchema('Boolean', shared),
  example: () => true,
  narrowness: 0,
  tests: { form: 'boolean', rare: [] },
};

interface Formatted {
  readonly name: FieldType & FormattedTypeName;
  readonly builder: GeneratorFieldType['builder'];
  readonly example: string;
  /** For the tests: values in ascending order, the pattern of answers, and values in unusual spellings. */
  readonly values: TextModel['values'];
  readonly answers: string;
  /** For the tests: texts, other than bad ones, that the API rejects because PostgreSQL would store another value. */
  readonly changed: readonly string[];
  readonly rare: readonly string[];
}

/** A type whose values are texts of a certain form, such as `uuid`. */
export const formattedText = ({
  name,
  builder,
  example,
  values,
  answers,
  changed,
  rare,
}: Formatted): GeneratorFieldType => ({
  sqlType: () => sqlType(name),
  inputText: String,
  sqlConstant: String,
  builder,
  tsConstant: jsonLiteral,
  schema: formatSchema(name),
  example: () => example,
  narrowness: 0,
  tests: {
    form: 'formatted',
    values,
    wrong: 'not~one',
    changed: [...describeFieldType(name).badTexts, ...changed],
    answers: { format: name, pattern: answers },
    rare,
  },
});

/** `json` and `jsonb`. */
export const json = (name: 'json' | 'jsonb'): GeneratorFieldType => ({
  sqlType: () => sqlType(name),
  inputText: JSON.stringify,
  sqlConstant: JSON.stringify,
  builder: plainBuilder(name),
  tsConstant: jsonLiteral,
  schema: namedSchema('json'),
  example: () => ({}),
  narrowness: 0,
  tests: {
    form: 'document',
    rare: [false, 0, '', [], {}, [null], { a: null }],
  },
});

interface Unchecked {
  readonly name: FieldType & Exclude<ColumnTypeName, 'enum'>;
  /** Keywords of the schema. */
  readonly documented: Options;
  readonly example: string;
  readonly rare: readonly string[];
}

/** A type whose texts have no format: PostgreSQL alone can check them. */
export const uncheckedText = ({ name, documented, example, rare }: Unchecked): GeneratorFieldType => ({
  sqlType: () => sqlType(name),
  inputText: String,
  sqlConstant: String,
  builder: textBuilder(name),
  tsConstant: jsonLiteral,
  schema: (_, shared) => typeboxSchema('String', { ...documented, ...shared }),
  example: () => example,
  narrowness: 0,
  tests: {
    form: 'formatted',
    values: describeFieldType(name).samples.map(String),
    wrong: 12,
    changed: describeFieldType(name).badTexts,
    answers: null,
    rare,
  },
});

const hex = (value: unknown): string => words`\\x${Buffer.from(String(value), 'base64').toString('hex')}`;

/** Bytes: base64 in JSON. */
export const bytes: GeneratorFieldType = {
  sqlType: () => sqlType('bytea'),
  inputText: hex,
  sqlConstant: hex,
  builder: (name) => ts`${imported('bytea', '../core/columns.ts')}(${name})`,
  tsConstant: (value) => ts`Buffer.from(${stringLiteral(String(value))}, 'base64')`,
  schema: namedSchema('bytes'),
  example: () => 'AAEC',
  narrowness: 0,
  tests: { form: 'bytes', rare: ['', 'AA==', '//8='] },
};

/** An enum: a type of its own, or text with a check where a label is too long for one. */
export const labels: GeneratorFieldType = {
  sqlType: (_, { enumType }) =>
    enumType === undefined ? sqlType('text') : { name: 'enum', declaredAs: enumType.sqlName },
  inputText: String,
  sqlConstant: String,
  builder: (name, { enumValues = [] }, { enumType }) =>
    enumType === undefined
      ? ts`${pg('text')}(${name}, { enum: ${jsonLiteral(enumValues)} })`
      : ts`${identifier(enumType.identifier)}(${name})`,
  tsConstant: jsonLiteral,
  schema: ({ enumValues = [] }, shared) => enumSchema(enumValues, shared),
  example: ({ enumValues }) => enumValues?.[0] ?? '',
  narrowness: 0,
  tests: { form: 'label', rare: [] },
};
