/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A row by field name; a Map, because a field may be called `constructor`. */
export type Values = Map<string, Json>;

export type Action = 'read' | 'create' | 'update' | 'delete';
export type Rules = Readonly<Record<Action, readonly Rule[]>>;
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** How the tests generate values of a type with a special text format. */
export interface TextModel {
  readonly form: 'formatted';
  /**
   * Values in PostgreSQL's order, or a template with a two-byte counter: `{high}` and `{low}` are replaced by its bytes
   * in decimal or hexadecimal digits.
   */
  readonly values: readonly string[] | { readonly text: string; readonly digits: 'decimal' | 'hexadecimal' };
  /** A value of another type or format. */
  readonly wrong: Json;
  /** Other values that must be rejected: PostgreSQL rejects or changes them. */
  readonly changed: readonly Json[];
  /** The documented format and a pattern of its values; null for a string without a format. */
  readonly answers: { readonly format: string; readonly pattern: string } | null;
}

/** The JSON form of a type's values, and how the tests generate them. */
export type FormModel =
  /**
   * Within `range`, starting at `first`: far from generated numbers, and for 64 bits beyond the exact range of
   * JavaScript numbers.
   */
  | {
      readonly form: 'integer';
      readonly range: readonly [string, string];
      readonly first: string;
      readonly written: 'number' | 'text';
      readonly numbered: boolean;
    }
  | { readonly form: 'decimal' }
  /** `single`: 32 bits. */
  | { readonly form: 'float'; readonly single: boolean }
  | { readonly form: 'boolean' }
  | { readonly form: 'label' }
  /** `padded`: PostgreSQL pads it with blanks. */
  | { readonly form: 'text'; readonly padded: boolean; readonly format: 'none' | 'email' | 'url' }
  | { readonly form: 'day' }
  /** A time of day between this prefix and suffix. */
  | { readonly form: 'clock'; readonly before: string; readonly after: string }
  | { readonly form: 'duration' }
  | { readonly form: 'bytes' }
  /** JSON of any form. */
  | { readonly form: 'document' }
  | TextModel;

/**
 * A type as the tests know it. Provided by the generator, independently of src/core/field-types, which the tests check.
 */
export type TypeModel = FormModel & {
  /** The filter operators for scalar values. */
  readonly operators: readonly string[];
  readonly isSortable: boolean;
  /** Values that validators tend to disagree about. The API may reject some of them. */
  readonly rare: readonly Json[];
};

/** The constraints on a value. For a column of a foreign key, the constraints of both ends apply. */
export interface Domain {
  /** The name of one of the types of the model. */
  readonly type: string;
  readonly array?: boolean;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** A digit string for exact types. */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enumValues?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  /** Texts that match `pattern`; empty if the generator found none: see support/samples.ts. */
  readonly samples?: readonly string[];
}

export interface ColumnModel extends Domain {
  readonly name: string;
  /** The column's name in PostgreSQL. */
  readonly sqlName: string;
  readonly required?: boolean;
  readonly default?: { readonly function: string } | { readonly value: Json };
  /** Set if the values must satisfy more than the column's own constraints, because other columns refer to it. */
  readonly domain?: Domain;
}

export interface ForeignKeyModel {
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** At most one row refers to each row. */
  readonly unique?: boolean;
}

export interface IndexModel {
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

/** A relation that `include=<name>` embeds, and the table of the embedded rows. */
export type RelationModel =
  /** The row that the foreign key with this index refers to, or null. */
  | { readonly name: string; readonly kind: 'one'; readonly table: string; readonly foreignKey: number }
  /**
   * The rows (`inverse-one`: the row, or null) of the other table that refer to the row by the foreign key with this
   * index.
   */
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
   * Absent for a link between the rows that its first and second foreign key refer to: access follows from those rows
   * (support/links.ts).
   */
  readonly access?: Rules;
  /** `via` is an index in `foreignKeys`: the owner is inherited from the referenced row. */
  readonly owner?: { readonly column: string } | { readonly via: number };
}

export interface ProjectModel {
  readonly name: string;
  /** The types of its columns, by name. */
  readonly types: Readonly<Record<string, TypeModel>>;
  readonly tables: readonly TableModel[];
}
