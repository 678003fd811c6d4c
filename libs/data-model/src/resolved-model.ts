import type { Bound, Field, FieldType, IndexMethod, Rule } from './data-model.schema.ts';
import type { ReferentialAction } from './relationship.schema.ts';
import type { DefaultFunction } from './field-types/index.ts';

export type { DefaultFunction };

/**
 * A valid model with every open question answered: which side of a relationship holds the foreign key, which columns
 * identify a row, which access rules hold. Made by {@link resolveModel}; the generator reads nothing else.
 * Names are the model's own, verbatim: what they become in SQL, TypeScript or a URL is the generator's affair.
 */
export interface ResolvedModel {
  readonly name: string;
  /** In the model's order; the link tables of many-to-many relationships follow. */
  readonly tables: readonly ResolvedTable[];
}

export interface ResolvedTable {
  /** Of a link table: the id of its relationship. */
  readonly id: string | undefined;
  /** Of a link table: the name of its relationship, else `<from>_<to>`. */
  readonly name: string;
  readonly description: string | undefined;
  readonly columns: readonly ResolvedColumn[];
  /** The model's primary key, in key order; undefined where the model has none. */
  readonly primaryKey: readonly string[] | undefined;
  /** What identifies a row in a URL: the primary key, or else a unique index whose fields are all required. */
  readonly itemKey: readonly string[] | undefined;
  /** All indexes, unique ones included: those of the model and those of `unique` fields; without the primary key. */
  readonly indexes: readonly ResolvedIndex[];
  /** The foreign keys that this table holds, in the order of the relationships; of a link table, from and to. */
  readonly foreignKeys: readonly ResolvedForeignKey[];
  readonly softDelete: boolean;
  /**
   * Undefined for a link table: who may do what with a link follows from the two rows that it connects, those that
   * its foreign keys lead to. To make one is to change the row that it goes out from (the first key) and takes reading
   * the row that it leads to (the second); it is seen by whoever may read both or change either, and removed by whoever
   * may change either.
   */
  readonly access: ResolvedAccess | undefined;
  /** Undefined for a link table, too. */
  readonly owner: ResolvedOwner | undefined;
  /** `link` for a table made for a many-to-many relationship. */
  readonly origin: 'model' | 'link';
}

/** A field with its answers: `required` also holds for members of the primary key and for serial types. */
export interface ResolvedColumn {
  readonly id: string | undefined;
  readonly name: string;
  readonly type: FieldType;
  readonly array: boolean;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly enumValues: readonly string[] | undefined;
  /** Always there for `char`. */
  readonly length: number | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  /** Of `bigint`, `bigserial`, `decimal` and `numeric` a text of digits, which is exact; of the others a number. */
  readonly minimum: Bound | undefined;
  readonly maximum: Bound | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** Valid under the flag `u`, as JSON Schema has it. */
  readonly pattern: string | undefined;
  readonly format: Field['format'];
  readonly default: ResolvedDefault | undefined;
}

export type ResolvedDefault =
  | { readonly kind: 'function'; readonly function: DefaultFunction }
  /** A JSON value that suits the column's type: bigint and decimal values are strings of digits, arrays are arrays. */
  | { readonly kind: 'literal'; readonly value: unknown };

export interface ResolvedIndex {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** One that PostgreSQL has for the columns, see {@link indexMethodOf}. */
  readonly method: IndexMethod;
}

export interface ResolvedForeignKey {
  /** The relationship's name, where it has one. */
  readonly name: string | undefined;
  /** The relationship's id, where it has one. */
  readonly id: string | undefined;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  /** A primary key or the fields of a unique index of the table referred to, in the order of `columns`. */
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** Whether one row at most refers to a row (one-to-one); the table then has a unique index on the columns. */
  readonly unique: boolean;
}

/** Lists are never empty and name each rule once; `nobody` stands alone. */
export interface ResolvedAccess {
  readonly read: readonly Rule[];
  readonly create: readonly Rule[];
  readonly update: readonly Rule[];
  readonly delete: readonly Rule[];
}

export type ResolvedOwner =
  | { readonly kind: 'field'; readonly column: string }
  /** The owner is that of the row which the foreign key at this position in `foreignKeys` refers to. */
  | { readonly kind: 'via'; readonly foreignKey: number };
