import { describeFieldType, fieldTypes, hasLabels, type FieldType } from '@snapinfra/data-model';
import { sql, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNameTable } from '../src/naming/index.ts';
import { fieldTypeOf, typeModelOf } from '../src/field-types/index.ts';
import { createPatternSamples } from '../src/expectations/pattern-samples.ts';
import { columnTypes, describeColumnType, type ColumnTypeDescription } from '../template/src/core/field-types/index.ts';
import { formats, type FormatName } from '../template/src/core/formats.ts';
import { textValues } from '../template/test/support/text-values.ts';
import { startPglite } from '../test-support/pglite.ts';
import { column, model, table } from '../test-support/resolved-builders.ts';

let database: Awaited<ReturnType<typeof startPglite>>;
beforeAll(async () => {
  database = await startPglite();
  // As in every session of a project.
  await database.exec(`set timezone to 'UTC'; set intervalstyle to iso_8601`);
});
afterAll(() => database.close());

const dialect = new PgDialect();
const valueOf = async (expression: SQL): Promise<unknown> => {
  const { sql: text, params } = dialect.sqlToQuery(sql`select ${expression} as value`);
  const [row] = (await database.query(text, params)).rows as readonly { readonly value: unknown }[];
  return row?.value;
};

/** The column type that a field type is generated as, by the name that SQL and Drizzle have for it. */
const nameOf = (type: FieldType): string => {
  if (hasLabels(type)) return 'enum';
  const own = column('x', type);
  const [names] = createNameTable(model(table('t', { columns: [own], primaryKey: undefined }))).tables;
  if (names === undefined) throw new Error('there is no table');
  return fieldTypeOf(own).sqlType(own, names.column('x')).name;
};

const describedFor = (type: FieldType): ColumnTypeDescription => {
  const described = describeColumnType(nameOf(type));
  if (described === undefined) throw new Error(`the run time has no ${nameOf(type)}`);
  return described;
};

/** Formats that readers of the document know. */
const wellKnown: ReadonlySet<FormatName> = new Set(['byte', 'date', 'date-time', 'decimal', 'int64', 'uuid']);

const rules = { labels: undefined, secondDigits: 6 };

describe.each(fieldTypes)('type %s:', (type) => {
  const claims = describeFieldType(type);

  it('can do in a project what the data model says', () => {
    const { operators, listOperators, sorts, hasSeconds, subjectForm } = describedFor(type);
    expect(operators.toSorted()).toEqual(claims.operators.toSorted());
    expect(listOperators.includes('contains')).toBe(claims.hasEquality);
    expect(sorts).toBe(claims.isSortable);
    expect(hasSeconds).toBe(claims.precision === 'seconds');
    expect(subjectForm !== undefined).toBe(claims.holdsSubjects);
  });

  it('has an example that the API and PostgreSQL accept', async () => {
    const { normalise, sqlText, cast, textForm } = describedFor(type);
    const own = column('x', type, hasLabels(type) ? { enumValues: ['a'] } : {});
    const example = fieldTypeOf(own).example(own, createPatternSamples());
    const matches = textForm === undefined || formats[textForm.format].matches(String(example));
    expect(matches).toBe(true);
    const accepted = await valueOf(sql`${sqlText(normalise(example))}::text::${sql.raw(cast)} is not null`);
    expect(accepted).toBe(true);
  });

  it('has a pattern in the document, unless its format is of JSON Schema or of the registry of OpenAPI', () => {
    const { textForm } = describedFor(type);
    if (textForm === undefined || wellKnown.has(textForm.format)) return;
    expect(textForm.documented).toHaveProperty('pattern');
    const pattern = new RegExp(String(textForm.documented['pattern']), 'u');
    for (const sample of claims.samples) expect(String(sample)).toMatch(pattern);
  });

  it('comes back from PostgreSQL as it was sent, and is found by its text in a URL', async () => {
    const { normalise, sqlText, cast, answered, readUrl, comparedAs, operators } = describedFor(type);
    for (const sample of claims.samples) {
      const value = sql`${sqlText(normalise(sample))}::text::${sql.raw(cast)}`;
      expect(JSON.parse(String(await valueOf(answered.scalar(value))))).toEqual(sample);
      expect(JSON.parse(String(await valueOf(answered.list(sql`array[${value}, null]`))))).toEqual([sample, null]);
      if (!operators.includes('eq')) continue;
      const read = readUrl(String(await valueOf(answered.key(value))), rules);
      if ('fault' in read) throw new Error(`${JSON.stringify(sample)} ${read.fault}`);
      const compared = sql`${read.value}::text::${sql.raw(comparedAs ?? cast)}`;
      expect(await valueOf(sql`${value} = ${compared}`), JSON.stringify(sample)).toBe(true);
    }
  });
});

const texts = fieldTypes.flatMap((type) => {
  const tests = typeModelOf(type);
  return tests.form === 'formatted' ? [[type, textValues(tests)] as const] : [];
});

it.each(texts)(
  "type %s: the values of a project's tests rise, and come back as they are",
  async (type, { size, at }) => {
    const { cast, answered } = describedFor(type);
    const values = Array.from({ length: Math.min(size, 300) }, (_, n) => at(n) ?? '');
    const list = sql`array[${sql.join(values, sql`, `)}]::text[]::${sql.raw(cast)}[]`;
    const sorted = sql`array(select v from unnest(${list}) as t (v) group by v order by v)`;
    const array = describeFieldType(type).hasOrder ? sorted : list;
    expect(JSON.parse(String(await valueOf(answered.list(array))))).toEqual(values);
  },
);

it('a project has no column type that no field type is generated as, but for the sequences of Drizzle', () => {
  const used = new Set([...fieldTypes.map(nameOf), 'smallserial', 'serial', 'bigserial']);
  expect(Object.keys(columnTypes).filter((name) => !used.has(name))).toEqual([]);
});
