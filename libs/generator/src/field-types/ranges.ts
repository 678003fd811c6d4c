import { describeFieldType, type FieldType } from '@snapinfra/data-model';
import { jsonLiteral, words } from '../emit/index.ts';
import type { FormattedTypeName, GeneratorFieldType } from './description.ts';
import { textBuilder } from './drizzle.ts';
import { formatSchema } from './schemas.ts';
import { sqlType } from './sql-types.ts';

interface Range {
  readonly name: FieldType & FormattedTypeName;
  readonly example: string;
  /** For the tests: a bound that grows with `n`, as PostgreSQL writes it within a range. */
  readonly bound: (n: number) => string;
  /** For the tests: texts that PostgreSQL takes and changes in more than their spelling. */
  readonly changed: readonly string[];
  readonly rare: readonly string[];
}

const day = (n: number): string => new Date(Date.UTC(2024, 0, 1 + 3 * n)).toISOString().slice(0, 10);

/** Bounds for the tests. */
export const bounds = {
  whole: (n: number) => String(10 * n),
  decimal: (n: number) => words`${10 * n}.50`,
  day,
  local: (n: number) => words`"${day(n)} 10:00:00.5"`,
  moment: (n: number) => words`"${day(n)} 10:00:00.5+00"`,
} as const;

const manyForTests = 40;

/** A range, as the text that PostgreSQL writes. */
export const range = ({ name, example, bound, changed, rare }: Range): GeneratorFieldType => ({
  sqlType: () => sqlType(name),
  inputText: String,
  sqlConstant: String,
  builder: textBuilder(name),
  tsConstant: jsonLiteral,
  schema: formatSchema(name),
  example: () => example,
  narrowness: 0,
  tests: {
    form: 'formatted',
    values: Array.from({ length: manyForTests }, (_, n) => words`[${bound(2 * n)},${bound(2 * n + 1)})`),
    wrong: '[1;2)',
    changed: [...describeFieldType(name).badTexts, ...changed],
    answers: { format: name, pattern: '^(empty|[\\[(][^,]*,[^,]*[\\])])$' },
    rare,
  },
});
