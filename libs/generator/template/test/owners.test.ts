import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './support/api.ts';
import { canEver, may, owner, rolesIn, stranger, type Caller } from './support/callers.ts';
import { countRows } from './support/database.ts';
import type { ColumnModel, Json, TableModel } from './support/model.ts';
import { ownerColumn, subjectOf } from './support/owners.ts';
import { columnNamed, isOwnerColumn, isSerial, model } from './support/project.ts';
import { readList } from './support/listing.ts';
import { asAnswered, asSent, normalised } from './support/rows.ts';
import { assertSameRows } from './support/same-rows.ts';
import { expectStatus, forEachTable, pathOf, scenario } from './support/scenario.ts';
import { unlike } from './support/subjects.ts';
import { valuesOf, writtenFor } from './support/values.ts';

/** The field that holds the owner's subject, unless the owner is inherited. */
const ownField = (table: TableModel): ColumnModel | undefined =>
  table.columns.find((column) => isOwnerColumn(table, column.name));
const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
const faultsOf = (body: Json) => (body as { errors?: readonly { path: string }[] }).errors?.map(({ path }) => path);
const ownedBy = (column: ColumnModel, subject: string) => new Map([[column.name, writtenFor(column, subject)]]);

/** Whether a caller can create rows of their own without a role. */
const createsOwn = (table: TableModel) => canEver(table, 'create', owner(table));

forEachTable(
  'owners of new rows',
  (table) => ownField(table) !== undefined && createsOwn(table),
  (table) => {
    scenario('sets the owner from the token, and rejects others in the body', table, async (context) => {
      const { draft, save, send, api } = context;
      const column = ownField(table);
      const caller = owner(table);
      const row = draft({ owner: caller.subject });
      await save();
      if (!column) return;
      const stored = ownedBy(column, caller.subject);
      const { [column.name]: _owner, ...body } = asSent(row);
      const before = await countRows(api.query, table, stored);
      const space = valuesOf(column, table.name);
      const smuggled = { ...body, [column.name]: space.size > 1 ? space.at(1) : 'somebody else' };
      const refused = await send('POST', table.route, { caller, body: smuggled });
      expectStatus(refused, 422);
      assert.deepEqual(faultsOf(refused.body), [pointer(column.name)]);
      expectStatus(await send('POST', table.route, { caller, body }), 201);
      assert.equal(await countRows(api.query, table, stored), before + 1);
    });

    scenario('accepts the caller as the owner in the body', table, async (context) => {
      const column = ownField(table);
      const caller = owner(table);
      const row = context.draft({ owner: caller.subject });
      await context.save();
      if (!column) return;
      const body = { ...asSent(row), [column.name]: row.values.get(column.name) ?? null };
      expectStatus(await context.send('POST', table.route, { caller, body }), 201);
      assert.ok((await countRows(context.api.query, table, ownedBy(column, caller.subject))) > 0);
    });
  },
);

/** Whether every row has to refer to itself: by a required and unique reference to its own table. */
const refersToItself = (table: TableModel): boolean =>
  table.foreignKeys.some(
    (key) =>
      key.unique &&
      key.referencedTable === table.name &&
      key.columns.every((name) => columnNamed(table, name).required),
  );

