import { describeFieldType, type Bound, type ResolvedColumn, type ResolvedModel } from '@snapinfra/data-model';
import { compareBounds } from '../bounds.ts';
import { fieldTypeOf } from '../field-types/index.ts';
import type { Domain } from '../../template/test/support/model.ts';
import { createPatternSamples, type PatternSamples } from './pattern-samples.ts';

/** The parts of a column that restrict its values, without members that are absent. */
export const ownDomain = (column: ResolvedColumn): Domain => ({
  type: column.type,
  ...(column.array ? { array: true } : {}),
  ...given('length', column.length),
  ...given('precision', column.precision),
  ...given('scale', column.scale),
  ...given('minimum', column.minimum),
  ...given('maximum', column.maximum),
  ...given('minLength', column.minLength),
  ...given('maxLength', column.maxLength),
  ...given('enumValues', column.enumValues),
  ...given('pattern', column.pattern),
  ...given('format', column.format),
});

const given = <Key extends string, Value>(key: Key, value: Value | undefined): { [key in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { [key in Key]?: Value });

/** The narrowest first: a value of a key must suit the narrowest column that refers to it. */
const byNarrowness = (a: ResolvedColumn, b: ResolvedColumn) => fieldTypeOf(a).narrowness - fieldTypeOf(b).narrowness;
const least = (values: (number | undefined)[]) => minOrNone(values, Math.min);
const most = (values: (number | undefined)[]) => minOrNone(values, Math.max);
/** The bounds that are there, the smallest first. */
const strictest = (bounds: (Bound | undefined)[]) =>
  bounds.filter((bound) => bound !== undefined).toSorted(compareBounds);
const minOrNone = (values: (number | undefined)[], choose: (...values: number[]) => number) => {
  const present = values.filter((value) => value !== undefined);
  return present.length === 0 ? undefined : choose(...present);
};

/** The digits that every one of the columns keeps; of numbers those before and those after the point count apart. */
const digits = (columns: readonly ResolvedColumn[]): Pick<Domain, 'precision' | 'scale'> => {
  const limited = columns.filter((column) => column.precision !== undefined);
  if (!limited.some(({ type }) => describeFieldType(type).precision === 'digits')) {
    return given('precision', least(limited.map((column) => column.precision)));
  }
  const scale = least(limited.map((column) => column.scale ?? 0)) ?? 0;
  const whole = least(limited.map(({ precision = 0, scale: own = 0 }) => precision - own)) ?? 0;
  return { precision: whole + scale, scale };
};

const sharedEnum = (columns: readonly ResolvedColumn[]) => {
  const [first, ...others] = columns.map((column) => column.enumValues).filter((values) => values !== undefined);
  return first?.filter((value) => others.every((values) => values.includes(value)));
};

const samplesOf = (columns: readonly ResolvedColumn[], patternSamples: PatternSamples) => {
  const patterns = [...new Set(columns.map((column) => column.pattern).filter((pattern) => pattern !== undefined))];
  if (patterns.length === 0) return undefined;
  return patternSamples(patterns, {
    minLength: most(columns.map((column) => column.minLength)) ?? 0,
    maxLength: least(columns.flatMap((column) => [column.length, column.maxLength])) ?? Infinity,
  });
};

/** What a value must satisfy so that every one of the columns can hold it. */
const merge = (columns: readonly ResolvedColumn[], samples: readonly string[] | undefined): Domain => {
  const [narrowest] = [...columns].sort(byNarrowness);
  return {
    ...(narrowest ? ownDomain(narrowest) : { type: 'text' }),
    ...given('length', least(columns.map((column) => column.length))),
    ...given('minimum', strictest(columns.map((column) => column.minimum)).at(-1)),
    ...given('maximum', strictest(columns.map((column) => column.maximum)).at(0)),
    ...given('minLength', most(columns.map((column) => column.minLength))),
    ...given('maxLength', least(columns.map((column) => column.maxLength))),
    ...given('enumValues', sharedEnum(columns)),
    ...digits(columns),
    ...given('format', columns.find((column) => column.format !== undefined)?.format),
    ...given('samples', samples),
  };
};

/** Columns that foreign keys tie to one another, by `table` and `column` name. */
const tiedColumns = (model: ResolvedModel) => {
  const parents = new Map<string, string>();
  const id = (table: string, column: string) => JSON.stringify([table, column]);
  const root = (key: string): string => {
    let current = key;
    for (let next = parents.get(current); next !== undefined; next = parents.get(current)) current = next;
    return current;
  };
  for (const table of model.tables) {
    for (const foreignKey of table.foreignKeys) {
      foreignKey.columns.forEach((column, i) => {
        const a = root(id(table.name, column));
        const b = root(id(foreignKey.referencedTable, foreignKey.referencedColumns[i] ?? ''));
        if (a !== b) parents.set(a, b);
      });
    }
  }
  return (table: string, column: string) => root(id(table, column));
};

/** The domain of each column whose values must satisfy more than its own constraints. */
export const columnDomains = (
  model: ResolvedModel,
): ((table: string, column: ResolvedColumn) => Domain | undefined) => {
  const groupOf = tiedColumns(model);
  const groups = new Map<string, ResolvedColumn[]>();
  for (const table of model.tables) {
    for (const column of table.columns) {
      const group = groupOf(table.name, column.name);
      const columns = groups.get(group);
      if (columns === undefined) groups.set(group, [column]);
      else columns.push(column);
    }
  }
  const merged = new Map<string, Domain>();
  const patternSamples = createPatternSamples();
  for (const [group, columns] of groups) {
    const samples = samplesOf(columns, patternSamples);
    if (columns.length > 1 || samples) merged.set(group, merge(columns, samples));
  }
  return (table, column) => {
    const domain = merged.get(groupOf(table, column.name));
    return domain && JSON.stringify(domain) !== JSON.stringify(ownDomain(column)) ? domain : undefined;
  };
};
