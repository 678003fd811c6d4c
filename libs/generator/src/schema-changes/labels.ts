import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../physical-schema/index.ts';

/** The labels of an enum column, whether it has a type of its own or a check; undefined for other columns. */
export const labelsOf = (
  schema: PhysicalSchema,
  table: PhysicalTable,
  column: PhysicalColumn,
): readonly string[] | undefined => {
  const { type } = column;
  if (type.name === 'enum') return schema.enums.find(({ sqlName }) => sqlName === type.declaredAs)?.labels;
  const check = table.checks.find((check) => check.column === column.sqlName && check.kind === 'enum');
  return check?.kind === 'enum' ? check.labels : undefined;
};