forEachTable(
  'owners of rows that a role creates',
  (table) => ownField(table) !== undefined && rolesIn(table.access?.create ?? []).length > 0,
  (table) => {
    const clerk = (subject = stranger(table).subject): Caller => ({
      subject,
      roles: rolesIn(table.access?.create ?? []).slice(0, 1),
    });

    scenario('accepts any owner in the body', table, async (context) => {
      const column = ownField(table);
      if (!column) return;
      // The referenced key may be generated, so that the request cannot know it.
      if (refersToItself(table)) return context.skip('a row has to refer to itself');
      for (const n of [0, 1]) {
        const row = context.nextDraft({ owner: subjectOf(table, n), complete: false });
        if (!row) return context.skip('the constraints allow no such row');
        await context.save(row);
        const stored = ownedBy(column, subjectOf(table, n));
        const before = await countRows(context.api.query, table, stored);
        const body = { ...asSent(row), [column.name]: row.values.get(column.name) ?? null };
        expectStatus(await context.send('POST', table.route, { caller: clerk(), body }), 201);
        assert.equal(await countRows(context.api.query, table, stored), before + 1);
      }
    });

    scenario('makes the caller the owner by default', table, async (context) => {
      const column = ownField(table);
      const row = context.draft({ owner: stranger(table).subject });
      await context.save();
      if (!column || column.default || isSerial(column)) return context.skip('the field has a default of its own');
      const { [column.name]: _owner, ...body } = asSent(row);
      expectStatus(await context.send('POST', table.route, { caller: clerk(), body }), 201);
      assert.ok((await countRows(context.api.query, table, ownedBy(column, stranger(table).subject))) > 0);
    });

    scenario(
      'rejects an owner that the field would not keep unchanged, and requires one if the caller is one',
      table,
      async (context) => {
        const column = ownField(table);
        const row = context.draft({ owner: owner(table).subject });
        await context.save();
        if (!column) return;
        const before = await countRows(context.api.query, table, new Map());
        const bad = unlike(column, owner(table).subject);
        for (const name of bad) {
          const body = { ...asSent(row), [column.name]: name };
          const answer = await context.send('POST', table.route, { caller: clerk(), body });
          expectStatus(answer, 422);
          assert.deepEqual(faultsOf(answer.body), [pointer(column.name)], name);
        }
        const { [column.name]: _owner, ...body } = asSent(row);
        if (bad[0] !== undefined && !column.default && !isSerial(column)) {
          const answer = await context.send('POST', table.route, { caller: clerk(bad[0]), body });
          expectStatus(answer, 422);
          assert.deepEqual(faultsOf(answer.body), [pointer(column.name)]);
        }
        assert.equal(await countRows(context.api.query, table, new Map()), before, 'nothing was stored');
      },
    );
  },
);

forEachTable(
  'the owner of an existing row',
  (table) => ownField(table) !== undefined && table.itemKey !== undefined,
  (table) => {
    scenario('cannot be changed', table, async (context) => {
      const column = ownField(table);
      const row = context.row();
      await context.save();
      if (!column || !may(context.world, context.me, 'update', row))
        return context.skip('the caller may not change the row');
      const space = valuesOf(column, table.name);
      const answer = await context.send('PATCH', pathOf(row), { body: { [column.name]: space.at(space.size - 1) } });
      expectStatus(answer, 422);
      assert.deepEqual(faultsOf(answer.body), [pointer(column.name)]);
    });
  },
);

forEachTable(
  'subjects that the owner field cannot hold',
  (table) => ownerColumn(table) !== undefined,
  (table) => {
    const mine = owner(table).subject;
    const holder = ownerColumn(table);
    const others = holder ? unlike(holder.column, mine) : [];

    scenario('own no rows', table, async (context) => {
      const row = context.row();
      await context.save();
      for (const subject of others) {
        const caller: Caller = { subject, roles: [] };
        const { answer: listed, rows } = await readList(context, table, {}, { caller });
        assert.ok(listed.status === 200 || listed.status === 403, `${subject}: ${JSON.stringify(listed.body)}`);
        if (listed.status === 200) {
          const visible = context.world.rows(table).filter((other) => may(context.world, caller, 'read', other));
          const actual = rows.map((item) => normalised(table, item));
          assertSameRows(actual, visible.map(asAnswered), `what ${subject} sees`);
        }
        if (!table.itemKey) continue;
        for (const [method, action] of [
          ['GET', 'read'],
          ['PATCH', 'update'],
          ['DELETE', 'delete'],
        ] as const) {
          if (may(context.world, caller, action, row)) continue;
          const body = method === 'PATCH' ? { body: {} } : {};
          const answer = await context.send(method, pathOf(row), { caller, ...body });
          assert.ok([403, 404].includes(answer.status), `${method} by ${subject}: ${JSON.stringify(answer.body)}`);
        }
      }
      assert.equal(await countRows(context.api.query, table, new Map()), context.world.rows(table).length);
    });

    if (ownField(table) && createsOwn(table))
      scenario('cannot create rows, and the response names the field', table, async (context) => {
        const row = context.draft({ owner: mine });
        await context.save();
        const column = ownField(table);
        if (!column) return;
        const { [column.name]: _owner, ...body } = asSent(row);
        const before = await countRows(context.api.query, table, new Map());
        for (const subject of others) {
          const answer = await context.send('POST', table.route, { caller: { subject, roles: [] }, body });
          expectStatus(answer, 403);
          const { detail = '' } = answer.body as { detail?: string };
          assert.ok(detail.includes(JSON.stringify(column.name)), detail);
        }
        assert.equal(await countRows(context.api.query, table, new Map()), before, 'nothing was stored');
      });
  },
);

test('a subject with NUL is not accepted', async () => {
  const api = await startApi();
  const [table] = model.tables;
  if (!table) return;
  expectStatus(await api.send('GET', table.route, { caller: { subject: 'a\u0000', roles: [] } }), 401);
});
