import assert from 'node:assert/strict';
import { canEver, insider, mayAlways } from './support/callers.ts';
import { countRows, markDeleted } from './support/database.ts';
import { deletionOf } from './support/deletion.ts';
import type { ForeignKeyModel, Json, TableModel, Values } from './support/model.ts';
import { isLink } from './support/links.ts';
import { columnNamed, isOwnerColumn, isOwnerNameable, referrers, tableNamed } from './support/project.ts';
import { asSent } from './support/rows.ts';
import { expectStatus, forEachTable, pathOf, referenceTo, scenario, type Scenario } from './support/scenario.ts';
import { same } from './support/uniqueness.ts';
import { valuesOf } from './support/values.ts';
import type { Row } from './support/world.ts';

const can = (table: TableModel, action: 'read' | 'create' | 'update' | 'delete') =>
  canEver(table, action, insider(table));

/** Values of the foreign key that no row of the referenced table has. */
const danglingReference = (
  { world }: Scenario,
  table: TableModel,
  foreignKey: ForeignKeyModel,
  row: Row,
): Values | undefined => {
  const changed = foreignKey.columns.flatMap((name, i) => {
    const space = valuesOf(columnNamed(table, name), table.name);
    const referenced = foreignKey.referencedColumns[i] ?? '';
    const value = space.size > 0 ? space.at(space.size - 1) : null;
    const taken = [...world.rows(tableNamed(foreignKey.referencedTable)), row].some((other) =>
      same(other.values.get(referenced), value),
    );
    return taken || value === null ? [] : [[name, value] as const];
  });
  const others = foreignKey.columns.filter((name) => !changed.some(([changedName]) => changedName === name));
  const complete = others.every((name) => (row.values.get(name) ?? null) !== null);
  return changed.length > 0 && complete ? new Map(changed) : undefined;
};

/**
 * The statuses for a dangling reference. Callers who may not create links at all are rejected before any other check.
 * Callers who own rows through a reference may not change it, nor a reference that shares a column with it. Everybody
 * else gets a conflict.
 */
const refusal = (table: TableModel, action: 'create' | 'update', changed: Values, { me }: Scenario) => {
  if (isLink(table) && !canEver(table, 'create', me)) return [403, 409];
  const via = table.owner && 'via' in table.owner ? table.foreignKeys[table.owner.via] : undefined;
  const leadsAway = via?.columns.some((name) => changed.has(name)) === true;
  return leadsAway && !mayAlways(table, action, me) ? [403] : [409];
};

const unusedValue = (table: TableModel, name: string): Json => {
  const space = valuesOf(columnNamed(table, name), table.name);
  return space.at(space.size - 1);
};

/** Whether the referenced key can be changed, and no other reference affects the outcome. */
const canMove = (table: TableModel, foreignKey: ForeignKeyModel): boolean => {
  const parent = tableNamed(foreignKey.referencedTable);
  const others = [...table.foreignKeys, ...referrers(parent).map((other) => other.foreignKey)].filter(
    (other) => other !== foreignKey,
  );
  const isFree = (name: string) =>
    !isOwnerColumn(parent, name) &&
    valuesOf(columnNamed(parent, name), parent.name).size >= 100 &&
    !parent.foreignKeys.some((other) => other.columns.includes(name));
  const alone = !others.some(
    (other) => other.columns.some((name) => foreignKey.columns.includes(name)) || other.referencedTable === parent.name,
  );
  const clears =
    foreignKey.onUpdate === 'set null' && foreignKey.columns.every((name) => !columnNamed(table, name).required);
  const decided = foreignKey.onUpdate !== 'set default' && (foreignKey.onUpdate !== 'set null' || clears);
  return (
    parent.itemKey !== undefined &&
    parent !== table &&
    can(parent, 'update') &&
    can(parent, 'read') &&
    alone &&
    decided &&
    foreignKey.referencedColumns.every(isFree)
  );
};

