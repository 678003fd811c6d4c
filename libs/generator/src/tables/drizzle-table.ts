import type { ResolvedIndex, ResolvedTable } from '@snapinfra/data-model';
import {
  identifier,
  imported,
  none,
  propertyAccess,
  propertyKey,
  stringLiteral,
  ts,
  tsJoin,
  type Code,
} from '../emit/index.ts';
import { pg } from '../field-types/index.ts';
import type { NameTable, TableNames } from '../naming/index.ts';
import { drizzleColumn } from './drizzle-column.ts';

type Ts = Code<'ts'>;

/** The Drizzle table of a model's table, imported where it is another's file. */
const tableReference = (names: TableNames, within: TableNames): Ts =>
  names === within ? identifier(names.identifiers.table) : imported(names.identifiers.table, `./${names.slug}.ts`);

/** `userTable.id`, for each of the columns. */
export const columnReferences = (names: TableNames, columns: readonly string[], within: TableNames): Ts =>
  ts`[${tsJoin(columns.map((column) => propertyAccess(tableReference(names, within), names.column(column).property)))}]`;

const own = (names: TableNames, columns: readonly string[]): Ts =>
  tsJoin(columns.map((column) => propertyAccess(ts`table`, names.column(column).property)));

const primaryKey = (names: TableNames): readonly Ts[] =>
  names.table.primaryKey === undefined
    ? []
    : [
        ts`${pg('primaryKey')}({ name: ${stringLiteral(names.primaryKey ?? '')}, columns: [${own(names, names.table.primaryKey)}] }),`,
      ];

const indexes = (names: TableNames, isPartial: IsPartial): readonly Ts[] =>
  names.table.indexes.map((index, position) => {
    const builder = pg(index.unique ? 'uniqueIndex' : 'index');
    const where =
      names.deletedAt !== undefined && isPartial(names.table, index)
        ? ts`.where(${imported('sql', 'drizzle-orm')}\`\${${propertyAccess(ts`table`, names.deletedAt.property)}} is null\`)`
        : none;
    const columns = own(names, index.columns);
    const on = index.method === 'btree' ? ts`.on(${columns})` : ts`.using(${stringLiteral(index.method)}, ${columns})`;
    return ts`${builder}(${stringLiteral(names.indexes[position] ?? '')})${on}${where},`;
  });

const foreignKeys = (names: TableNames, all: NameTable): readonly Ts[] =>
  names.table.foreignKeys.map((key, position) => {
    const target = all.table(key.referencedTable);
    const foreignColumns =
      target === names
        ? ts`[${own(names, key.referencedColumns)}]`
        : columnReferences(target, key.referencedColumns, names);
    const onDelete = key.onDelete === 'no action' ? none : ts`.onDelete(${stringLiteral(key.onDelete)})`;
    const onUpdate = key.onUpdate === 'no action' ? none : ts`.onUpdate(${stringLiteral(key.onUpdate)})`;
    return ts`
      ${pg('foreignKey')}({
        name: ${stringLiteral(names.foreignKeys[position] ?? '')},
        columns: [${own(names, key.columns)}],
        foreignColumns: ${foreignColumns},
      })${onDelete}${onUpdate},
    `;
  });

export type IsPartial = (table: ResolvedTable, index: ResolvedIndex) => boolean;

/** `export const orderTable = pgTable('order', { … }, (table) => [ … ]);` */
export const drizzleTable = (names: TableNames, all: NameTable, isPartial: IsPartial): Ts => {
  const columns = names.table.columns.map((column) => drizzleColumn(column, names.column(column.name)));
  const { deletedAt } = names;
  const deleted =
    deletedAt === undefined
      ? []
      : [
          ts`${propertyKey(deletedAt.property)}: ${pg('timestamp')}(${stringLiteral(deletedAt.sqlName)}, { withTimezone: true, mode: 'string' }),`,
        ];
  const extras = [...primaryKey(names), ...indexes(names, isPartial), ...foreignKeys(names, all)];
  const tail =
    extras.length === 0
      ? none
      : ts`
    , (table): ${pg('PgTableExtraConfigValue')}[] => [
      ${extras}
    ]`;
  return ts`
    export const ${identifier(names.identifiers.table)} = ${pg('pgTable')}(${stringLiteral(names.sqlName)}, {
      ${[...columns, ...deleted]}
    }${tail});
  `;
};
