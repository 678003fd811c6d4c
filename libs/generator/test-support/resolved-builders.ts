import {
  indexMethodOf,
  type FieldType,
  type ResolvedColumn,
  type ResolvedForeignKey,
  type ResolvedIndex,
  type ResolvedModel,
  type ResolvedTable,
} from '@snapinfra/data-model';

const authenticated = ['authenticated'] as const;

/** A column with nothing said about it but its name and type. */
export const column = (name: string, type: FieldType = 'text', more: Partial<ResolvedColumn> = {}): ResolvedColumn => ({
  id: undefined,
  name,
  type,
  array: false,
  required: false,
  description: undefined,
  enumValues: undefined,
  length: undefined,
  precision: undefined,
  scale: undefined,
  minimum: undefined,
  maximum: undefined,
  minLength: undefined,
  maxLength: undefined,
  pattern: undefined,
  format: undefined,
  default: undefined,
  ...more,
});

export const foreignKey = (
  columns: readonly string[],
  referencedTable: string,
  referencedColumns: readonly string[],
  more: Partial<ResolvedForeignKey> = {},
): ResolvedForeignKey => ({
  name: undefined,
  id: undefined,
  columns,
  referencedTable,
  referencedColumns,
  onDelete: 'no action',
  onUpdate: 'no action',
  unique: false,
  ...more,
});

/** Members of a table; an index without a method has the usual one. */
export interface TableMembers extends Omit<Partial<ResolvedTable>, 'indexes'> {
  readonly indexes?: readonly (Omit<ResolvedIndex, 'method'> & Partial<Pick<ResolvedIndex, 'method'>>)[];
}

/** A table whose key is `id`, a required integer, unless something else is said. */
export const table = (name: string, { indexes = [], ...more }: TableMembers = {}): ResolvedTable => {
  const columns = more.columns ?? [column('id', 'integer', { required: true })];
  return {
    id: undefined,
    name,
    description: undefined,
    columns,
    primaryKey: ['id'],
    itemKey: ['id'],
    indexes: indexes.map((index) => {
      const own = columns.filter((candidate) => index.columns.includes(candidate.name));
      return { method: indexMethodOf(own, index.unique, undefined), ...index };
    }),
    foreignKeys: [],
    softDelete: false,
    access: { read: authenticated, create: authenticated, update: authenticated, delete: authenticated },
    owner: undefined,
    origin: 'model',
    ...more,
  };
};

export const model = (...tables: readonly ResolvedTable[]): ResolvedModel => ({ name: 'Test', tables });
