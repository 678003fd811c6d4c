/** Any JSON value, as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A row by field name; a Map, because a field may be called `constructor`. */
export type Values = Map<string, Json>;

export type Action = 'read' | 'create' | 'update' | 'delete';
export type Rules = Readonly<Record<Action, readonly Rule[]>>;
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** What a value must satisfy. A column that takes part in foreign keys satisfies the constraints of both ends. */
export interface Domain {
  readonly type: string;
  readonly array?: boolean;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** Of exact types a text of digits. */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enumValues?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  /** Texts that match `pattern`; empty where none could be found: see support/samples.ts. */
  readonly samples?: readonly string[];
}

export interface ColumnModel extends Domain {
  readonly name: string;
  /** The column's name in PostgreSQL. */
  readonly sqlName: string;
  readonly required?: boolean;
  readonly default?: { readonly function: string } | { readonly value: Json };
  /** Where this column's values must satisfy more than its own constraints, because other columns refer to it. */
  readonly domain?: Domain;
}

export interface ForeignKeyModel {
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** One row at most refers to a row. */
  readonly unique?: boolean;
}

export interface IndexModel {
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

/** What `include=<name>` embeds in a row of the table that has it, and which table's rows those are. */
export type RelationModel =
  /** The row that the foreign key at this position refers to, or null. */
  | { readonly name: string; readonly kind: 'one'; readonly table: string; readonly foreignKey: number }
  /** The rows (`inverse-one`: the row, or null) of the other table whose foreign key at this position refers to the row. */
  | {
      readonly name: string;
      readonly kind: 'many' | 'inverse-one';
      readonly table: string;
      readonly foreignKey: number;
    }
  /** The rows at the other side of a link table: its foreign key `near` refers to the row, `far` to them. */
  | {
      readonly name: string;
      readonly kind: 'through';
      readonly table: string;
      readonly link: { readonly table: string; readonly near: number; readonly far: number };
    };

export interface TableModel {
  readonly name: string;
  readonly sqlName: string;
  /** The path of its list, such as `/api/order-line`. */
  readonly route: string;
  readonly columns: readonly ColumnModel[];
  readonly primaryKey?: readonly string[];
  /** The fields in the path of an item; a table without them has no item routes. */
  readonly itemKey?: readonly string[];
  readonly indexes: readonly IndexModel[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  readonly relations: readonly RelationModel[];
  /** The SQL name of the column that marks deleted rows. */
  readonly softDelete?: string;
  /**
   * Absent for a link, which connects the rows that its first and its second foreign key refer to: who may do what with
   * it follows from those (support/links.ts).
   */
  readonly access?: Rules;
  /** `via` is a position in `foreignKeys`: the owner is that of the row referred to. */
  readonly owner?: { readonly column: string } | { readonly via: number };
}

export interface ProjectModel {
  readonly name: string;
  readonly tables: readonly TableModel[];
}
