import type { ResolvedTable } from '@snapinfra/data-model';

/** What everything of a model is called in the generated project. Look things up with the model's own names. */
export interface NameTable {
  /** In the model's order. */
  readonly tables: readonly TableNames[];
  /** @throws RangeError for a name that is no table of the model */
  table(name: string): TableNames;
}

/** The names of one table. All are unique where they have to be, and none depends on the order of unrelated tables. */
export interface TableNames {
  readonly table: ResolvedTable;
  /** Name in PostgreSQL: the model's, cut and hashed where it has more than 63 bytes. */
  readonly sqlName: string;
  /** File name without extension, also the route's segment: `order-line`. Lower case, `[a-z0-9-]`. */
  readonly slug: string;
  /** `/api/order-line` */
  readonly route: string;
  /** Identifiers that are unique across all tables, so that one module can export them all. */
  readonly identifiers: TableIdentifiers;
  readonly columns: readonly ColumnNames[];
  /** @throws RangeError for a name that is no column of the table */
  column(name: string): ColumnNames;
  /** The column of a soft delete; undefined where the table has none. */
  readonly deletedAt: DeletedAtNames | undefined;
  readonly primaryKey: string | undefined;
  /** SQL names of the indexes, at their positions in `table.indexes`. */
  readonly indexes: readonly string[];
  /** SQL names of the foreign keys, at their positions in `table.foreignKeys`. */
  readonly foreignKeys: readonly string[];
  readonly relations: readonly RelationNames[];
}

export interface TableIdentifiers {
  /** The Drizzle table: `orderLineTable`. */
  readonly table: string;
  /** `orderLineResource` */
  readonly resource: string;
  /** Types, and the schemas of the same name: `OrderLine`, `OrderLineCreate`, `OrderLineUpdate`. */
  readonly row: string;
  readonly create: string;
  readonly update: string;
}

export interface ColumnNames {
  /** The model's name: the key in JSON. */
  readonly name: string;
  readonly sqlName: string;
  /** The key in the Drizzle table: camelCase, unique, never a member of a Drizzle table or of Object. */
  readonly property: string;
  /** The native enum type; undefined for other columns and for enums with a label that PostgreSQL cannot have. */
  readonly enumType: { readonly sqlName: string; readonly identifier: string } | undefined;
  /** The sequence of a serial column. */
  readonly sequence: string | undefined;
  /** The CHECK constraints' SQL names, by the member that they check. */
  readonly checks: Readonly<Record<CheckKind, string>>;
}

export type CheckKind = 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'enum';

export interface DeletedAtNames {
  readonly sqlName: string;
  /** The name in JSON; no field of the model has it. */
  readonly name: string;
  readonly property: string;
}

/**
 * A way from a row to other rows. `name` is its name in `include` and its key in JSON: `[A-Za-z0-9_]`, unique in its table
 * and no field's name.
 */
export type RelationNames =
  /** The row that the table's foreign key at this position refers to. */
  | { readonly kind: 'to-one'; readonly name: string; readonly target: string; readonly foreignKey: number }
  /** The rows (`single`: the row) of `target` whose foreign key at this position refers to a row of this table. */
  | {
      readonly kind: 'to-many';
      readonly name: string;
      readonly target: string;
      readonly foreignKey: number;
      readonly single: boolean;
    }
  /** Over a link table: its foreign key `near` refers to this table, `far` to `target`. */
  | {
      readonly kind: 'through';
      readonly name: string;
      readonly target: string;
      readonly link: string;
      readonly near: number;
      readonly far: number;
    };
