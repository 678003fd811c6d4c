import assert from 'node:assert/strict';
import { canEver, insider } from './support/callers.ts';
import { countRows } from './support/database.ts';
import { deletionOf } from './support/deletion.ts';
import type { ColumnModel, Json, TableModel, Values } from './support/model.ts';
import { columnNamed, isNumbered, isOwnerColumn, isPassword, referrers } from './support/project.ts';
import { asAnswered, asSent, itemPath, normalised } from './support/rows.ts';
import { expectStatus, forEachTable, keyOf, pathOf, scenario, type Scenario } from './support/scenario.ts';
import { same, uniqueKeys } from './support/uniqueness.ts';
import { valuesOf } from './support/values.ts';
import type { Row } from './support/world.ts';

const can = (table: TableModel, action: 'read' | 'create' | 'update' | 'delete') =>
  canEver(table, action, insider(table));
const hasItems = (table: TableModel) => table.itemKey !== undefined;
const record = (body: Json) => body as Record<string, Json>;

/** The values of a row without numbers that the database generates. */
const known = (row: Row, values: Readonly<Record<string, Json>>) =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) =>
      row.table.columns.some((column) => column.name === name && !isNumbered(row.table, column)),
    ),
  );

const withoutPasswords = (row: Row): Values =>
  new Map([...row.values].filter(([name]) => !isPassword(columnNamed(row.table, name))));

/** The values of a row that the API is to create, without the numbers that the database will generate. */
const withoutNumbers = (row: Row): Values =>
  new Map([...withoutPasswords(row)].filter(([name]) => !isNumbered(row.table, columnNamed(row.table, name))));

forEachTable(
  'creating',
  (table) => can(table, 'create'),
  (table) => {
    scenario('creates a row and stores exactly what was sent', table, async ({ draft, save, send, api }) => {
      const row = draft();
      await save();
      const before = await countRows(api.query, table, withoutNumbers(row));
      const created = await send('POST', table.route, { body: asSent(row) });
      expectStatus(created, 201);
      assert.equal(await countRows(api.query, table, withoutNumbers(row), 'alive'), before + 1);
      if (!can(table, 'read')) return;
      const body = normalised(table, record(created.body));
      assert.deepEqual(known(row, body), known(row, asAnswered(row)));
      assert.deepEqual(
        Object.keys(body).sort(),
        Object.keys(asAnswered(row)).sort(),
        'the fields of the model, no others',
      );
      if (!hasItems(table)) return;
      assert.equal(created.headers['location'], itemPath(table, keyOf(table, record(created.body))));
      const read = await send('GET', String(created.headers['location']));
      expectStatus(read, 200);
      assert.deepEqual(read.body, created.body);
      assert.equal(read.headers['etag'], created.headers['etag']);
    });
  },
);

forEachTable(
  'reading',
  (table) => hasItems(table) && can(table, 'read'),
  (table) => {
    scenario('reads the row of the path, with exact values', table, async ({ rows, save, send }) => {
      const made = rows(3);
      await save();
      for (const row of made) {
        const read = await send('GET', pathOf(row));
        expectStatus(read, 200);
        assert.deepEqual(normalised(table, record(read.body)), asAnswered(row));
      }
    });

    scenario(
      'returns 404 for an unknown key, and 304 for a version that the client already has',
      table,
      async ({ row, save, send, world }) => {
        const made = row();
        const missing = world.draft(table);
        await save();
        const first = await send('GET', pathOf(made));
        expectStatus(
          await send('GET', pathOf(made), { headers: { 'if-none-match': String(first.headers['etag']) } }),
          304,
        );
        if (missing) expectStatus(await send('GET', pathOf(missing)), 404);
      },
    );
  },
);

/** The fields that can be changed on their own without violating a constraint. */
const changeable = (table: TableModel): readonly ColumnModel[] =>
  table.columns.filter((column) => {
    const { size } = valuesOf(column, table.name);
    const inKey = table.itemKey?.includes(column.name) || table.primaryKey?.includes(column.name);
    const unique = uniqueKeys(table).some((key) => key.includes(column.name));
    const refers = table.foreignKeys.some((key) => key.columns.includes(column.name));
    const referredTo = referrers(table).some(({ foreignKey }) => foreignKey.referencedColumns.includes(column.name));
    return !inKey && !refers && !referredTo && !isOwnerColumn(table, column.name) && size >= (unique ? 100 : 2);
  });

/** A new value for each of these fields; no row of a test uses the sixtieth value. */
const changes = (row: Row): readonly (readonly [string, Json])[] =>
  changeable(row.table).flatMap((column) => {
    const space = valuesOf(column, row.table.name);
    const values = [space.at(60 % space.size), space.at(0), space.at(1)];
    const other = values.find((value) => !same(value, row.values.get(column.name)));
    return other === undefined ? [] : [[column.name, other] as const];
  });

const withChanges = (row: Row, changed: Iterable<readonly [string, Json]>): Row => ({
  table: row.table,
  values: new Map([...row.values, ...changed]),
});

forEachTable(
  'changing',
  (table) => hasItems(table) && can(table, 'read') && can(table, 'update'),
  (table) => {
    scenario('changes only the fields that are sent', table, async ({ row, another, save, send, api }) => {
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
      assert.equal(await countRows(api.query, table, withoutPasswords(now)), 1);
      if (untouched) assert.equal(await countRows(api.query, table, withoutPasswords(untouched)), 1);
    });

    if (changeable(table).length > 0)
      scenario('rejects a change with a stale version', table, async ({ row, save, send }) => {
        const made = row();
        await save();
        const [change] = changes(made);
        assert.ok(change);
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
  },
);

const remaining = ({ api }: Scenario, row: Row) => countRows(api.query, row.table, withoutPasswords(row), 'alive');

forEachTable(
  'deleting',
  (table) => hasItems(table) && can(table, 'read') && can(table, 'delete'),
  (table) => {
    scenario('deletes the row of the path, and no other', table, async (context) => {
      const { row, another, save, send, api, world } = context;
      const made = row();
      const other = another({ complete: false }) ?? world.add(table, { complete: false });
      await save();
      expectStatus(await send('DELETE', pathOf(made), { headers: { 'if-match': '"0"' } }), 412);
      assert.equal(await remaining(context, made), 1);
      const expected = deletionOf(world, made);
      const deleted = await send('DELETE', pathOf(made));
      if (expected.kind === 'refused') return expectStatus(deleted, 409);
      // `on delete set default` fails if there is no row with the default key.
      if (expected.kind === 'unclear' && deleted.status === 409) return;
      expectStatus(deleted, 204);
      assert.equal(await remaining(context, made), 0);
      if (table.softDelete)
        assert.equal(await countRows(api.query, table, withoutPasswords(made), 'deleted'), 1, 'the row is kept');
      expectStatus(await send('GET', pathOf(made)), 404);
      expectStatus(await send('DELETE', pathOf(made)), 404);
      if (expected.kind === 'unclear') return;
      if (other && !expected.removed.has(other)) {
        assert.equal(
          await countRows(api.query, table, keyOf(table, Object.fromEntries(other.values)), 'alive'),
          1,
          'another row stays',
        );
      }
    });
  },
);
