/** A schema of PostgreSQL in terms that a model can be compared with. Lists without an order of their own are sorted. */
export interface Catalogue {
  readonly tables: readonly CatalogueTable[];
  readonly enums: readonly { readonly name: string; readonly labels: readonly string[] }[];
}

export interface CatalogueTable {
  readonly name: string;
  readonly comment: string | null;
  /** In the table's order. */
  readonly columns: readonly CatalogueColumn[];
  readonly primaryKey: readonly string[] | null;
  readonly indexes: readonly CatalogueIndex[];
  readonly foreignKeys: readonly CatalogueForeignKey[];
  readonly checks: readonly CatalogueCheck[];
}

export interface CatalogueColumn {
  readonly name: string;
  /** As `format_type` says it, with modifiers. */
  readonly type: string;
  readonly required: boolean;
  readonly identity: 'by default' | 'always' | null;
  /** The expression of a function; a literal's value as JSON text. */
  readonly default: { readonly function: string } | { readonly value: string } | null;
  readonly comment: string | null;
}

export interface CatalogueIndex {
  readonly columns: readonly string[];
  readonly method: string;
  readonly unique: boolean;
  /** Whether it holds only the rows whose soft-delete column is null, and that column's name. */
  readonly whereNull: string | null;
}

export interface CatalogueForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

export interface CatalogueCheck {
  readonly column: string;
  readonly kind: 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'values';
  /** Of a bound its digits. */
  readonly value: string | readonly string[];
}

/** Runs a query on the database that holds the schema; rows as objects. PGlite's and pg's `query` fit. */
export type RunQuery = (text: string, parameters?: unknown[]) => Promise<{ rows: unknown[] }>;

export const byJson = (left: unknown, right: unknown): number => {
  const [first, second] = [JSON.stringify(left), JSON.stringify(right)];
  return first < second ? -1 : first > second ? 1 : 0;
};