forEachTable(
  'foreign keys',
  (table) => table.foreignKeys.length > 0,
  (table) => {
    table.foreignKeys.forEach((foreignKey) => {
      const title = `${foreignKey.columns.join(', ')} → ${foreignKey.referencedTable}`;

      if (can(table, 'create')) {
        scenario(`${title}: rejects a new row with a dangling reference`, table, async (context) => {
          const row = context.draft();
          const dangling = danglingReference(context, table, foreignKey, row);
          if (!dangling) return context.skip('every value of the reference is taken');
          await context.save();
          const fields = [...dangling].filter(([name]) => !isOwnerColumn(table, name) || isOwnerNameable(table));
          const [subject] = [...dangling].filter(([name]) => isOwnerColumn(table, name));
          const body = { ...asSent(row), ...Object.fromEntries(fields) };
          const caller = subject ? { ...context.me, subject: String(subject[1]) } : context.me;
          expectStatus(
            await context.send('POST', table.route, { body, caller }),
            ...refusal(table, 'create', dangling, context),
          );
        });
      }

      const changeable = !foreignKey.columns.some((name) => isOwnerColumn(table, name));
      if (changeable && can(table, 'update') && can(table, 'read') && table.itemKey) {
        scenario(`${title}: rejects a change to a dangling reference`, table, async (context) => {
          const row = context.row();
          const dangling = danglingReference(context, table, foreignKey, row);
          if (!dangling) return context.skip('every value of the reference is taken');
          await context.save();
          const answer = await context.send('PATCH', pathOf(row), { body: Object.fromEntries(dangling) });
          expectStatus(answer, ...refusal(table, 'update', dangling, context));
          const unchanged = new Map([...row.values].filter(([name]) => foreignKey.columns.includes(name)));
          assert.ok((await countRows(context.api.query, table, unchanged)) > 0, 'the reference is unchanged');
        });
      }

      const parentTable = tableNamed(foreignKey.referencedTable);
      if (parentTable.softDelete && can(table, 'create')) {
        scenario(`${title}: rejects a row that refers to a deleted one`, table, async (context) => {
          const row = context.draft();
          const parent = context.world.parent(row, foreignKey);
          if (!parent || parent === row) return context.skip('it refers to no other row');
          await context.save();
          await markDeleted(context.api.query, parent);
          const refused = await context.send('POST', table.route, { body: asSent(row) });
          // If the row inherits its owner from the deleted one, it has no owner.
          const isOwned = table.owner && 'via' in table.owner && !mayAlways(table, 'create', context.me);
          expectStatus(refused, ...(isOwned ? [403, 409] : [409]));
        });
      }

      if (parentTable.itemKey && can(parentTable, 'delete') && can(parentTable, 'read')) {
        scenario(`${title}: on delete ${foreignKey.onDelete}`, parentTable, async (context) => {
          const { world, another, save, send, api } = context;
          const parent = context.row();
          const set = referenceTo(parent, foreignKey);
          const child = world.add(table, { set });
          another();
          if (!child || world.parent(child, foreignKey) !== parent) return context.skip('no row can refer to it');
          await save();
          const expected = deletionOf(world, parent);
          const referring = world.rows(table).filter((row) => world.parent(row, foreignKey) === parent).length;
          const answer = await send('DELETE', pathOf(parent));
          if (expected.kind === 'refused') {
            expectStatus(answer, 409);
            assert.equal(await countRows(api.query, table, set, 'alive'), referring);
            const rows = world.rows(parentTable).length;
            assert.equal(await countRows(api.query, parentTable, new Map(), 'alive'), rows, 'nothing is deleted');
          } else if (expected.kind === 'done') {
            expectStatus(answer, 204);
            assert.equal(await countRows(api.query, table, set, 'alive'), 0, 'nothing refers to the deleted row');
            for (const other of new Set(world.all().map((row) => row.table))) {
              const without = (missing: ReadonlySet<Row>) =>
                world.rows(other).filter((row) => !missing.has(row)).length;
              const visible = without(expected.removed);
              const kept = without(expected.gone);
              assert.equal(await countRows(api.query, other, new Map(), 'alive'), visible, `rows of ${other.name}`);
              assert.equal(await countRows(api.query, other, new Map()), kept, `rows of ${other.name} that are kept`);
            }
          } else expectStatus(answer, 204, 409);
        });
      }

      if (canMove(table, foreignKey)) {
        scenario(`${title}: on update ${foreignKey.onUpdate}`, parentTable, async (context) => {
          const { world, save, send, api } = context;
          const parent = context.row({ complete: false, filled: foreignKey.referencedColumns });
          const set = referenceTo(parent, foreignKey);
          const child = world.add(table, { set, complete: false });
          if (!child || world.parent(child, foreignKey) !== parent) return context.skip('no row can refer to it');
          await save();
          const moved = new Map(foreignKey.referencedColumns.map((name) => [name, unusedValue(parentTable, name)]));
          const answer = await send('PATCH', pathOf(parent), { body: Object.fromEntries(moved) });
          const reference = referenceTo({ table: parentTable, values: moved }, foreignKey);
          if (foreignKey.onUpdate === 'cascade') {
            expectStatus(answer, 200);
            assert.equal(await countRows(api.query, table, reference), 1, 'the row that referred to it still does');
          } else if (foreignKey.onUpdate === 'set null') {
            expectStatus(answer, 200);
            assert.equal(await countRows(api.query, table, set), 0);
          } else {
            expectStatus(answer, 409);
            assert.equal(await countRows(api.query, table, set), 1);
          }
        });
      }
    });
  },
);
