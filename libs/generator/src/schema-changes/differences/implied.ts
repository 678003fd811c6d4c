import { words } from '../../emit/index.ts';
import { compareBounds } from '../../bounds.ts';
import type {
  PhysicalCheck,
  PhysicalColumn,
  PhysicalKey,
  PhysicalTable,
  PhysicalType,
} from '../../physical-schema/index.ts';
import { parameter, type Offenders } from '../conversions/conversion.ts';
import { reachOf } from '../conversions/limits.ts';
import { isOneOf, texts, wholeNumbers } from '../conversions/type-groups.ts';
import { writtenLengths } from '../conversions/written-lengths.ts';
import { labelsOf } from '../labels.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import type { SchemaDifferences } from './schema-differences.ts';
import { columnTranslation } from './constraint-changes.ts';
import { haveSameName } from './type-changes.ts';

type Whole = (typeof wholeNumbers)[number];

/** The shortest digits of the number of 32 bits next to a bound: those that it is written with as a double. */
const shortestReal = (bound: string): string => {
  const nearest = Math.fround(Number(bound));
  for (let digits = 1; digits < 9; digits += 1) {
    const text = nearest.toPrecision(digits);
    if (Math.fround(Number(text)) === nearest) return text;
  }
  return nearest.toPrecision(9);
};

const isAtLeast = (left: string, right: string): boolean => compareBounds(left, right) >= 0;

/** Smallest and largest value of a type; undefined where there is none. NaN is larger than every numeric. */
const rangeOf = (type: PhysicalType): { readonly least?: string; readonly most?: string } => {
  if (type.array) return {};
  if (type.name === 'boolean') return { least: '0', most: '1' };
  if (isOneOf(wholeNumbers, type.name)) {
    const [least, most] = reachOf(type.name as Whole);
    return { least, most };
  }
  const precision = parameter(type, 0);
  if (type.name !== 'numeric' || precision === undefined) return {};
  return { least: words`-1${'0'.repeat(Math.max(precision - (parameter(type, 1) ?? 0), 0))}` };
};

/** Whether every value of the type meets the condition; `labels` are those of an enum. */
const typeImplies = (type: PhysicalType, check: PhysicalCheck, labels: readonly string[]): boolean => {
  if (check.kind === 'minLength') return !type.array && check.length <= writtenLengths(type, labels).shortest;
  if (check.kind === 'maxLength') return !type.array && writtenLengths(type, labels).longest <= check.length;
  const { least, most } = rangeOf(type);
  if (check.kind === 'minimum') return least !== undefined && isAtLeast(least, check.bound);
  return check.kind === 'maximum' && most !== undefined && isAtLeast(check.bound, most);
};

const earlierImplies = (earlier: PhysicalCheck, later: PhysicalCheck, leavesReal: boolean): boolean => {
  const digits = (bound: string): string => (leavesReal ? shortestReal(bound) : bound);
  if (earlier.kind === 'minimum' && later.kind === 'minimum') return isAtLeast(digits(earlier.bound), later.bound);
  if (earlier.kind === 'maximum' && later.kind === 'maximum') return isAtLeast(later.bound, digits(earlier.bound));
  if (earlier.kind === 'minLength' && later.kind === 'minLength') return earlier.length >= later.length;
  return earlier.kind === 'maxLength' && later.kind === 'maxLength' && earlier.length <= later.length;
};

/** Whether the values that a column had meet a check of the later table, whatever they are. */
export const isCheckImplied = (differences: SchemaDifferences, table: TablePair, check: PhysicalCheck): boolean => {
  const { match } = differences;
  const pair = table.columns.pairs.find(({ to }) => to.sqlName === check.column);
  // A default meets the checks of its field: a model in which it does not is refused.
  if (pair === undefined) return true;
  const { from, to } = pair;
  if (check.kind === 'enum') {
    const renamed = table.labels.get(to.sqlName);
    const accepted = new Set(check.labels.map((label) => renamed?.get(label) ?? label));
    return labelsOf(match.from, table.from, from)?.every((label) => accepted.has(label)) ?? false;
  }
  const labels = labelsOf(match.from, table.from, from) ?? [];
  if (typeImplies(from.type, check, labels) || typeImplies(to.type, check, [])) return true;
  const leavesReal = from.type.name === 'real' && to.type.name !== 'real';
  return withReferenced(differences, table.from, from)
    .filter(({ column }) => readAlike(column.type, from.type))
    .some((place) =>
      place.table.checks
        .filter(({ column }) => column === place.column.sqlName)
        .some((earlier) => earlierImplies(earlier, check, leavesReal)),
    );
};

