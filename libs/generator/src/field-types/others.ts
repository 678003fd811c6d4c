import {
  identifier,
  imported,
  jsonLiteral,
  sql,
  sqlBoolean,
  sqlIdentifier,
  sqlLiteral,
  stringLiteral,
  ts,
  words,
} from '../emit/index.ts';
import type { TextModel } from '../../template/test/support/model.ts';
import type { GeneratorFieldType, Sql } from './description.ts';
import { pg, plainBuilder } from './drizzle.ts';
import { enumSchema, namedSchema, typeboxSchema } from './schemas.ts';
import { quoted } from './sql-types.ts';

/** `boolean`. */
export const truth: GeneratorFieldType = {
  sqlType: () => sql`boolean`,
  inputText: String,
  sqlConstant: (value) => sqlBoolean(value === true),
  builder: plainBuilder('boolean'),
  tsConstant: jsonLiteral,
  schema: (_, shared) => typeboxSchema('Boolean', shared),
  example: () => true,
  narrowness: 0,
  tests: { form: 'boolean', rare: [] },
};

interface Formatted {
  /** What it is called by Drizzle, and in the project's `src/core/fields.ts`. */
  readonly name: string;
  readonly sqlType: Sql;
  readonly example: string;
  /** For the tests: values that rise, what answers look like, and values in unusual spellings. */
  readonly values: TextModel['values'];
  readonly answers: string;
  readonly rare: readonly string[];
}

/** A type whose values are texts of a certain form, such as `uuid`. */
export const formattedText = ({ name, sqlType, example, values, answers, rare }: Formatted): GeneratorFieldType => ({
  sqlType: () => sqlType,
  inputText: String,
  sqlConstant: quoted,
  builder: plainBuilder(name),
  tsConstant: jsonLiteral,
  schema: namedSchema(name),
  example: () => example,
  narrowness: 0,
  tests: {
    form: 'formatted',
    values,
    wrong: 'not~one',
    changed: [],
    answers: { format: name, pattern: answers },

    rare,
  },
});

/** `json` and `jsonb`. */
export const json = (name: 'json' | 'jsonb', sqlType: Sql): GeneratorFieldType => ({
  sqlType: () => sqlType,
  inputText: JSON.stringify,
  sqlConstant: (value) => sqlLiteral(JSON.stringify(value)),
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

const hex = (value: unknown): string => words`\\x${Buffer.from(String(value), 'base64').toString('hex')}`;

/** Bytes: base64 in JSON. */
export const bytes: GeneratorFieldType = {
  sqlType: () => sql`bytea`,
  inputText: hex,
  sqlConstant: (value) => sqlLiteral(hex(value)),
  builder: (name) => ts`${imported('bytea', '../core/columns.ts')}(${name})`,
  tsConstant: (value) => ts`Buffer.from(${stringLiteral(String(value))}, 'base64')`,
  schema: namedSchema('bytes'),
  example: () => 'AAEC',
  narrowness: 0,
  tests: { form: 'bytes', rare: ['', 'AA==', '//8='] },
};

/** An enum: a type of its own, or text with a check where a label is too long for one. */
export const labels: GeneratorFieldType = {
  sqlType: (_, { enumType }) => (enumType === undefined ? sql`text` : sqlIdentifier(enumType.sqlName)),
  inputText: String,
  sqlConstant: quoted,
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
