import type {
  PhysicalColumn,
  PhysicalSchema,
  PhysicalTable,
  PhysicalType,
} from '../../../src/physical-schema/index.ts';
import type { Rename } from '../../../src/schema-changes/index.ts';
import { matchTables, type MatchedTable } from './matched-things.ts';
import { textsFor } from './values-of-types.ts';

export const isText = ({ name }: PhysicalType): boolean => ['text', 'varchar', 'char'].includes(name);
/** The first parameter of a type: a length, a precision. */
export const parametersOf = (type: PhysicalType): readonly number[] =>
  type.name === 'enum' ? [] : type.parameters.slice(0, 1);

const labelsIn = ({ enums }: PhysicalSchema, table: PhysicalTable, column: PhysicalColumn): readonly string[] => {
  const { type } = column;
  if (type.name === 'enum') return enums.find(({ sqlName }) => sqlName === type.declaredAs)?.labels ?? [];
  return table.checks.flatMap((check) =>
    check.kind === 'enum' && check.column === column.sqlName ? check.labels : [],
  );
};

/** Numbers with as many digits as `numeric(precision, scale)` has; floating point types do not keep all of them. */
const allDigits = (type: PhysicalType): readonly string[] => {
  const [precision, scale = 0] = type.name === 'numeric' ? type.parameters : [];
  if (precision === undefined || precision > 40 || scale > 40) return [];
  const pointed = (digits: string): string => {
    const padded = digits.padStart(scale + 1, '0');
    return scale === 0 ? digits : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  };
  return ['9', '7', '3'].map((digit) => pointed(digit.repeat(precision)));
};

/** Numbers at a bound and on both sides of it, also whole ones, and with all digits; texts of a length, one more and one less. */
const edgesOf = (table: PhysicalTable, { sqlName, type }: PhysicalColumn): readonly string[] => {
  const checks = table.checks.filter(({ column }) => column === sqlName);
  const lengths = checks.flatMap((check) => ('length' in check ? [check.length] : []));
  const texts = [...parametersOf(type), ...lengths]
    .flatMap((length) => (length < 500 ? [length - 1, length, length + 1] : []))
    .map((length) => 'é'.repeat(Math.max(0, length)));
  const numbers = checks.flatMap((check) => ('bound' in check ? [Number(check.bound)] : []));
  const near = numbers.flatMap((bound) => [bound, bound - 1, bound + 1]);
  const bounds = near
    .flatMap((number) => (Number.isInteger(number) ? [number] : [number, Math.floor(number)]))
    .map(String);
  return isText(type) ? texts : [...bounds, ...allDigits(type)];
};

/** Numbers with as many digits as a text may have at most, and one more. */
const digitsFor = (table: PhysicalTable, { sqlName, type }: PhysicalColumn): readonly string[] =>
  [
    ...parametersOf(type),
    ...table.checks.flatMap((check) => (check.column === sqlName && 'length' in check ? [check.length] : [])),
  ].flatMap((length) => (length < 500 ? ['1'.repeat(length), '1'.repeat(length + 1)] : []));

const defaultOf = ({ default: value }: PhysicalColumn): readonly string[] =>
  value !== undefined && 'constant' in value ? [String(value.constant)] : [];

/** What a column has reason to hold: its labels and bounds, and what it may become. */
export type Hints = (table: PhysicalTable, column: PhysicalColumn) => readonly string[];

/** Of one column: the labels and bounds that it has, and those of what it becomes. */
const ownHints = (
  from: PhysicalSchema,
  to: PhysicalSchema,
  pair: MatchedTable | undefined,
  table: PhysicalTable,
  column: PhysicalColumn,
): readonly string[] => {
  const own = labelsIn(from, table, column);
  if (column.type.name === 'enum') return own;
  const later = pair?.columns.find((match) => match.from === column)?.to;
  const ofLater =
    pair === undefined || later === undefined
      ? []
      : [
          ...edgesOf(pair.to, later),
          ...(isText(later.type) && !isText(column.type) ? digitsFor(pair.to, later) : []),
          ...(isText(column.type) ? [...labelsIn(to, pair.to, later), ...textsFor(later.type.name)] : []),
        ];
  return [...own, ...edgesOf(table, column), ...ofLater, ...(column.type.array ? [] : defaultOf(column))];
};

/** The columns that refer to a column, which can have no other values. */
const referencing = (
  { tables }: PhysicalSchema,
  table: PhysicalTable,
  column: PhysicalColumn,
): readonly PhysicalColumn[] =>
  tables.flatMap((other) =>
    other.foreignKeys
      .filter(({ referencedTable }) => referencedTable === table.sqlName)
      .flatMap(({ columns, referencedColumns }) => {
        const name = columns[referencedColumns.indexOf(column.sqlName)];
        return other.columns.filter(({ sqlName }) => sqlName === name);
      }),
  );

export const hintsFrom = (from: PhysicalSchema, to: PhysicalSchema, renames: readonly Rename[] = []): Hints => {
  const matched = matchTables(from, to, renames);
  const own = new Map<PhysicalColumn, readonly string[]>();
  for (const table of from.tables) {
    const pair = matched.find((match) => match.from === table);
    for (const column of table.columns) own.set(column, ownHints(from, to, pair, table, column));
  }
  return (table, column) => [
    ...(own.get(column) ?? []),
    ...(column.type.name === 'enum' ? [] : referencing(from, table, column).flatMap((other) => own.get(other) ?? [])),
  ];
};
