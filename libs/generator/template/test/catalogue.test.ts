import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startApi } from './support/api.ts';
import type { TableModel } from './support/model.ts';
import { columnNamed, isSerial, model, tableNamed } from './support/project.ts';

/** The migrated tables as described by PostgreSQL's catalogue, one JSON object each. */
const catalogueQuery = `
  select json_build_object('name', c.relname, 'columns',
    (select json_agg(json_build_object('name', a.attname, 'required', a.attnotnull, 'default', a.atthasdef or a.attidentity <> '') order by a.attnum)
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), 'indexes',
    (select json_agg(json_build_object('unique', i.indisunique, 'primary', i.indisprimary, 'columns',
              (select json_agg(a.attname order by k.position) from unnest(i.indkey::int2[]) with ordinality k(number, position)
                 join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number)))
       from pg_index i where i.indrelid = c.oid), 'keys',
    (select json_agg(json_build_object('table', r.relname,
              'onDelete', f.confdeltype, 'onUpdate', f.confupdtype,
              'columns', (select json_agg(a.attname order by k.position) from unnest(f.conkey) with ordinality k(number, position)
                 join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number),
              'referenced', (select json_agg(a.attname order by k.position) from unnest(f.confkey) with ordinality k(number, position)
                 join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number)))
       from pg_constraint f join pg_class r on r.oid = f.confrelid where f.conrelid = c.oid and f.contype = 'f'))::text as catalogue
  from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`;

interface Catalogue {
  readonly name: string;
  readonly columns: readonly { name: string; required: boolean; default: boolean }[];
  readonly indexes: readonly { unique: boolean; primary: boolean; columns: readonly string[] }[] | null;
  readonly keys:
    | readonly {
        table: string;
        onDelete: string;
        onUpdate: string;
        columns: readonly string[];
        referenced: readonly string[];
      }[]
    | null;
}

const actions: Readonly<Record<string, string>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};
const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();

const expectedColumns = (table: TableModel) => [
  ...table.columns.map((column) => ({
    name: column.sqlName,
    required: column.required ?? false,
    default: column.default !== undefined || isSerial(column),
  })),
  ...(table.softDelete ? [{ name: table.softDelete, required: false, default: false }] : []),
];

const expectedKeys = (table: TableModel) =>
  table.foreignKeys.map((key) => {
    const referenced = tableNamed(key.referencedTable);
    return {
      table: referenced.sqlName,
      onDelete: key.onDelete,
      onUpdate: key.onUpdate,
      columns: key.columns.map((name) => columnNamed(table, name).sqlName),
      referenced: key.referencedColumns.map((name) => columnNamed(referenced, name).sqlName),
    };
  });

describe('the database', () => {
  const tables = new Map<string, Catalogue>();

  before(async () => {
    const { query } = await startApi();
    for (const row of await query(catalogueQuery)) {
      const catalogue: Catalogue = JSON.parse(String(row['catalogue']));
      tables.set(catalogue.name, catalogue);
    }
  });

  for (const table of model.tables) {
    test(`has ${table.name} with its columns, keys and indexes`, () => {
      const found = tables.get(table.sqlName);
      assert.ok(found, 'the table exists');
      const columns = found.columns.map((column) => ({
        name: column.name,
        required: column.required,
        default: column.default,
      }));
      assert.deepEqual(sorted(columns), sorted(expectedColumns(table)));
      const keys = (found.keys ?? []).map(({ table: name, onDelete, onUpdate, columns: from, referenced }) => ({
        table: name,
        onDelete: actions[onDelete],
        onUpdate: actions[onUpdate],
        columns: from,
        referenced,
      }));
      assert.deepEqual(sorted(keys), sorted(expectedKeys(table)));
      const primary = found.indexes?.find((index) => index.primary)?.columns;
      assert.deepEqual(
        primary,
        table.primaryKey?.map((name) => columnNamed(table, name).sqlName),
      );
      for (const index of table.indexes) {
        const names = index.columns.map((name) => columnNamed(table, name).sqlName);
        const exists = (found.indexes ?? []).some(
          (other) => other.unique === (index.unique ?? false) && sorted(other.columns).join() === sorted(names).join(),
        );
        assert.ok(exists, `${index.unique ? 'unique ' : ''}index on ${names.join(', ')}`);
      }
    });
  }
});
