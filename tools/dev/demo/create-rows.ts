import type { Send } from './api-client.ts';
import { DemoError } from './demo-error.ts';
import { ownerColumnOf, type Column, type GeneratedTests, type Json, type Row, type Table } from './generated-tests.ts';

const rowsPerTable = 2;

/** A row that was created by the API, with the values of the response. */
export interface Created {
  readonly row: Row;
  /** Headers of the user who created it. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface CreatedRows {
  readonly created: readonly Created[];
  /** Tables without rows, with the reason. */
  readonly withoutRows: readonly { readonly table: Table; readonly reason: string }[];
}

/** Creates rows in every table through the API, referenced rows first. */
export async function createRows(tests: GeneratedTests, send: Send): Promise<CreatedRows> {
  const world = tests.createWorld(tests.model);
  const wanted = new Set(tests.model.tables.filter((table) => !tests.isClosed(table, 'create')));
  for (const table of tablesInOrder(tests.model.tables)) {
    if (!wanted.has(table)) continue;
    const owner = tests.hasOwners(table) ? { owner: tests.insider(table).subject } : {};
    for (let n = 1; n <= rowsPerTable; n += 1) world.add(table, { ...owner, set: friendlyValues(table, n) });
  }
  const parents = new Map(world.all().map((row) => [row, row.table.foreignKeys.map((key) => world.parent(row, key))]));
  const created = new Map<Row, Created>();
  const refused = new Map<Table, string>();
  const owned = new Set<string>();
  for (const row of inOrder(parents)) {
    const subject = world.ownerOf(row) ?? tests.insider(row.table).subject;
    const only = ownsOneRow(row.table) ? `${row.table.name} of ${subject}` : undefined;
    const missing = (parents.get(row) ?? []).find(
      (parent) => parent !== undefined && parent !== row && !created.has(parent),
    );
    if (tests.isClosed(row.table, 'create')) refused.set(row.table, 'nobody may create rows');
    else if (missing !== undefined) refused.set(row.table, `it needs a row of ${missing.table.name}`);
    else if (only !== undefined && owned.has(only)) refused.set(row.table, 'its owner already has one');
    else created.set(row, await createRow(tests, send, row, { parents: parents.get(row) ?? [], subject }));
    if (only !== undefined) owned.add(only);
  }
  const made = new Set([...created.keys()].map(({ table }) => table));
  const withoutRows = tests.model.tables
    .filter((table) => !made.has(table))
    .map((table) => ({ table, reason: reasonOf(tests, table, refused) }));
  return { created: [...created.values()], withoutRows };
}

async function createRow(
  tests: GeneratedTests,
  send: Send,
  row: Row,
  { parents, subject }: { readonly parents: readonly (Row | undefined)[]; readonly subject: string },
): Promise<Created> {
  row.table.foreignKeys.forEach(({ columns, referencedColumns }, index) => {
    const parent = parents[index];
    if (parent === undefined || parent === row) return;
    columns.forEach((name, i) => {
      const column = row.table.columns.find((candidate) => candidate.name === name);
      const key = parent.values.get(referencedColumns[i] ?? '') ?? null;
      row.values.set(name, column === undefined ? key : tests.writtenFor(column, key));
    });
  });
  const headers = { 'x-dev-user-id': subject };
  const { status, body } = await send('POST', row.table.route, { body: tests.asSent(row), headers });
  if (status !== 201) {
    throw new DemoError(`POST ${row.table.route} returned ${status} instead of 201`, [JSON.stringify(body, null, 2)]);
  }
  for (const [name, value] of Object.entries(body ?? {})) row.values.set(name, value);
  return { row, headers };
}

/** Sorts tables after those that they refer to; cycles keep the model's order. */
function tablesInOrder(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return inOrder(
    new Map(tables.map((table) => [table, table.foreignKeys.map((key) => byName.get(key.referencedTable))])),
  );
}

/** Sorts items after those that they need. */
function inOrder<Item>(needs: ReadonlyMap<Item, readonly (Item | undefined)[]>): readonly Item[] {
  const ordered = new Set<Item>();
  const begun = new Set<Item>();
  const visit = (item: Item) => {
    if (begun.has(item)) return;
    begun.add(item);
    for (const needed of needs.get(item) ?? []) if (needed !== undefined) visit(needed);
    ordered.add(item);
  };
  for (const item of needs.keys()) visit(item);
  return [...ordered];
}

/** Whether a user can own at most one row of the table, such as a user profile. */
const ownsOneRow = (table: Table): boolean => {
  const owner = ownerColumnOf(table);
  const keys = [table.itemKey ?? [], ...table.indexes.filter(({ unique }) => unique).map(({ columns }) => columns)];
  return owner !== undefined && keys.some(([first, ...others]) => first === owner && others.length === 0);
};

const reasonOf = (tests: GeneratedTests, table: Table, refused: ReadonlyMap<Table, string>): string =>
  tests.isClosed(table, 'create')
    ? 'nobody may create rows'
    : (refused.get(table) ?? 'no row was found that its constraints allow');

/** More readable texts than test data, for columns that accept any text. */
function friendlyValues(table: Table, n: number): ReadonlyMap<string, Json> {
  const tied = new Set([
    ...(table.itemKey ?? []),
    ownerColumnOf(table),
    ...table.indexes.filter(({ unique }) => unique).flatMap(({ columns }) => columns),
    ...table.foreignKeys.flatMap(({ columns }) => columns),
  ]);
  return new Map(
    table.columns
      .filter((column) => isFreeText(column) && !tied.has(column.name))
      .map((column): [string, Json] => [column.name, `${column.name} ${n}`])
      .filter(([name, text]) =>
        fits(
          table.columns.find((column) => column.name === name),
          String(text),
        ),
      ),
  );
}

const isFreeText = ({ type, array, pattern, format, domain }: Column): boolean =>
  ['string', 'text', 'varchar'].includes(type) &&
  !array &&
  pattern === undefined &&
  format === undefined &&
  domain === undefined;

const fits = (column: Column | undefined, text: string): boolean =>
  column !== undefined &&
  text.length >= (column.minLength ?? 0) &&
  text.length <= Math.min(column.length ?? 200, column.maxLength ?? 200);
