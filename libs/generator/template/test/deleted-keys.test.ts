import assert from 'node:assert/strict';
import { canEver, insider, stranger } from './support/callers.ts';
import { countRows, markDeleted } from './support/database.ts';
import type { Json, TableModel, Values } from './support/model.ts';
import { columnNamed, isNumbered, isOwnerColumn, isPassword, referrers } from './support/project.ts';
import { asAnswered, asSent, normalised } from './support/rows.ts';
import { expectStatus, forEachTable, pathOf, scenario, type Scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';
import type { Row } from './support/world.ts';

const can = (table: TableModel, action: 'read' | 'create' | 'update') => canEver(table, action, insider(table));

/** The keys that a row keeps when it is marked as deleted: the primary key, and keys that foreign keys refer to. */
const lastingKeys = (table: TableModel): readonly (readonly string[])[] => {
  const isReferred = (key: readonly string[]) =>
    referrers(table).some(
      ({ foreignKey: { referencedColumns } }) =>
        referencedColumns.length === key.length && referencedColumns.every((name) => key.includes(name)),
    );
  const primary = table.primaryKey === undefined ? [] : [table.primaryKey];
  return [...primary, ...uniqueKeys(table).filter((key) => key !== table.primaryKey && isReferred(key))];
};

const valuesAt = (row: Row, key: readonly string[]): Values =>
  new Map(key.map((name) => [name, row.values.get(name) ?? null]));

/** A row to be created, and a deleted row, if possible of another owner, that holds its key. */
const prepare = async (context: Scenario, table: TableModel, key: readonly string[]) => {
  const { draft, world, save, skip, api, me } = context;
  const next = draft({ complete: false });
  const set = valuesAt(next, key);
  if ([...set.values()].includes(null)) return skip('the key is null');
  const owners = table.owner ? [{ owner: stranger(table).subject }, { owner: me.subject }] : [{}];
  const [old] = owners.flatMap((owner) => world.add(table, { set, ...owner }) ?? []);
  if (!old) return skip('the constraints allow no two rows that share it');
  await save();
  await markDeleted(api.query, old);
  return { next, old };
};

/** The body without null members, to check that the new row does not inherit values of the deleted one. */
const bodyOf = (row: Row, key: readonly string[]): Record<string, Json> => {
  const numbers = [...valuesAt(row, key)].filter(([name]) => isNumbered(row.table, columnNamed(row.table, name)));
  const sent = Object.entries({ ...asSent(row), ...Object.fromEntries(numbers) });
  return Object.fromEntries(
    sent.filter(([name, value]) => value !== null || columnNamed(row.table, name).default !== undefined),
  );
};

/** The values that are known beforehand: without generated numbers and password hashes. */
const known = (row: Row, key: readonly string[]): Values =>
  new Map(
    [...row.values].filter(([name]) => {
      const column = columnNamed(row.table, name);
      return !isPassword(column) && (key.includes(name) || !isNumbered(row.table, column));
    }),
  );

forEachTable(
  'keys of deleted rows',
  (table) => table.softDelete !== undefined && can(table, 'create'),
  (table) => {
    for (const key of lastingKeys(table)) {
      const title = key.join(', ');

      scenario(`${title}: a new row takes over the key, and nothing else of the old one`, table, async (context) => {
        const { next } = await prepare(context, table, key);
        const { send, api } = context;
        const before = await countRows(api.query, table, new Map());
        const made = await send('POST', table.route, { body: bodyOf(next, key) });
        expectStatus(made, 201);
        assert.equal(await countRows(api.query, table, new Map()), before, 'it replaces the old one');
        assert.equal(await countRows(api.query, table, known(next, key), 'alive'), 1);
        if (!can(table, 'read')) return;
        const answered = normalised(table, made.body as Record<string, Json>);
        const expected = asAnswered(next);
        for (const name of known(next, key).keys()) assert.deepEqual(answered[name], expected[name], name);
        if (!table.itemKey) return;
        const read = await send('GET', String(made.headers['location']));
        expectStatus(read, 200);
        assert.deepEqual([read.body, read.headers['etag']], [made.body, made.headers['etag']]);
      });

      scenario(`${title}: only one of two rows takes over the key`, table, async (context) => {
        const { next } = await prepare(context, table, key);
        const body = bodyOf(next, key);
        const answers = await Promise.all([1, 2].map(() => context.send('POST', table.route, { body })));
        assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
      });

      const isFree = key.every(
        (name) => !isOwnerColumn(table, name) && !table.foreignKeys.some(({ columns }) => columns.includes(name)),
      );
      if (!isFree || !table.itemKey || !can(table, 'update')) continue;
      scenario(`${title}: a change to the key is rejected with the reason`, table, async (context) => {
        const row = context.row();
        const { old } = await prepare(context, table, key);
        const body = Object.fromEntries(valuesAt(old, key));
        const answer = await context.send('PATCH', pathOf(row), { body });
        expectStatus(answer, 409);
        assert.match(JSON.stringify(answer.body), /A row that was deleted still holds/);
      });
    }
  },
);
