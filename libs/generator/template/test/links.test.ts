import assert from 'node:assert/strict';
import type { Answer } from './support/api.ts';
import { may, owner, passes, rolesOf, type Caller } from './support/callers.ts';
import { countRows, insertRows } from './support/database.ts';
import { endsOf, isLink } from './support/links.ts';
import type { ForeignKeyModel, Json, TableModel, Values } from './support/model.ts';
import { hasOwners, subjectOf } from './support/owners.ts';
import { tableNamed } from './support/project.ts';
import { expectStatus, forEachTable, pathOf, referenceTo, scenario, type Scenario } from './support/scenario.ts';
import type { Row } from './support/world.ts';

/** The owner of the source rows, without a role and with each role that matters. */
const candidates = (table: TableModel): readonly Caller[] => [
  owner(table),
  ...rolesOf(table).map((role) => ({ ...owner(table), roles: [role] })),
];

/** A new row at one end of a link, owned by the first or the second subject of the tests. */
const end = ({ world }: Scenario, foreignKey: ForeignKeyModel, n: 0 | 1): Row | undefined => {
  const table = tableNamed(foreignKey.referencedTable);
  return world.add(table, {
    complete: false,
    filled: foreignKey.referencedColumns,
    ...(hasOwners(table) ? { owner: subjectOf(table, n) } : {}),
  });
};

/** A valid reference to a row that does not exist. */
const toNothing = ({ world }: Scenario, foreignKey: ForeignKeyModel): Values | undefined => {
  const row = world.draft(tableNamed(foreignKey.referencedTable), { filled: foreignKey.referencedColumns });
  return row && referenceTo(row, foreignKey);
};

const body = (...references: readonly Values[]): Record<string, Json> =>
  Object.fromEntries(references.flatMap((reference) => [...reference]));

/** Everything that a client sees of a response, except its date. */
const seen = ({ status, headers: { date: _date, ...headers }, body: text }: Answer) =>
  JSON.stringify([status, headers, text]);

forEachTable('links', isLink, (table) => {
  const [from, to] = endsOf(table);

  scenario('to a row that the caller may not read are rejected like those to a missing row', table, async (context) => {
    const { world, save, send, api } = context;
    const [mine, readable, hidden, missing] = [
      end(context, from, 0),
      end(context, to, 0),
      end(context, to, 1),
      toNothing(context, to),
    ];
    if (!mine || !hidden || !missing) return context.skip('the constraints allow no such rows');
    const caller = candidates(table).find(
      (one) => passes(table, 'create', one) && may(world, one, 'update', mine) && !may(world, one, 'read', hidden),
    );
    if (!caller) return context.skip('every caller who may link a row may read all target rows');
    await save();
    const near = referenceTo(mine, from);
    const post = (far: Values) => send('POST', table.route, { caller, body: body(near, far) });
    const [refused, absent] = [await post(referenceTo(hidden, to)), await post(missing)];
    expectStatus(refused, 409);
    assert.equal(seen(refused), seen(absent));
    assert.equal(await countRows(api.query, table, new Map()), 0, 'nothing was stored');
    if (!readable || !may(world, caller, 'read', readable)) return;
    expectStatus(await post(referenceTo(readable, to)), 201);
    const path = pathOf({ table, values: new Map([...near, ...referenceTo(readable, to)]) });
    const patch = (far: Values) => send('PATCH', path, { caller, body: body(far) });
    const [unchanged, same] = [await patch(referenceTo(hidden, to)), await patch(missing)];
    expectStatus(unchanged, 409);
    assert.equal(seen(unchanged), seen(same));
  });

  scenario('from a row of another owner do not reveal more than the caller may read', table, async (context) => {
    const { world, save, send } = context;
    const [foreign, far, missing] = [end(context, from, 1), end(context, to, 0), toNothing(context, from)];
    if (!foreign || !far || !missing) return context.skip('the constraints allow no such rows');
    const caller = candidates(table).find(
      (one) => passes(table, 'create', one) && !may(world, one, 'update', foreign) && may(world, one, 'read', far),
    );
    if (!caller) return context.skip('every caller who may link rows may link all of them');
    await save();
    const post = (near: Values) => send('POST', table.route, { caller, body: body(near, referenceTo(far, to)) });
    const [refused, absent] = [await post(referenceTo(foreign, from)), await post(missing)];
    expectStatus(absent, 409);
    if (may(world, caller, 'read', foreign)) return expectStatus(refused, 403);
    assert.equal(seen(refused), seen(absent));
  });

  scenario('can be read and deleted by both owners only', table, async (context) => {
    const { world, save, send, api } = context;
    const [mine, theirs] = [end(context, from, 0), end(context, to, 1)];
    const link =
      mine &&
      theirs &&
      world.add(table, { set: new Map(Object.entries(body(referenceTo(mine, from), referenceTo(theirs, to)))) });
    if (!link) return context.skip('the constraints allow no such rows');
    await save();
    const stranger: Caller = { subject: 'somebody else', roles: [] };
    const owners = [mine, theirs].flatMap((row) => {
      const subject = world.ownerOf(row);
      return subject === undefined ? [] : [{ subject, roles: [] }];
    });
    for (const caller of [stranger, ...owners]) {
      const read = await send('GET', pathOf(link), { caller });
      const visible = may(world, caller, 'read', link);
      assert.ok((visible ? [200] : [403, 404]).includes(read.status), JSON.stringify(read.body));
      const answer = await send('DELETE', pathOf(link), { caller });
      if (!may(world, caller, 'delete', link)) {
        assert.ok([403, 404].includes(answer.status), JSON.stringify(answer.body));
        continue;
      }
      expectStatus(answer, 204);
      assert.equal(await countRows(api.query, table, new Map()), 0);
      await insertRows(api.query, [link]);
    }
    assert.equal(await countRows(api.query, table, new Map()), 1);
  });
});
