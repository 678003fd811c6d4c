import type { ResolvedColumn } from '@snapinfra/data-model';
import {
  identifier,
  imported,
  jsonLiteral,
  none,
  propertyAccess,
  propertyKey,
  stringLiteral,
  ts,
  type Code,
} from '../emit/index.ts';
import { isPassword } from '../field-types/index.ts';
import type { NameTable, RelationNames, TableNames } from '../naming/index.ts';
import { columnReferences } from './drizzle-table.ts';
import { valueSchema } from './value-schema.ts';

type Ts = Code<'ts'>;

const runtime = (name: string, typeOnly = false): Ts => imported(name, '../core/resource.ts', { typeOnly });

const fieldEntry = (names: TableNames, column: ResolvedColumn): Ts => {
  const reference = propertyAccess(identifier(names.identifiers.table), names.column(column.name).property);
  const builder = runtime(isPassword(column) ? 'passwordField' : 'field');
  return ts`${propertyKey(column.name)}: ${builder}(${reference}, ${valueSchema(column)}),`;
};

const keyAt = (names: TableNames, position: number) => {
  const key = names.table.foreignKeys[position];
  if (key === undefined) throw new RangeError(`${names.table.name} has no foreign key ${position}`);
  return key;
};

const relationEntry = (names: TableNames, all: NameTable, relation: RelationNames): Ts => {
  const target = all.table(relation.target);
  const columnsOf = (table: TableNames, columns: readonly string[]): Ts => columnReferences(table, columns, names);
  const key = propertyKey(relation.name);
  if (relation.kind === 'to-one') {
    const { columns, referencedColumns } = keyAt(names, relation.foreignKey);
    return ts`${key}: ${runtime('toOne')}(${columnsOf(names, columns)}, ${columnsOf(target, referencedColumns)}),`;
  }
  if (relation.kind === 'to-many') {
    const { columns, referencedColumns } = keyAt(target, relation.foreignKey);
    const builder = runtime(relation.single ? 'toOneInverse' : 'toMany');
    return ts`${key}: ${builder}(${columnsOf(names, referencedColumns)}, ${columnsOf(target, columns)}),`;
  }
  const link = all.table(relation.link);
  const [near, far] = [keyAt(link, relation.near), keyAt(link, relation.far)];
  return ts`
    ${key}: ${runtime('throughLink')}({
      columns: ${columnsOf(names, near.referencedColumns)},
      near: ${columnsOf(link, near.columns)},
      far: ${columnsOf(link, far.columns)},
      references: ${columnsOf(target, far.referencedColumns)},
    }),
  `;
};

/** The relation to the row that a foreign key of the table leads to. */
const relationOf = ({ table, relations }: TableNames, foreignKey: number): Ts => {
  const found = relations.find((relation) => relation.kind === 'to-one' && relation.foreignKey === foreignKey);
  if (found === undefined) throw new RangeError(`${table.name} has no relation for its foreign key ${foreignKey}`);
  return stringLiteral(found.name);
};

const ownerLine = (names: TableNames): Ts => {
  const { owner } = names.table;
  if (owner === undefined) return none;
  if (owner.kind === 'field') return ts`owner: { field: ${stringLiteral(owner.column)} },`;
  return ts`owner: { via: ${relationOf(names, owner.foreignKey)} },`;
};

const accessLines = (names: TableNames): Ts => {
  const { access } = names.table;
  if (access === undefined) return ts`access: { from: ${relationOf(names, 0)}, to: ${relationOf(names, 1)} },`;
  return ts`
  access: {
    read: ${jsonLiteral(access.read)},
    create: ${jsonLiteral(access.create)},
    update: ${jsonLiteral(access.update)},
    delete: ${jsonLiteral(access.delete)},
  },
`;
};

const relationsLines = (names: TableNames, all: NameTable): Ts => {
  const entries = names.relations.map((relation) => relationEntry(names, all, relation));
  const type = runtime('Relations', true);
  return entries.length === 0
    ? ts`relations: (): ${type} => ({}),`
    : ts`
        relations: (): ${type} => ({
          ${entries}
        }),
      `;
};

/** `export const orderResource = defineResource({ … });` and the types of its rows and requests. */
export const resourceDefinition = (names: TableNames, all: NameTable): Ts => {
  const { table, identifiers } = names;
  const resource = identifier(identifiers.resource);
  const description = table.description === undefined ? none : ts`description: ${stringLiteral(table.description)},`;
  const deletedAt =
    names.deletedAt === undefined
      ? none
      : ts`deletedAt: ${propertyAccess(identifier(identifiers.table), names.deletedAt.property)},`;
  return ts`
    export const ${resource} = ${runtime('defineResource')}({
      name: ${stringLiteral(table.name)},
      ${description}
      typeName: ${stringLiteral(identifiers.row)},
      path: ${stringLiteral(names.slug)},
      table: ${identifier(identifiers.table)},
      fields: {
        ${table.columns.map((column) => fieldEntry(names, column))}
      },
      key: ${jsonLiteral(table.itemKey ?? [])},
      ${accessLines(names)}
      ${ownerLine(names)}
      ${deletedAt}
      ${relationsLines(names, all)}
    });

    export type ${identifier(identifiers.row)} = ${runtime('RowOf', true)}<typeof ${resource}>;
    export type ${identifier(identifiers.create)} = ${runtime('CreateOf', true)}<typeof ${resource}>;
    export type ${identifier(identifiers.update)} = ${runtime('UpdateOf', true)}<typeof ${resource}>;
  `;
};
