import assert from 'node:assert/strict';
import {
  allRoles,
  anonymous,
  isClosed,
  may,
  mayAlways,
  owner,
  passes,
  rolesOf,
  stranger,
  type Caller,
} from './support/callers.ts';
import { countRows } from './support/database.ts';
import { deletionOf } from './support/deletion.ts';
import type { Action, Json, TableModel } from './support/model.ts';
import { endsOf, isLink } from './support/links.ts';
import { hasOwners } from './support/owners.ts';
import { isPassword } from './support/project.ts';
import { readList } from './support/listing.ts';
import { withQuery } from './support/query-string.ts';
import { asAnswered, asSent, normalised } from './support/rows.ts';
import { assertSameRows } from './support/same-rows.ts';
import { expectStatus, forEachTable, pathOf, scenario, type Scenario } from './support/scenario.ts';
import type { Row } from './support/world.ts';

/** All callers whose access may differ: anonymous, a stranger, the owner, and a stranger with each role. */
const callersOf = (table: TableModel): readonly (readonly [string, Caller])[] => [
  ['an anonymous caller', anonymous],
  ['a stranger', stranger(table)],
  ['the owner', owner(table)],
  ...[...rolesOf(table), ...(allRoles.length > 0 ? [] : ['some-role'])].map((role): readonly [string, Caller] => [
    `a stranger with role ${role}`,
    { ...stranger(table), roles: [role] },
  ]),
];

/** The status if no rule of the action can admit a caller: 401 if authenticating could help, otherwise 403. */
const generalRefusal = (table: TableModel, action: Action, caller: Caller): number =>
  caller.subject === undefined && !isClosed(table, action) ? 401 : 403;

/** The status if a caller may not act on a row; it does not reveal rows that the caller may not read. */
const refusalOf = ({ world }: Scenario, table: TableModel, action: Action, caller: Caller, row: Row): number => {
  if (!passes(table, action, caller)) return generalRefusal(table, action, caller);
  return action !== 'read' && may(world, caller, 'read', row) ? 403 : 404;
};

forEachTable(
  'access to rows',
  (table) => table.itemKey !== undefined,
  (table) => {
    scenario('lets a caller read a row if the rules allow it, and only then', table, async (context) => {
      const row = context.row();
      await context.save();
      for (const [who, caller] of callersOf(table)) {
        const answer = await context.send('GET', pathOf(row), { caller });
        const expected = may(context.world, caller, 'read', row) ? 200 : refusalOf(context, table, 'read', caller, row);
        assert.equal(answer.status, expected, `${who}: ${JSON.stringify(answer.body)}`);
        if (answer.status === 200)
          assert.deepEqual(normalised(table, answer.body as Record<string, Json>), asAnswered(row));
      }
    });

    scenario('lets a caller change a row if the rules allow it, and only then', table, async (context) => {
      const row = context.row();
      await context.save();
      for (const [who, caller] of callersOf(table)) {
        const answer = await context.send('PATCH', pathOf(row), { caller, body: {} });
        const allowed = may(context.world, caller, 'update', row);
        const success = may(context.world, caller, 'read', row) ? 200 : 204;
        assert.equal(
          answer.status,
          allowed ? success : refusalOf(context, table, 'update', caller, row),
          `${who}: ${JSON.stringify(answer.body)}`,
        );
      }
    });

    scenario('lets a caller delete a row if the rules allow it, and only then', table, async (context) => {
      const row = context.row();
      await context.save();
      for (const [who, caller] of callersOf(table)) {
        const allowed = may(context.world, caller, 'delete', row);
        if (allowed) continue;
        const answer = await context.send('DELETE', pathOf(row), { caller });
        assert.equal(
          answer.status,
          refusalOf(context, table, 'delete', caller, row),
          `${who}: ${JSON.stringify(answer.body)}`,
        );
      }
      assert.equal(await countRows(context.api.query, table, keyValues(row), 'alive'), 1, 'the row is still there');
      const allowed = callersOf(table).find(([, caller]) => may(context.world, caller, 'delete', row));
      if (!allowed) return;
      const answer = await context.send('DELETE', pathOf(row), { caller: allowed[1] });
      const { kind } = deletionOf(context.world, row);
      expectStatus(answer, ...(kind === 'refused' ? [409] : kind === 'done' ? [204] : [204, 409]));
    });
  },
);

