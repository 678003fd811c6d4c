import { sql } from '../src/emit/index.ts';
import type { ScriptSession } from '../template/src/core/database.ts';
import { readBackValues } from './read-back-values.ts';
import { changes, conversionOf, verdictsOf, type Change } from './converting.ts';
import { asArray, declare } from './physical-types.ts';

const isPlain = ({ from, to }: Change): boolean =>
  [from, to].every((type) => type.name === 'enum' || type.name === 'char' || type.parameters.length === 0);

/** One change for each pair of names. */
export const withLists = changes.filter(isPlain);

/** Values of which some can be converted. */
export const valuesOf = (change: Change): readonly string[] => {
  const verdicts = verdictsOf(change);
  return verdicts === undefined
    ? (readBackValues[change.from.name] ?? [])
    : [...verdicts.kept.map(([text]) => text), ...verdicts.refused];
};

/** Prepares `one`, the values that can be converted, and `done`, what they become. */
const preparation = (type: string, { using, condition }: Expressions): string => `
  drop table if exists one, done, lists;
  create temporary table one as select n, x from source t where not (${condition});
  create temporary table done as select * from one;
  alter table done alter column x type ${type}${using};`;

interface Expressions {
  readonly using: string;
  readonly condition: string;
}

const expressions = (change: Change, fromArray: boolean, toArray: boolean): Expressions => {
  const conversion = conversionOf(change, fromArray, toArray);
  const using = conversion?.using?.(sql`x`).text;
  return {
    using: using === undefined ? '' : ` using ${using}`,
    condition: conversion?.offenders?.condition(sql`t.x`).text ?? 'false',
  };
};

const check = (what: string, condition: string): string =>
  `select '${what}' as fault where not coalesce((${condition}), false)`;
const noneOf = (condition: string): string =>
  `not exists (select from lists t where t.x is not null and (${condition}))`;

/** Where a list becomes something else than its values do. The table `source` has the values. */
export const faultsOfLists = async ({ run, query }: ScriptSession, change: Change): Promise<readonly string[]> => {
  const [before, after] = [declare(asArray(change.from, false)), declare(asArray(change.to, false))];
  const value = expressions(change, false, false);
  const faults: string[] = [];
  const ask = async (checks: readonly string[]) => {
    const rows = await query(checks.join(' union all '), []);
    faults.push(...rows.map(({ fault }) => String(fault)));
  };
  await run(preparation(after, value));

  const list = expressions(change, true, true);
  await run(`create temporary table lists as
    select array_agg(x order by n)::${before}[] as x from one
    union all select '{}' union all select array[null]::${before}[] union all select null;`);
  await ask([
    check('a list without offenders is one', noneOf(list.condition)),
    check(
      'an offender in a list is none',
      `not exists (select from (select array[null, x]::${before}[] as x, (${value.condition}) as offends from source t) t where offends <> (${list.condition}))`,
    ),
  ]);
  await run(`alter table lists alter column x type ${after}[]${list.using}`);
  await ask([
    check(
      'a list becomes another one than its values',
      `(select array_agg(x::text order by n) from done) is not distinct from (select x::text[] from lists where cardinality(x) > 1 or x[1] is not null limit 1) or (select count(*) from done) = 0`,
    ),
    check(
      'lists without values change',
      `(select count(*) from lists where x::text in ('{}', '{NULL}') or x is null) = case when exists (select from one) then 3 else 4 end`,
    ),
  ]);

  const wrapped = expressions(change, false, true);
  await run(`drop table lists; create temporary table lists as select n, x from one union all select 0, null;
    alter table lists alter column x type ${after}[]${wrapped.using}`);
  await ask([
    check(
      'a value becomes another list',
      `not exists (select from lists join done using (n) where array[done.x::text] is distinct from lists.x::text[])`,
    ),
    check('no value becomes a list', `(select x is null from lists where n = 0)`),
  ]);

  const single = expressions(change, true, false);
  const among = (rows: string): string => `from (${rows}) t`;
  await ask([
    check(
      'a list of more or less than one value is no offender',
      `(select bool_and(${single.condition}) ${among(`select '{}'::${before}[] as x union all select array[null]::${before}[] union all select array[x, x]::${before}[] from source`)})`,
    ),
    check(
      'a list of one value is an offender otherwise than the value',
      `not exists (select from (select array[x]::${before}[] as x, (${value.condition}) as offends from source t) t where offends <> (${single.condition}))`,
    ),
  ]);
  await run(`drop table lists; create temporary table lists as select n, array[x]::${before}[] as x from one union all select 0, null;
    alter table lists alter column x type ${after}${single.using}`);
  await ask([
    check(
      'a list of one becomes another value',
      `not exists (select from lists join done using (n) where done.x::text is distinct from lists.x::text)`,
    ),
    check('no list becomes a value', `(select x is null from lists where n = 0)`),
  ]);
  return faults;
};
