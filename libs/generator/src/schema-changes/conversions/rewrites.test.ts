import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTypes, asArray, createEnums, declare, labelsOf } from '../../../test-support/physical-types.ts';
import { openAddress } from '../../../test/support/open-address.ts';
import { startPostgres, usePostgres, type PostgresCluster } from '../../../test/support/postgres.ts';
import type { DatabaseHandle, ScriptSession } from '../../../template/src/core/database.ts';
import { sql } from '../../emit/index.ts';
import type { SqlType } from '../../field-types/index.ts';
import type { PhysicalType } from '../../physical-schema/index.ts';
import { columnConversion } from './column-conversion.ts';
import { rewriteEffect, type RewriteEffect } from './rewrites.ts';

interface Change {
  readonly from: PhysicalType;
  readonly to: PhysicalType;
  readonly using: string | undefined;
}

const isSortable = ({ name }: PhysicalType): boolean => name !== 'json' && name !== 'xml';

const isFirstOfItsName = (type: SqlType, position: number): boolean => allTypes[position - 1]?.name !== type.name;
const oneOfEachName = allTypes.filter(isFirstOfItsName);

const pairs = (from: readonly SqlType[], to: readonly SqlType[], fromArray: boolean, toArray: boolean) =>
  from.flatMap((before) => to.map((after) => [asArray(before, fromArray), asArray(after, toArray)] as const));

/** Of lists, the parameters count only for changes within a type. */
const candidates = [
  ...pairs(allTypes, allTypes, false, false),
  ...pairs(oneOfEachName, oneOfEachName, true, true),
  ...pairs(allTypes, allTypes, true, true).filter(([from, to]) => from.name === to.name),
  ...pairs(oneOfEachName, oneOfEachName, false, true),
  ...pairs(oneOfEachName, oneOfEachName, true, false),
];

/** Every change of a type for another one that its values can be converted to. */
const changes = candidates.flatMap(([from, to]): Change[] => {
  const conversion = columnConversion(from, to, labelsOf(to));
  return conversion === undefined ? [] : [{ from, to, using: conversion.using?.(sql`x`).text }];
});

/**
 * Which files PostgreSQL replaces: those of the table, or of an index alone. Types that it cannot sort have no index that
 * could show it.
 */
const measuring = `
  create function pg_temp.effect(from_type text, to_type text, using_value text, is_sortable boolean) returns text language plpgsql as $$
  declare
    before oid[];
    after oid[];
  begin
    execute 'create temporary table measured (x ' || from_type || ')';
    if is_sortable then create index measured_x on measured (x); end if;
    before := array[pg_relation_filenode('measured'), pg_relation_filenode(to_regclass('measured_x'))];
    execute 'alter table measured alter column x type ' || to_type || coalesce(' using ' || using_value, '');
    after := array[pg_relation_filenode('measured'), pg_relation_filenode(to_regclass('measured_x'))];
    -- Takes the table back, with its locks, of which a transaction cannot hold that many.
    raise exception using errcode = 'XX999', message = case
      when before[1] <> after[1] then 'table'
      when before[2] is distinct from after[2] then 'indexes'
      else 'none'
    end;
  exception when sqlstate 'XX999' then return sqlerrm;
  end $$;`;

const measure = async ({ query }: ScriptSession): Promise<readonly RewriteEffect[]> => {
  const rows = await query(
    `select pg_temp.effect(change->>0, change->>1, change->>2, (change->>3)::boolean) as effect
     from jsonb_array_elements($1) with ordinality as of_all(change, position) order by position`,
    [
      JSON.stringify(
        changes.map(({ from, to, using }) => [
          declare(from),
          declare(to),
          using ?? null,
          isSortable(from) && isSortable(to),
        ]),
      ),
    ],
  );
  return rows.map(({ effect }) => effect as RewriteEffect);
};

const contradictions = (
  measured: readonly RewriteEffect[],
  claim: (from: PhysicalType, to: PhysicalType) => RewriteEffect,
): readonly string[] =>
  changes.flatMap(({ from, to }, position) => {
    const [claimed, found] = [claim(from, to), measured[position]];
    return claimed === found ? [] : [`${declare(from)} to ${declare(to)}: ${claimed}, but PostgreSQL: ${found}`];
  });

const postgres = usePostgres();

describe.skipIf(postgres.skip)(`the table of rewrites, ${postgres.title}`, () => {
  let cluster: PostgresCluster;
  let database: DatabaseHandle;
  let measured: readonly RewriteEffect[];
  beforeAll(async () => {
    cluster = await startPostgres();
    database = await openAddress(await cluster.createDatabase('rewrites'));
    measured = await database.withSession(async (session) => {
      // One statement for all pairs, which a busy machine takes its time for.
      await session.run(`set statement_timeout = 0; ${createEnums} ${measuring}`);
      return measure(session);
    });
  });
  afterAll(async () => {
    await database.close();
    await cluster.stop();
  });

  it('is right for every pair of types', () => {
    expect(changes.length).toBeGreaterThan(1000);
    expect(new Set(measured)).toEqual(new Set(['none', 'indexes', 'table']));
    expect(contradictions(measured, rewriteEffect)).toEqual([]);
  });

  it('is found wrong with a wrong entry', () => {
    const planted: typeof rewriteEffect = (from, to) =>
      !from.array && !to.array && from.name === 'integer' && to.name === 'bigint' ? 'none' : rewriteEffect(from, to);
    expect(contradictions(measured, planted)).toEqual(['integer to bigint: none, but PostgreSQL: table']);
  });
});
