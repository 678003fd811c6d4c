import assert from 'node:assert/strict';
import { limits } from '../src/core/limits.ts';
import { canEver, insider, may, type Caller } from './support/callers.ts';
import { childOf, embedded, leadsToList, longList, mayInclude, visible } from './support/embedding.ts';
import type { Json, RelationModel } from './support/model.ts';
import { hasOwners } from './support/owners.ts';
import { tableNamed } from './support/project.ts';
import { readList } from './support/listing.ts';
import { nameList, withQuery } from './support/query-string.ts';
import { asAnswered, normalised } from './support/rows.ts';
import { assertSameRows, ordered } from './support/same-rows.ts';
import { expectStatus, forEachTable, pathOf, referenceTo, scenario, type Scenario } from './support/scenario.ts';
import type { Row } from './support/world.ts';

/** Adds rows at the other end of a relation, unless it is the reference of `row` itself. */
const relate = ({ world }: Scenario, row: Row, relation: RelationModel, caller: Caller & { subject: string }): void => {
  if (relation.kind === 'one') return;
  const table = tableNamed(relation.kind === 'through' ? relation.link.table : relation.table);
  const foreignKey = table.foreignKeys[relation.kind === 'through' ? relation.link.near : relation.foreignKey];
  if (!foreignKey) return;
  const set = referenceTo(row, foreignKey);
  const count = relation.kind === 'inverse-one' ? 1 : 2;
  for (let i = 0; i < count; i += 1) {
    const mine =
      insider(table).subject === caller.subject ? world.add(table, { set, owner: caller.subject }) : undefined;
    if (!mine) world.add(table, { set });
  }
};

const comparableEmbedding = (relation: RelationModel, value: Json): Json => {
  const table = tableNamed(relation.table);
  const one = (row: Json) => (row === null ? null : normalised(table, row as Record<string, Json>));
  if (!leadsToList(relation)) return one(value);
  const { data, hasMore } = value as { data: readonly Json[]; hasMore: boolean };
  return { data: ordered(data.map(one)), hasMore };
};

forEachTable(
  'embedding related rows',
  (table) => table.relations.length > 0 && canEver(table, 'read', insider(table)),
  (table) => {
    for (const relation of table.relations) {
      scenario(
        `include=${relation.name} embeds the rows of ${relation.table} that belong to each row`,
        table,
        async (context) => {
          const { row, another, world, save } = context;
          const me = hasOwners(table) ? context.me : insider(tableNamed(relation.table));
          const made = [row(), another(), another({ complete: false })].filter((candidate) => candidate !== undefined);
          made.slice(0, 2).forEach((candidate) => relate(context, candidate, relation, me));
          await save();
          const query = { include: nameList([relation.name]) };
          const { answer, rows: listed } = await readList(context, table, query, { caller: me });
          if (!mayInclude(relation, me)) return expectStatus(answer, 403);
          expectStatus(answer, 200);
          const rows = world.rows(table).filter((candidate) => may(world, me, 'read', candidate));
          const expected = rows.map((candidate) => ({
            ...asAnswered(candidate),
            [relation.name]: embedded(world, candidate, relation, me),
          }));
          const actual = listed.map((item) => {
            const { [relation.name]: value = null, ...fields } = item;
            return { ...normalised(table, fields), [relation.name]: comparableEmbedding(relation, value) };
          });
          assertSameRows(actual, expected);
        },
      );
    }
  },
);

const long = longList();

/** Only for one relation: the limit is the same for all of them, and inserting so many rows takes time. */
forEachTable(
  'embedding many rows',
  (table) => table === long?.table,
  (table) => {
    scenario(
      'embeds the first ones, and indicates that there are more',
      table,
      async ({ world, row, save, send, me, skip }) => {
        if (!long) return;
        const parent = row();
        const add = () => world.add(tableNamed(long.relation.table), childOf(parent, long));
        const there = () => visible(world, parent, long.relation, me).length;
        const check = async (expected: Json) => {
          await save();
          const answer = await send('GET', withQuery(pathOf(parent), { include: nameList([long.relation.name]) }));
          expectStatus(answer, 200);
          const { [long.relation.name]: value } = answer.body as Record<string, { data: Json[]; hasMore: boolean }>;
          assert.deepEqual({ count: value?.data.length, hasMore: value?.hasMore }, expected);
        };
        while (there() < limits.embeddedRows)
          if (!add()) return skip(`the constraints allow no more rows of ${long.relation.table}`);
        await check({ count: limits.embeddedRows, hasMore: false });
        if (!add()) return;
        await check({ count: limits.embeddedRows, hasMore: true });
      },
    );
  },
);
