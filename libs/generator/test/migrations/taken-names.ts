import { expect, it } from 'vitest';
import type { Migrating } from '../support/migrating.ts';

const marker = '-- snapinfra: no transaction\n';

const tables = `create schema s; create type mood as enum ('good', 'bad');
  create table t (n int, v text, "Is ""it"" USING" text collate "C", mood mood, d int generated always as (n * 2) stored);
  create table s."T using" (n int, "V" varchar(10)); create table u (n int, v text); insert into t (n, v) values (1, 'a'), (2, 'b');`;

/** Of the first, what follows ON is made with the same name as what is there, which is the second. */
const different: readonly (readonly [title: string, wanted: string, there: string])[] = [
  ['not unique', 'unique index k on t (v)', 'create index k on t (v)'],
  ['unique', 'index k on t (v)', 'create unique index k on t (v)'],
  ['of other columns', 'index k on t (n, v)', 'create index k on t (v, n)'],
  ['of another order', 'index k on t (n, v desc)', 'create index k on t (n, v)'],
  ['of another method', 'index k on t (n)', 'create index k on t using hash (n)'],
  ['with another predicate', 'unique index k on t (v) where n > 0', 'create unique index k on t (v) where n > 1'],
  ['partial', 'unique index k on t (v)', 'create unique index k on t (v) where n > 1'],
  ['of an expression', 'unique index k on t (lower(v))', 'create unique index k on t (v)'],
  ['with equal nulls', 'unique index k on t (v)', 'create unique index k on t (v) nulls not distinct'],
  ['of another collation', 'index k on t (v)', 'create index k on t (v collate "C")'],
  [
    'of a constraint that is deferred',
    'unique index k on t (v)',
    'alter table t add constraint k unique (v) deferrable',
  ],
  ['of another table', 'index k on t (v)', 'create index k on u (v)'],
  ['of a table with a quoted name', 'index "K" on s."T using" ("V")', 'create index "K" on s."T using" (n)'],
  ['of a table with escapes in its name', 'index k on s.U&"T \\0075sing" (n)', 'create index k on s."T using" ("V")'],
  ['a table', 'index k on t (v)', 'create table k (v text)'],
  ['a view', 'index k on only public.t (v)', 'create view k as select 1'],
];

const same: readonly (readonly [wanted: string, there: string])[] = [
  ['unique index k on t (v)', 'create unique index k on t using btree (v asc nulls last)'],
  ['unique index "K" on s."T using" ("V", n desc)', 'create unique index "K" on s."T using" ("V", n desc nulls first)'],
  [
    `index "a ""using"" b" on public.t /* x */ using btree (lower("Is ""it"" USING"), (t.n + 1)) include (v) where mood = 'good'`,
    `create index "a ""using"" b" on t (lower("Is ""it"" USING"), (n + 1)) include (v) where mood = 'good'::mood`,
  ],
  [
    'unique index k on t (d) nulls not distinct where v is null',
    'create unique index k on t (d) nulls not distinct where (v is null)',
  ],
  ['index U&"l\\000aine\\+01f600\\\\" on u&"u" (v)', 'create index "l\nine\u{1f600}\\" on u (v)'],
  ['index GR\u00d6SSE on t (v)', 'create index "gr\u00d6sse" on t (v)'],
  ['unique index k on t (v)', 'alter table t add constraint k unique (v)'],
  ['index k on t (v)', 'create index k on t (v); create index k on s."T using" (n); create table s.t ()'],
  [`index ${'k'.repeat(70)} on t (v)`, `create index ${'k'.repeat(63)} on t (v)`],
];

/** What happens to `create index concurrently if not exists` where the name is taken, on the database that each test is given. */
export const takenNameTests = (given: () => Migrating): void => {
  const state = () =>
    given()
      .query(`select relname, oid::text from pg_class where relnamespace in ('public'::regnamespace, 's'::regnamespace)
      and relname <> '_applied_migrations_pkey' order by 1, 2`);
  const prepare = async (wanted: string, there: string) => {
    given().write('0001_initial.sql', tables);
    await given().apply();
    await given().run(there);
    given().write('0002_own.sql', `${marker}create ${wanted.replace(/index/, 'index concurrently if not exists')};`);
  };

  it.each(different)('what has the name is %s: it is refused by what it is', async (_title, wanted, there) => {
    await prepare(wanted, there);
    const before = await state();
    const message = await given().refusal();
    const [, name = ''] = /index "?(\w+)"?/.exec(wanted) ?? [];
    expect(message).toMatch(/^0002_own\.sql failed at statement 1, line 2: create (unique )?index concurrently/);
    expect(message).toContain(`\nThere is something else with the name "${name}" in the database: `);
    expect(message).toMatch(/: (CREATE (UNIQUE )?INDEX "?k|the (table|view) k\n|the constraint k of t, UNIQUE)/i);
    expect(message).toMatch(
      /\nNothing of this file was applied\. Rename what has this name, or drop it .* start again\.$/,
    );
    expect(await state()).toEqual(before);
    expect(await given().query('select name from _applied_migrations')).toEqual([{ name: '0001_initial.sql' }]);
    const kind = there.includes('add constraint')
      ? 'alter table t drop constraint'
      : `drop ${/table|view|index/.exec(there)?.[0]}`;
    const schema = wanted.includes(' s.') ? 's.' : '';
    await given().run(`${kind} ${schema}"${name}"`);
    expect(await given().apply()).toEqual(['0002_own.sql']);
  });

  it.each(same)('the same is accepted: %s', async (wanted, there) => {
    await prepare(wanted, there);
    const before = await state();
    expect(await given().apply()).toEqual(['0002_own.sql']);
    expect(await state()).toEqual(before);
  });
};
