import assert from 'node:assert/strict';
import { limits } from '../src/core/limits.ts';
import { canEver, insider } from './support/callers.ts';
import { countRows, storedTexts } from './support/database.ts';
import { earlierRows } from './support/existing-rows.ts';
import type { ColumnModel, Json, TableModel, Values } from './support/model.ts';
import { columnNamed, isNumbered, isOwnerColumn, isPassword, isSerial, typeOf } from './support/project.ts';
import { invalidValues, outOfBounds } from './support/invalid.ts';
import { asSent } from './support/rows.ts';
import { expectStatus, forEachTable, scenario } from './support/scenario.ts';
import { same, uniqueKeys } from './support/uniqueness.ts';
import type { Row } from './support/world.ts';

const creatable = (table: TableModel) => canEver(table, 'create', insider(table));
const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const namedFields = (body: Json): readonly string[] => {
  const { errors = [] } = body as { errors?: { path: string }[] };
  return errors.map((error) => error.path.split('/').slice(0, 2).join('/'));
};

const writable = (table: TableModel) => table.columns.filter((column) => !isOwnerColumn(table, column.name));

forEachTable('validation and defaults', creatable, (table) => {
  const refusals: readonly (readonly [string, (column: ColumnModel) => Json | undefined])[] = [
    ['of another type', invalidValues],
    ['out of bounds', outOfBounds],
    ['null where a value is required', (column) => (column.required ? null : undefined)],
  ];
  for (const [title, spoil] of refusals) {
    const spoilt = writable(table)
      .flatMap((column) => {
        const value = spoil(column);
        return value === undefined ? [] : [[column.name, value] as const];
      })
      .slice(0, limits.faults);
    if (spoilt.length === 0) continue;
    scenario(`rejects values ${title}, and names each field`, table, async ({ draft, save, send, api }) => {
      const row = draft();
      await save();
      const before = await countRows(api.query, table, new Map());
      const answer = await send('POST', table.route, { body: { ...asSent(row), ...Object.fromEntries(spoilt) } });
      expectStatus(answer, 422);
      assert.deepEqual([...new Set(namedFields(answer.body))].sort(), spoilt.map(([name]) => pointer(name)).sort());
      for (const [name, value] of spoilt.slice(0, 40)) {
        const alone = await send('POST', table.route, { body: { ...asSent(row), [name]: value } });
        expectStatus(alone, 422);
      }
      assert.equal(await countRows(api.query, table, new Map()), before, 'nothing was stored');
    });
  }

  scenario('rejects unknown and missing fields, and names them', table, async ({ draft, save, send }) => {
    const row = draft();
    await save();
    const unknown = `no-such-field-${table.columns.length}`;
    const answer = await send('POST', table.route, { body: { ...asSent(row), [unknown]: 1 } });
    expectStatus(answer, 422);
    assert.deepEqual(namedFields(answer.body), [pointer(unknown)]);
    const missing = writable(table).filter(
      (column) => column.required && column.default === undefined && !isSerial(column),
    );
    const empty = await send('POST', table.route, { body: {} });
    if (missing.length === 0) return;
    expectStatus(empty, 422);
    assert.deepEqual([...namedFields(empty.body)].sort(), missing.map((column) => pointer(column.name)).sort());
  });

  scenario('fills omitted fields with the defaults of the model', table, async ({ draft, save, send, api }) => {
    const row = draft({ complete: false });
    await save();
    const needed = (column: ColumnModel) =>
      table.foreignKeys.some((key) => key.columns.includes(column.name)) ||
      (column.required && column.default === undefined) ||
      mayHaveDefault(table, column);
    const left = writable(table).filter((column) => !needed(column) && !isNumbered(table, column));
    const sent = asSent(row);
    for (const column of left) delete sent[column.name];
    const before = await countRows(api.query, table, expectedDefaults(row, left));
    const answer = await send('POST', table.route, { body: sent });
    expectStatus(answer, 201);
    assert.equal(await countRows(api.query, table, expectedDefaults(row, left)), before + 1);
    for (const column of left) if (column.default && 'function' in column.default) assertComputed(column, answer.body);
  });
});

