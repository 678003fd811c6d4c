import type { PhysicalColumn, PhysicalType } from '../../physical-schema/index.ts';
import type { EarlierValues } from '../conversions/conversion.ts';
import { columnConversion, type ColumnConversion } from '../conversions/column-conversion.ts';
import { labelsOf } from '../labels.ts';
import type { Pair, SchemaMatch, TablePair } from '../matching/schema-match.ts';
import type { EnumChanges } from './enum-changes.ts';

/** A column whose values are written as another type. */
export interface TypeChange {
  readonly table: TablePair;
  readonly column: Pair<PhysicalColumn>;
  readonly conversion: ColumnConversion;
  /** Whether the earlier and the later type are the same enum, made anew. */
  readonly isRebuilt: boolean;
}

const parametersOf = (type: PhysicalType): readonly number[] => (type.name === 'enum' ? [] : type.parameters);

/** Whether two types are the same, but for the parameters. */
export const haveSameName = (from: PhysicalType, to: PhysicalType): boolean =>
  from.name === to.name && from.array === to.array;

const areSame = (from: PhysicalType, to: PhysicalType): boolean =>
  haveSameName(from, to) && JSON.stringify(parametersOf(from)) === JSON.stringify(parametersOf(to));

/** The labels of the later enum as the earlier one has them, before labels are renamed. */
const acceptedLabels = ({ to }: SchemaMatch, table: TablePair, column: PhysicalColumn): readonly string[] => {
  const renamed = table.labels.get(column.sqlName);
  return (labelsOf(to, table.to, column) ?? []).map((label) => renamed?.get(label) ?? label);
};

const valuesBefore = ({ from }: SchemaMatch, table: TablePair, column: PhysicalColumn): EarlierValues => {
  const lengths = table.from.checks.flatMap((check) =>
    check.kind === 'maxLength' && check.column === column.sqlName && !column.type.array ? [check.length] : [],
  );
  return { earlierLabels: labelsOf(from, table.from, column), earlierLength: lengths[0] };
};

/** The columns whose type changes. */
export const typeChanges = (match: SchemaMatch, enums: EnumChanges): readonly TypeChange[] => {
  const rebuilt = new Set(enums.matched.filter(({ kind }) => kind === 'rebuilt').map(({ column }) => column.to));
  return match.pairs.flatMap((table) =>
    table.columns.pairs.flatMap((column): TypeChange[] => {
      const isRebuilt = rebuilt.has(column.to);
      if (areSame(column.from.type, column.to.type) && !isRebuilt) return [];
      const conversion = columnConversion(
        column.from.type,
        column.to.type,
        acceptedLabels(match, table, column.to),
        valuesBefore(match, table, column.from),
      );
      // Pairs without one were taken apart when they were matched.
      if (conversion === undefined) throw new RangeError('A matched column has no conversion');
      return [{ table, column, conversion, isRebuilt }];
    }),
  );
};
