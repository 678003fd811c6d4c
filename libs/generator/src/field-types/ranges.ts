import { jsonLiteral, words } from '../emit/index.ts';
import type { GeneratorFieldType, Sql } from './description.ts';
import { textBuilder } from './drizzle.ts';
import { typeboxSchema } from './schemas.ts';
import { quoted } from './sql-types.ts';

interface Range {
  /** What PostgreSQL and the project's formats call it. */
  readonly name: string;
  readonly sqlType: Sql;
  readonly example: string;
  /** For the tests: a bound that rises with `n`, as PostgreSQL writes it within a range. */
  readonly bound: (n: number) => string;
  /** For the tests: what PostgreSQL would take and change in more than its spelling. */
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
export const range = ({ name, sqlType, example, bound, changed, rare }: Range): GeneratorFieldType => ({
  sqlType: () => sqlType,
  inputText: String,
  sqlConstant: quoted,
  builder: textBuilder(name),
  tsConstant: jsonLiteral,
  schema: (_, shared) => typeboxSchema('String', { format: name, ...shared }),
  example: () => example,
  narrowness: 0,
  tests: {
    form: 'formatted',
    values: Array.from({ length: manyForTests }, (_, n) => words`[${bound(2 * n)},${bound(2 * n + 1)})`),
    wrong: '[1;2)',
    changed,
    answers: { format: name, pattern: '^(empty|[\\[(][^,]*,[^,]*[\\])])$' },
    rare,
  },
});