/** Whether another row may have the default of a unique field. */
const mayHaveDefault = (table: TableModel, column: ColumnModel): boolean =>
  earlierRows(table) > 0 &&
  column.default !== undefined &&
  'value' in column.default &&
  uniqueKeys(table).some((key) => key.includes(column.name));

/** The values sent, and for omitted fields the literal default, or null if there is no default. */
const expectedDefaults = (row: Row, left: readonly ColumnModel[]): Values => {
  const values = new Map(row.values);
  for (const column of row.table.columns) {
    if (isPassword(column) || isNumbered(row.table, column)) values.delete(column.name);
    else if (!left.includes(column)) continue;
    else if (column.default === undefined) values.set(column.name, null);
    else if ('value' in column.default) values.set(column.name, column.default.value);
    else values.delete(column.name);
  }
  return values;
};

const dayMs = 24 * 60 * 60_000;
/** Tolerated difference between the clocks of the database and the test. */
const clockSkewMs = 5 * 60_000;

/** Checks the value of a default function: the current time, the start of today, or a UUID. */
const assertComputed = (column: ColumnModel, body: Json): void => {
  if (body === null) return;
  const value = String((body as Record<string, Json>)[column.name]);
  const type = typeOf(column);
  const computedBy = column.default && 'function' in column.default ? column.default.function : undefined;
  if (computedBy === 'gen_random_uuid()') assert.match(value, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  else if (type.form === 'clock' && type.before !== '') {
    const ageMs = Date.now() - Date.parse(type.after === '' ? `${value}Z` : value);
    const oldestMs = computedBy === 'current_date' ? dayMs : 0;
    assert.ok(ageMs > -clockSkewMs && ageMs < oldestMs + clockSkewMs, `${column.name} is ${value}`);
  } else assert.notEqual(value, 'null');
};

forEachTable(
  'unique keys',
  (table) => creatable(table) && uniqueKeys(table).length > 0,
  (table) => {
    for (const key of uniqueKeys(table)) {
      scenario(
        `rejects a second row with the same ${key.join(', ')}`,
        table,
        async ({ draft, world, save, send, api, skip }) => {
          const second = draft();
          const shared = new Map(key.map((name) => [name, second.values.get(name) ?? null]));
          const first = world.add(table, { set: shared });
          if (!first || key.some((name) => shared.get(name) === null))
            return skip('the constraints allow no two rows that share it');
          await save();
          const numbers = [...shared].filter(([name]) => isNumbered(table, columnNamed(table, name)));
          const answer = await send('POST', table.route, {
            body: { ...asSent(second), ...Object.fromEntries(numbers) },
          });
          expectStatus(answer, 409);
          const clashing = uniqueKeys(table).filter((names) =>
            names.every((name) => same(first.values.get(name), second.values.get(name))),
          );
          const named = [...namedFields(answer.body)].sort().join();
          assert.ok(
            clashing.some((names) => names.map(pointer).sort().join() === named),
            `the answer names ${named}`,
          );
          assert.equal(await countRows(api.query, table, shared), 1);
        },
      );
    }
  },
);

forEachTable(
  'passwords in storage',
  (table) => table.columns.some(isPassword) && creatable(table),
  (table) => {
    scenario('stores passwords as hashes and never returns them', table, async ({ draft, save, send, api }) => {
      const row = draft();
      await save();
      const passwords = table.columns.filter(
        (column) => isPassword(column) && (row.values.get(column.name) ?? null) !== null,
      );
      const created = await send('POST', table.route, { body: asSent(row) });
      expectStatus(created, 201);
      const listed = await send('GET', table.route);
      for (const answer of [created, listed]) {
        const text = JSON.stringify(answer.body);
        assert.ok(!text.includes('scrypt$'), 'no hash in an answer');
        for (const column of passwords)
          assert.ok(!text.includes(JSON.stringify(row.values.get(column.name))), 'no password in an answer');
      }
      for (const column of passwords) {
        const stored = await storedTexts(api.query, table, column);
        assert.ok(
          stored.some((hash) => /^scrypt\$\d+\$\d+\$\d+\$[^$]+\$[^$]+$/.test(hash)),
          'a scrypt hash is stored',
        );
      }
    });
  },
);
