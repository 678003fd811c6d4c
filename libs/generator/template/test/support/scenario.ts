import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startApi, type Answer, type Api, type Sending } from './api.ts';
import { insider, stranger, type Caller } from './callers.ts';
import { deleteRows, insertRows } from './database.ts';
import type { ForeignKeyModel, Json, TableModel, Values } from './model.ts';
import { hasOwners } from './owners.ts';
import { columnNamed, model } from './project.ts';
import { itemPath } from './rows.ts';
import { valuesOf } from './values.ts';
import { createWorld, type Row, type RowOptions, type World } from './world.ts';

/** The context of a test of one table, which starts with an empty database. */
export interface Scenario {
  readonly api: Api;
  readonly world: World;
  /** A user with every role, who owns the rows of the table. */
  readonly me: Caller & { subject: string };
  /** Adds a row of the table, owned by `me` by default; undefined if the constraints allow no more. */
  readonly another: (options?: RowOptions) => Row | undefined;
  /** Like `another`, but skips the test with the reason if there can be no such row. */
  readonly row: (options?: RowOptions) => Row;
  /** A row to be created through the API; the rows that it refers to are added to the world. */
  readonly draft: (options?: RowOptions) => Row;
  /** Like `draft`, but also adds the row to the world, so that later rows differ from it and may refer to it. */
  readonly nextDraft: (options?: RowOptions) => Row | undefined;
  /** Adds up to `count` rows, as far as the constraints allow. */
  readonly rows: (count: number, options?: RowOptions) => readonly Row[];
  /** Inserts the rows of the world that are not in the database yet, except `created`. */
  readonly save: (created?: Row) => Promise<void>;
  readonly send: (method: string, path: string, sending?: Sending) => Promise<Answer>;
  readonly skip: (reason: string) => never;
}

class Skip extends Error {}

const skip = (reason: string): never => {
  throw new Skip(reason);
};

/** Why there can be no row: a field that the tests have no value for, or the constraints. */
const reasonFor = (table: TableModel): string => {
  const seen = new Set<string>();
  const open = [table];
  for (const next of open) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    const barren = next.columns.find((column) => column.required && valuesOf(column, next.name).size === 0);
    if (barren) return `no value is known for ${next.name}.${barren.name}: give some in src/custom/test-samples.json`;
    open.push(...model.tables.filter((other) => next.foreignKeys.some((key) => key.referencedTable === other.name)));
  }
  return `the constraints of ${table.name} allow no such row`;
};

const createScenario = (api: Api, table: TableModel): Scenario => {
  const world = createWorld(model);
  const saved = new Set<Row>();
  const me = insider(table);
  const mine = (options: RowOptions): RowOptions => (hasOwners(table) ? { owner: me.subject, ...options } : options);
  const another = (options: RowOptions = {}) => world.add(table, mine(options));
  const needsAnother = table.foreignKeys.some(
    (key) => key.referencedTable === table.name && key.columns.every((name) => columnNamed(table, name).required),
  );
  const addReferenced = () => {
    if (needsAnother && world.rows(table).length === 0)
      world.add(table, hasOwners(table) ? { owner: stranger(table).subject } : {});
  };
  return {
    api,
    world,
    me,
    another,
    row: (options) => another(options) ?? skip(reasonFor(table)),
    draft: (options = {}) => {
      addReferenced();
      return world.draft(table, mine(options)) ?? skip(reasonFor(table));
    },
    nextDraft: (options = {}) => {
      addReferenced();
      return another(options);
    },
    rows: (count, options) => {
      const made = Array.from({ length: count }, () => another(options)).filter((row) => row !== undefined);
      return made.length > 0 ? made : skip(reasonFor(table));
    },
    save: async (created) => {
      const fresh = world.all().filter((row) => !saved.has(row));
      fresh.forEach((row) => saved.add(row));
      await insertRows(
        api.query,
        fresh.filter((row) => row !== created),
      );
    },
    send: (method, path, sending = {}) => api.send(method, path, { caller: me, ...sending }),
    skip,
  };
};

/** A test of one table, in an empty database. */
export const scenario = (name: string, table: TableModel, run: (scenario: Scenario) => Promise<void>): void => {
  test(name, async (context) => {
    const api = await startApi();
    const prepared = createScenario(api, table);
    try {
      await run(prepared);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      context.skip(error.message);
    } finally {
      await deleteRows(api.query, [...new Set([table, ...prepared.world.all().map((row) => row.table)])]);
    }
  });
};

/** A group of tests for every table that meets the condition. */
export const forEachTable = (
  topic: string,
  fits: (table: TableModel) => boolean,
  tests: (table: TableModel) => void,
): void => {
  describe(topic, () => {
    for (const table of model.tables.filter(fits)) describe(table.name, () => tests(table));
  });
};

/** Includes the response body in the failure message. */
export const expectStatus = (answer: Answer, ...expected: readonly number[]): void => {
  assert.ok(
    expected.includes(answer.status),
    `expected ${expected.join(' or ')}, got ${answer.status}: ${JSON.stringify(answer.body)}`,
  );
};

/** The values of the key fields in a row of a response. */
export const keyOf = (table: TableModel, row: Readonly<Record<string, Json>>): Values =>
  new Map((table.itemKey ?? []).map((name) => [name, row[name] ?? null]));

/** The columns of a foreign key with the values that make a row refer to `row`. */
export const referenceTo = (row: Row, foreignKey: ForeignKeyModel): Values =>
  new Map(foreignKey.columns.map((name, i) => [name, row.values.get(foreignKey.referencedColumns[i] ?? '') ?? null]));

export const pathOf = (row: Row): string => itemPath(row.table, row.values);
