import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * The parts of a generated project's test support that the demo uses: the description of its tables, and the generator
 * of rows that satisfy every constraint. The types follow libs/generator/template/test/support.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly array?: boolean;
  readonly required?: boolean;
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly domain?: unknown;
}

export interface Table {
  readonly name: string;
  readonly route: string;
  readonly columns: readonly Column[];
  readonly itemKey?: readonly string[];
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique?: boolean }[];
  readonly foreignKeys: readonly {
    readonly columns: readonly string[];
    readonly referencedTable: string;
    readonly referencedColumns: readonly string[];
  }[];
  readonly relations: readonly { readonly name: string; readonly kind: string; readonly table: string }[];
  /** The column with the owner's subject, or the index of the foreign key through which the owner is inherited. */
  readonly owner?: { readonly column: string } | { readonly via: number };
}

/** The column that names the owner of a row. It is set at creation from the caller. */
export const ownerColumnOf = ({ owner }: Table): string | undefined =>
  owner !== undefined && 'column' in owner ? owner.column : undefined;

export interface Row {
  readonly table: Table;
  readonly values: Map<string, Json>;
}

interface World {
  add(table: Table, options?: { owner?: string; set?: ReadonlyMap<string, Json> }): Row | undefined;
  parent(row: Row, foreignKey: Table['foreignKeys'][number]): Row | undefined;
  all(): readonly Row[];
  /** The subject of a row's owner, by its own column or inherited. */
  ownerOf(row: Row): string | undefined;
}

export interface GeneratedTests {
  readonly model: { readonly name: string; readonly tables: readonly Table[] };
  createWorld(model: GeneratedTests['model']): World;
  /** The body of the request that creates the row. */
  asSent(row: Row): Record<string, Json>;
  /** A key's value in the format of a referring column: 64-bit integers are strings. */
  writtenFor(column: Column, value: Json): Json;
  itemPath(table: Table, values: ReadonlyMap<string, Json>): string;
  /** A user who may own rows of the table. */
  insider(table: Table): { readonly subject: string };
  /** Whether rows of the table have an owner, directly or inherited. */
  hasOwners(table: Table): boolean;
  /** Whether nobody may perform an action on the rows of a table. */
  isClosed(table: Table, action: 'read' | 'create' | 'update' | 'delete'): boolean;
}

export async function loadGeneratedTests(projectFolder: string): Promise<GeneratedTests> {
  const load = async (path: string) => (await import(pathToFileURL(join(projectFolder, 'test', path)).href)) as object;
  const files = [
    'model/index.ts',
    'support/world.ts',
    'support/rows.ts',
    'support/values.ts',
    'support/callers.ts',
    'support/owners.ts',
  ];
  const modules = await Promise.all(files.map(load));
  return Object.assign({}, ...modules) as GeneratedTests;
}
