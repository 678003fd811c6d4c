/** Any JSON value, as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A row by field name; a Map, because a field may be called `constructor`. */
export type Values = Map<string, Json>;

export type Action = 'read' | 'create' | 'update' | 'delete';
export type Rules = Readonly<Record<Action, readonly Rule[]>>;
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** How the tests make values of a type that is a text of a form of its own. */
export interface TextModel {
  readonly form: 'formatted';
  /**
   * Values in PostgreSQL's order; or one with a counter in it: two bytes, of which the greater stands at `{high}` and the
   * other at `{low}`, both in decimal or in hexadecimal digits.
   */
  readonly values: readonly string[] | { readonly text: string; readonly digits: 'decimal' | 'hexadecimal' };
  /** A value of another type, or a text of another form. */
  readonly wrong: Json;
  /** Other values that must be refused: PostgreSQL refuses them, or gives them back as something else. */
  readonly changed: readonly Json[];
  /** The format that the API's document names, and what its values look like; null: a text without a format. */
  readonly answers: { readonly format: string; readonly pattern: string } | null;
}

/** What a type's values look like in JSON, and how the tests make them. */
export type FormModel =
  /** Within `range`, from `first` on: far from what a sequence hands out, and of 64 bits beyond a JavaScript number. */
  | {
      readonly form: 'integer';
      readonly range: readonly [string, string];
      readonly first: string;
      readonly written: 'number' | 'text';
      readonly numbered: boolean;
    }
  | { readonly form: 'decimal' }
  /** `single`: of 32 bits. */
  | { readonly form: 'float'; readonly single: boolean }
  | { readonly form: 'boolean' }
  | { readonly form: 'label' }
  /** `padded`: PostgreSQL fills it with blanks. */
  | { readonly form: 'text'; readonly padded: boolean; readonly format: 'none' | 'email' | 'url' }
  | { readonly form: 'day' }
  /** A time of the day between these texts. */
  | { readonly form: 'clock'; readonly before: string; readonly after: string }
  | { readonly form: 'duration' }
  | { readonly form: 'bytes' }
  /** JSON of any form. */
  | { readonly form: 'document' }
  | TextModel;

/** What the tests know of a type. It comes from the generator, independent of src/core/field-types, which the tests check. */
export type TypeModel = FormModel & {
  /** The operators of filters by a single value. */
  readonly operators: readonly string[];
  readonly isSortable: boolean;
  /** Values in spellings that validators are known to quarrel over. The API may refuse some of them. */
  readonly rare: readonly Json[];
};

/** What a value must satisfy. A column that takes part in foreign keys satisfies the constraints of both ends. */
export interface Domain {
  /** The name of one of the types of the model. */
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
  /** The types of its columns, by name. */
  readonly types: Readonly<Record<string, TypeModel>>;
  readonly tables: readonly TableModel[];
}
