import assert from 'node:assert/strict';
import { canEver, insider } from './support/callers.ts';
import { countRows } from './support/database.ts';
import type { Json, TableModel, Values } from './support/model.ts';
import { isNumbered, isOwnerColumn, isPassword } from './support/project.ts';
import { asAnswered, asSent, itemPath, normalised } from './support/rows.ts';
import { expectStatus, forEachTable, keyOf, pathOf, scenario, type Scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';
import { valuesOf } from './support/values.ts';
import type { Row } from './support/world.ts';

const can = (table: TableModel, action: 'read' | 'create' | 'update' | 'delete') => canEver(table, action, insider(table));
const hasItems = (table: TableModel) => table.itemKey !== undefined;
const record = (body: Json) => body as Record<string, Json>;

/** The values of a row without those that only the database or the API can know. */
const known = (row: Row, values: Readonly<Record<string, Json>>) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => row.table.columns.some((column) => column.name === name && !isNumbered(row.table, column))));

const storedValues = (row: Row): Values =>
  new Map([...row.values].filter(([name]) => row.table.columns.some((column) => column.name === name && !isPassword(column) && !isNumbered(row.table, column))));

forEachTable((table) => can(table, 'create'), (table) => {
  scenario('creates a row and stores exactly what was sent', table, async ({ draft, save, send, api }) => {
    const row = draft();
    await save();
    const before = await countRows(api.query, table, storedValues(row));
    const created = await send('POST', table.route, { body: asSent(row) });
    expectStatus(created, 201);
    assert.equal(await countRows(api.query, table, storedValues(row), 'alive'), before + 1);
    if (!can(table, 'read')) return;
    const body = normalised(table, record(created.body));
    assert.deepEqual(known(row, body), known(row, asAnswered(row)));
    assert.deepEqual(Object.keys(body).sort(), Object.keys(asAnswered(row)).sort(), 'the fields of the model, no others');
    if (!hasItems(table)) return;
    assert.equal(created.headers['location'], itemPath(table, keyOf(table, record(created.body))));
    const read = await send('GET', String(created.headers['location']));
    expectStatus(read, 200);
    assert.deepEqual(read.body, created.body);
    assert.equal(read.headers['etag'], created.headers['etag']);
  });
});

forEachTable((table) => hasItems(table) && can(table, 'read'), (table) => {
  scenario('reads the row that the path names, exactly', table, async ({ rows, save, send }) => {
    const made = rows(3);
    await save();
    for (const row of made) {
      const read = await send('GET', pathOf(row));
      expectStatus(read, 200);
      assert.deepEqual(normalised(table, record(read.body)), asAnswered(row));
    }
  });

  scenario('answers 404 for a key that no row has, 304 for a version that the client has', table, async ({ row, save, send, world }) => {
    const made = row();
    const missing = world.draft(table);
    await save();
    const first = await send('GET', pathOf(made));
    expectStatus(await send('GET', pathOf(made), { headers: { 'if-none-match': String(first.headers['etag']) } }), 304);
    if (missing) expectStatus(await send('GET', pathOf(missing)), 404);
  });
});

/** A change of one field that keeps every constraint, for each field that may change by itself. */
const changes = (row: Row): readonly (readonly [string, Json])[] =>
  row.table.columns.flatMap((column) => {
    const inKey = uniqueKeys(row.table).some((key) => key.includes(column.name));
    const refers = row.table.foreignKeys.some((key) => key.columns.includes(column.name));
    const space = valuesOf(column, row.table.name);
    if (inKey || refers || isOwnerColumn(row.table, column.name) || space.size < 2) return [];
    const values = Array.from({ length: 60 }, (_, n) => space.at(n % space.size));
    const other = values.findLast((value) => JSON.stringify(value) !== JSON.stringify(row.values.get(column.name)));
    return other === undefined ? [] : [[column.name, other] as const];
  });

const withChanges = (row: Row, changed: Iterable<readonly [string, Json]>): Row => ({ table: row.table, values: new Map([...row.values, ...changed]) });

forEachTable((table) => hasItems(table) && can(table, 'read') && can(table, 'update'), (table) => {
  scenario('changes the fields that are sent and no others', table, async ({ row, another, save, send, api }) => {
    const made = row();
    const untouched = another();
    await save();
    const changed = new Map(changes(made));
    const [one] = changed;
    if (one) {
      const answer = await send('PATCH', pathOf(made), { body: Object.fromEntries([one]) });
      expectStatus(answer, 200);
      assert.deepEqual(normalised(table, record(answer.body)), asAnswered(withChanges(made, [one])));
    }
    const answer = await send('PATCH', pathOf(made), { body: Object.fromEntries(changed) });
    expectStatus(answer, 200);
    const now = withChanges(made, changed);
    assert.deepEqual(normalised(table, record(answer.body)), asAnswered(now));
    assert.equal(await countRows(api.query, table, storedValues(now)), 1);
    if (untouched) assert.equal(await countRows(api.query, table, storedValues(untouched)), 1);
  });

  scenario('refuses a change of a version that is no longer the current one', table, async ({ row, save, send, skip }) => {
    const made = row();
    await save();
    const [change] = changes(made);
    if (!change) return skip('no field can change by itself');
    const body = Object.fromEntries([change]);
    const stale = (await send('GET', pathOf(made))).headers['etag'];
    assert.ok(stale, 'an item has an ETag');
    const changed = await send('PATCH', pathOf(made), { body, headers: { 'if-match': String(stale) } });
    expectStatus(changed, 200);
    assert.notEqual(changed.headers['etag'], stale);
    const back = Object.fromEntries([[change[0], made.values.get(change[0]) ?? null]]);
    expectStatus(await send('PATCH', pathOf(made), { body: back, headers: { 'if-match': String(stale) } }), 412);
    const current = await send('GET', pathOf(made));
    assert.deepEqual(current.body, changed.body, 'nothing was changed');
    assert.equal(current.headers['etag'], changed.headers['etag']);
  });
});

const remaining = ({ api }: Scenario, row: Row) => countRows(api.query, row.table, storedValues(row), 'alive');

forEachTable((table) => hasItems(table) && can(table, 'read') && can(table, 'delete'), (table) => {
  scenario('deletes the row that the path names, and only that one', table, async (context) => {
    const { row, another, save, send, api } = context;
    const other = another();
    const made = row();
    const alone = other && context.world.all().every((candidate) => candidate.table !== table || candidate === made || candidate === other);
    await save();
    const stale = '"0"';
    expectStatus(await send('DELETE', pathOf(made), { headers: { 'if-match': stale } }), 412);
    assert.equal(await remaining(context, made), 1);
    const deleted = await send('DELETE', pathOf(made));
    if (deleted.status === 409 && table.foreignKeys.some((key) => key.referencedTable === table.name)) return;
    expectStatus(deleted, 204);
    assert.equal(await remaining(context, made), 0);
    if (table.softDelete) assert.equal(await countRows(api.query, table, storedValues(made), 'deleted'), 1, 'the row is kept');
    expectStatus(await send('GET', pathOf(made)), 404);
    expectStatus(await send('DELETE', pathOf(made)), 404);
    if (alone) assert.equal(await remaining(context, other), 1);
  });
});