/** Whether a bound or a length says the same of equal values of two types: floats round, and `char` leaves out blanks. */
const readAlike = (one: PhysicalType, other: PhysicalType): boolean =>
  haveSameName(one, other) || (isOneOf(wholeNumbers, one.name) && isOneOf(wholeNumbers, other.name));

interface Place {
  readonly table: PhysicalTable;
  readonly column: PhysicalColumn;
}

const isRequired = ({ columns }: PhysicalTable, name: string): boolean =>
  columns.some(({ sqlName, notNull }) => sqlName === name && notNull);

/** What a column refers to by keys that hold for each of its values: another column that is null would switch one off. */
const referencedBy = ({ match }: SchemaDifferences, { table, column }: Place): readonly Place[] =>
  table.foreignKeys.flatMap(({ columns, referencedTable, referencedColumns }) => {
    const holds = columns.every((name) => name === column.sqlName || isRequired(table, name));
    const name = holds ? referencedColumns[columns.indexOf(column.sqlName)] : undefined;
    const other = match.from.tables.find(({ sqlName }) => sqlName === referencedTable);
    const referenced = other?.columns.find(({ sqlName }) => sqlName === name);
    return other === undefined || referenced === undefined ? [] : [{ table: other, column: referenced }];
  });

/** A column, and those that it refers to, and so on: it has no other values than they have. */
const withReferenced = (
  differences: SchemaDifferences,
  table: PhysicalTable,
  column: PhysicalColumn,
): readonly Place[] => {
  const places: Place[] = [{ table, column }];
  for (const place of places) {
    const found = referencedBy(differences, place);
    places.push(...found.filter((one) => !places.some((other) => other.column === one.column)));
  }
  return places;
};

/** Whether a column has no value that its later type can't hold: because of its checks, or of the type of what it refers to. */
export const isConversionImplied = (
  differences: SchemaDifferences,
  table: TablePair,
  { from, to }: Pair<PhysicalColumn>,
  { unless }: Offenders,
): boolean => {
  if (unless === undefined || from.type.array || to.type.array) return false;
  const places = withReferenced(differences, table.from, from);
  const checks = places.flatMap(({ table, column }) => table.checks.filter((check) => check.column === column.sqlName));
  if ('longest' in unless) {
    const lengths = [
      ...checks.flatMap((check) => (check.kind === 'maxLength' ? [check.length] : [])),
      ...places.map(({ column: { type } }) => (isOneOf(texts, type.name) ? parameter(type, 0) : undefined)),
    ];
    return lengths.some((length) => length !== undefined && length <= unless.longest);
  }
  const ranges = places.map(({ column }) => rangeOf(column.type));
  const bounds = (kind: 'minimum' | 'maximum', ofTypes: readonly (string | undefined)[]): readonly string[] => [
    ...checks.flatMap((check) => (check.kind === kind ? [check.bound] : [])),
    ...ofTypes.filter((bound) => bound !== undefined),
  ];
  const [least, most] = [ranges.map((range) => range.least), ranges.map((range) => range.most)];
  return (
    bounds('minimum', least).some((bound) => isAtLeast(bound, unless.least)) &&
    bounds('maximum', most).some((bound) => isAtLeast(unless.most, bound))
  );
};

/**
 * Whether an earlier key keeps the rows apart already: one over the same columns or fewer, for at least the same rows.
 * Conversions keep different values of a key different, but for those that say otherwise.
 */
export const isKeyImplied = (
  differences: SchemaDifferences,
  table: TablePair,
  { columns }: Pick<PhysicalKey, 'columns'>,
  whereNull: string | undefined,
): boolean => {
  const names = columnTranslation(table);
  const keys = [
    ...table.from.indexes.filter(({ unique }) => unique),
    ...(table.from.primaryKey === undefined ? [] : [{ ...table.from.primaryKey, whereNull: undefined }]),
  ];
  return keys.some((key) => {
    const later = key.columns.map((column) => names.get(column) ?? '');
    const isWithin = later.every(
      (column) => columns.includes(column) && differences.typeChange(table, column)?.conversion.mergesEquals !== true,
    );
    return (
      isWithin && (key.whereNull === undefined || (whereNull !== undefined && names.get(key.whereNull) === whereNull))
    );
  });
};