const keyValues = (row: Row) => new Map([...row.values].filter(([name]) => row.table.itemKey?.includes(name)));

forEachTable(
  'access to lists',
  () => true,
  (table) => {
    scenario('lists the rows that the caller may read', table, async (context) => {
      context.row();
      context.another();
      if (hasOwners(table)) context.another({ owner: stranger(table).subject });
      await context.save();
      for (const [who, caller] of callersOf(table)) {
        const { answer, rows } = await readList(context, table, {}, { caller });
        if (!passes(table, 'read', caller)) {
          assert.equal(answer.status, generalRefusal(table, 'read', caller), who);
          continue;
        }
        expectStatus(answer, 200);
        const expected = context.world
          .rows(table)
          .filter((row) => may(context.world, caller, 'read', row))
          .map(asAnswered);
        const actual = rows.map((row) => normalised(table, row));
        assertSameRows(actual, expected, `what ${who} sees`);
      }
    });
  },
);

/** Whether a caller may create this row. An owner column does not matter: the API sets it to the caller. */
const mayCreate = ({ world }: Scenario, caller: Caller, row: Row): boolean =>
  row.table.owner && 'column' in row.table.owner
    ? passes(row.table, 'create', caller)
    : may(world, caller, 'create', row);

/** The status if a caller may not create a row; linked rows that the caller may not read are reported as missing. */
const creationRefusal = ({ world }: Scenario, caller: Caller, row: Row): number => {
  const { table } = row;
  if (!isLink(table) || !passes(table, 'create', caller)) return generalRefusal(table, 'create', caller);
  const from = world.parent(row, endsOf(table)[0]);
  const isOwn = from !== undefined && may(world, caller, 'update', from);
  return from !== undefined && !isOwn && may(world, caller, 'read', from) ? 403 : 409;
};

forEachTable(
  'access to creating',
  () => true,
  (table) => {
    scenario('rejects callers who may not create a row', table, async (context) => {
      for (const [who, caller] of callersOf(table)) {
        const row = context.world.draft(table, hasOwners(table) ? { owner: owner(table).subject } : {});
        if (!row) return;
        await context.save();
        if (mayCreate(context, caller, row)) continue;
        const answer = await context.send('POST', table.route, { caller, body: asSent(row) });
        assert.equal(answer.status, creationRefusal(context, caller, row), `${who}: ${JSON.stringify(answer.body)}`);
        assert.equal(
          await countRows(context.api.query, table, new Map()),
          context.world.rows(table).length,
          `${who} stored nothing`,
        );
      }
    });
  },
);

/** Whether rows inherit their owner through a reference, and a stranger has no other right to create them. */
const createsByReference = (table: TableModel): boolean =>
  table.owner !== undefined && 'via' in table.owner && !mayAlways(table, 'create', stranger(table));

forEachTable('access to creating without a reference', createsByReference, (table) => {
  scenario('does not create a row without an owner from an empty body', table, async ({ api, send }) => {
    const caller = stranger(table);
    const refused = await send('POST', table.route, { caller, body: {} });
    expectStatus(refused, ...(passes(table, 'create', caller) ? [403, 409, 422] : [403]));
    assert.equal(await countRows(api.query, table, new Map()), 0);
  });
});

forEachTable(
  'access to passwords',
  (table) => table.columns.some(isPassword),
  (table) => {
    scenario('never returns a password', table, async (context) => {
      const row = context.row();
      await context.save();
      const password = table.columns.find(isPassword)?.name ?? '';
      const paths = [
        table.route,
        ...(table.itemKey ? [pathOf(row)] : []),
        withQuery(table.route, { fields: password }),
      ];
      for (const path of paths) {
        const answer = await context.send('GET', path);
        assert.ok(!JSON.stringify(answer.body).includes('scrypt$'), path);
      }
      const filtered = await context.send('GET', withQuery(table.route, { [`filter[${password}][eq]`]: 'x' }));
      assert.ok(filtered.status >= 400 && filtered.status < 500, 'nobody can filter by a password');
    });
  },
);
