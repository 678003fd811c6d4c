import type { FieldTypeDescription, FilterOperator, ResolvedColumn } from '@snapinfra/data-model';
import { sqlLiteral } from '../src/emit/index.ts';
import { fieldTypeOf } from '../src/field-types/index.ts';
import { defaultSql } from '../src/physical-schema/sql-parts.ts';
import { migrationOf, type Database } from './check-catalogue.ts';
import { model, table } from './resolved-builders.ts';

/** What PostgreSQL says about a type, in the terms in which the type describes itself. */
interface Verdict {
  readonly formatType: string;
  /** Operators and operator classes, as far as they exist for a column of the type. */
  readonly equals: boolean;
  readonly contains: boolean;
  readonly hash: boolean;
  readonly btree: boolean;
  readonly gin: boolean;
  /** The samples, as they are read back in JSON. */
  readonly samples: readonly unknown[];
  /** Those of the bad texts that were taken. */
  readonly takenTexts: readonly string[];
  /** Those of the functions for defaults that give a value of another type. */
  readonly refusedDefaults: readonly string[];
}

const undefinedObject = '42704';
const undefinedFunction = '42883';
const datatypeMismatch = '42804';

const stateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';

/** Whether a statement works, where PostgreSQL answers that it does not by these codes. */
const works = async (database: Database, statement: string, refusals: RegExp): Promise<boolean> => {
  try {
    await database.exec(statement);
    return true;
  } catch (error) {
    if (refusals.test(stateOf(error))) return false;
    throw new Error(`${statement}: ${stateOf(error)}`, { cause: error });
  }
};

/** The states of a rejected value. Some types report bad texts as syntax errors. */
const rejectedValue = /^(22|42601$)/;

const hasIndex = (database: Database, method: string): Promise<boolean> =>
  works(database, `create index on "t" using ${method} ("x")`, new RegExp(undefinedObject));

const valueOf = async ({ query }: Database, expression: string): Promise<unknown> =>
  (((await query(`select ${expression} as value from "t"`)).rows[0] ?? {}) as { readonly value?: unknown }).value;

/** How a value is read back, as JSON: digits and bytes as texts. */
const readBack = (database: Database, { json }: FieldTypeDescription): Promise<unknown> => {
  if (json === 'int64' || json === 'decimal') return valueOf(database, 'to_json("x"::text)');
  if (json === 'bytes') return valueOf(database, `to_json(encode("x", 'base64'))`);
  return valueOf(database, json === 'any' ? '"x"::jsonb' : 'to_json("x")');
};

/** A sample goes in as a constant of a default, and again as the text of an array's element; both must be the same. */
const roundTrip = async (
  database: Database,
  column: ResolvedColumn,
  description: FieldTypeDescription,
  sample: unknown,
) => {
  const { sqlConstant, inputText } = fieldTypeOf(column);
  const values: unknown[] = [];
  for (const constant of [defaultSql({ constant: sqlConstant(sample) }), sqlLiteral(inputText(sample))]) {
    await database.exec(`delete from "t"; insert into "t" values (${constant.text})`);
    values.push(await readBack(database, description));
  }
  const [first, second] = values;
  return JSON.stringify(first) === JSON.stringify(second) ? first : { asConstant: first, asText: second };
};

const ask = async (database: Database, column: ResolvedColumn, description: FieldTypeDescription): Promise<Verdict> => {
  const migration = migrationOf(model(table('t', { columns: [column], primaryKey: undefined })));
  await database.exec('drop schema public cascade; create schema public');
  await database.exec(`set timezone to 'UTC'; set intervalstyle to iso_8601; ${migration}`);
  const { rows } = await database.query(
    `select format_type(atttypid, atttypmod) as name from pg_attribute where attrelid = 't'::regclass and attname = 'x'`,
  );
  const [equals, contains, hash, btree, gin] = [
    await works(database, 'select "x" = "x" from "t"', new RegExp(undefinedFunction)),
    await works(database, 'select "x" @> "x" from "t"', new RegExp(undefinedFunction)),
    await hasIndex(database, 'hash'),
    await hasIndex(database, 'btree'),
    await hasIndex(database, 'gin'),
  ];
  const samples: unknown[] = [];
  for (const sample of description.samples) samples.push(await roundTrip(database, column, description, sample));
  const takenTexts: string[] = [];
  for (const text of description.badTexts) {
    if (await works(database, `insert into "t" values (${sqlLiteral(text).text})`, rejectedValue))
      takenTexts.push(text);
  }
  const refusedDefaults: string[] = [];
  for (const of of description.defaultFunctions) {
    const statement = `alter table "t" alter column "x" set default ${of}`;
    if (!(await works(database, statement, new RegExp(datatypeMismatch)))) refusedDefaults.push(of);
  }
  const [{ name }] = rows as [{ readonly name: string }];
  return { formatType: name, equals, contains, hash, btree, gin, samples, takenTexts, refusedDefaults };
};

const equality: readonly FilterOperator[] = ['eq', 'ne', 'in', 'nin'];
const order: readonly FilterOperator[] = ['gt', 'gte', 'lt', 'lte'];

const isText = ({ members }: FieldTypeDescription): boolean => members.includes('pattern');

/** What a type offers without what it takes. */
const unfounded = (description: FieldTypeDescription): readonly string[] => {
  const { hasEquality, hasOrder, operators, isSortable } = description;
  const offers = (of: readonly FilterOperator[]): boolean => of.some((operator) => operators.includes(operator));
  return [
    !hasEquality && offers(equality) ? 'filters by equality without having it' : '',
    !hasOrder && offers(order) ? 'filters by an order without having one' : '',
    !hasOrder && isSortable ? 'is sorted without an order' : '',
    !isText(description) && offers(['like', 'ilike', 'startsWith']) ? 'searches what is no text' : '',
    operators.includes('isnull') ? '' : 'does not tell whether there is a value',
    !hasOrder && description.cannotBeIndexed === undefined ? 'is indexed without an order' : '',
    !hasOrder && description.cannotBePrimary === undefined ? 'is a primary key without an order' : '',
    !hasEquality && description.cannotBeForeignKey === undefined ? 'is a foreign key without equality' : '',
  ].filter((fault) => fault !== '');
};

const literalFaults = (description: FieldTypeDescription, column: ResolvedColumn): readonly string[] => {
  if (description.cannotHaveDefault !== undefined) return [];
  const read = (value: unknown) => description.readLiteral(value, column);
  const faults = description.samples.flatMap((sample) => {
    const reading = read(sample);
    const isSame = 'value' in reading && JSON.stringify(reading.value) === JSON.stringify(sample);
    return isSame ? [] : [`the default ${JSON.stringify(sample)} is read as ${JSON.stringify(reading)}`];
  });
  const taken = description.badTexts.filter((text) => 'value' in read(text));
  return [...faults, ...taken.map((text) => `the default ${JSON.stringify(text)} is taken`)];
};

const differences = (claims: Verdict, verdict: Verdict): readonly string[] =>
  (Object.keys(claims) as (keyof Verdict)[])
    .filter((name) => JSON.stringify(claims[name]) !== JSON.stringify(verdict[name]))
    .map((name) => `${name}: ${JSON.stringify(claims[name])}, but PostgreSQL: ${JSON.stringify(verdict[name])}`);

/**
 * Where the description of a column's type contradicts PostgreSQL, or itself. The column has no array, and a type of its
 * own only where the description says no name.
 */
export const contradictions = async (
  database: Database,
  column: ResolvedColumn,
  description: FieldTypeDescription,
): Promise<readonly string[]> => {
  const verdict = await ask(database, column, description);
  const claims: Verdict = {
    formatType: description.formatType?.(column) ?? verdict.formatType,
    equals: description.hasEquality,
    contains: description.operators.includes('contains') && !isText(description),
    hash: description.hasEquality,
    btree: description.hasOrder,
    gin: description.hasParts,
    samples: description.samples,
    takenTexts: [],
    refusedDefaults: [],
  };
  return [...unfounded(description), ...literalFaults(description, column), ...differences(claims, verdict)];
};
