import type { PhysicalType } from '../../../src/physical-schema/index.ts';
import type { ColumnPair } from './matched-things.ts';

type TypeName = PhysicalType['name'];
type Expression = (value: string) => string;

const groups = {
  texts: ['text', 'varchar', 'char'],
  whole: ['smallint', 'integer', 'bigint'],
  numbers: ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  moments: ['date', 'timestamp', 'timestamp with time zone'],
  clocks: ['time', 'time with time zone', 'interval'],
  addresses: ['inet', 'cidr'],
} as const satisfies Record<string, readonly TypeName[]>;

const isIn = (group: keyof typeof groups, name: TypeName): boolean =>
  (groups[group] as readonly TypeName[]).includes(name);

const text: Expression = (value) => `${value}::text`;
const number: Expression = (value) => `trim_scale(${value}::text::numeric)::text`;
const moment: Expression = (value) => `${value}::text::timestamptz::text`;
const address: Expression = (value) => `${value}::text::inet::text`;
const read =
  (type: string): Expression =>
  (value) =>
    `${value}::text::${type}::text`;
const zeroOrOne: Expression = (value) => `(${value}::text::boolean)::int::text`;
const outsideOfStrings: Expression = (value) => String.raw`regexp_replace(${value}, '"([^"\\]|\\.)*"', '', 'g')`;
/** With the number of colons outside of strings, which is that of its keys, also of those that are named twice. */
const document: Expression = (value) => {
  const rest = outsideOfStrings(`${value}::text`);
  return `${value}::text::jsonb::text || ' has ' || (length(${rest}) - length(replace(${rest}, ':', '')))`;
};
/** A time with a zone, or with a date before it, is another one than the time alone. */
const timeOfDay: Expression = (value) => `('1970-01-01 ' || ${value}::text)::timestamptz::text`;
/** The session writes an interval otherwise than the time of a day that is as long. */
const seconds: Expression = (value) => `extract(epoch from ${value})::text`;
const withUtc: Expression = (value) => `${value}::text || '+00'`;

interface Meaning {
  readonly before: Expression;
  readonly after: Expression;
}
const alike = (expression: Expression): Meaning => ({ before: expression, after: expression });

/** How a text says a value of another type. */
const readings: Readonly<Partial<Record<TypeName, Expression>>> = {
  boolean: zeroOrOne,
  time: timeOfDay,
  json: text,
  jsonb: document,
  xml: text,
};

const fromText = (to: TypeName): Meaning => {
  if (to === 'enum' || isIn('texts', to)) return alike(text);
  if (isIn('numbers', to)) return alike(number);
  if (isIn('moments', to)) return alike(moment);
  return alike(readings[to] ?? read(to));
};

const betweenTimes = (from: TypeName, to: TypeName): Meaning => {
  if (from === to) return alike(text);
  if (to === 'interval' || from === 'interval') return alike(seconds);
  return from === 'time' ? { before: withUtc, after: text } : { before: text, after: withUtc };
};

/** Texts before and after that are equal where, and only where, a value means the same. */
const meaningOf = (from: TypeName, to: TypeName): Meaning => {
  if (isIn('texts', from)) return fromText(to);
  if (isIn('texts', to)) return alike(text);
  if (isIn('numbers', from) && isIn('numbers', to)) return alike(number);
  if (from === 'boolean' || to === 'boolean') return from === to ? alike(text) : alike(zeroOrOne);
  if (isIn('moments', from) && isIn('moments', to)) return alike(moment);
  if (isIn('addresses', from)) return alike(address);
  if (from === 'json' && to === 'jsonb') return alike(document);
  if (from === 'jsonb' && to === 'json') return alike(document);
  return isIn('clocks', from) && isIn('clocks', to) ? betweenTimes(from, to) : alike(text);
};

const listOf = (value: string, of: Expression): string =>
  `CASE WHEN ${value} IS NOT NULL THEN coalesce((SELECT json_agg(${of('e.v')} ORDER BY e.o)::text FROM unnest(${value}) WITH ORDINALITY AS e(v, o)), '[]') END`;

const elementsOf = (value: string, array: boolean, of: Expression): string =>
  array ? listOf(value, of) : `CASE WHEN ${value} IS NOT NULL THEN json_build_array(${of(value)})::text END`;

/** What a column's values mean, in SQL, before and after a change of its type; nulls stay nulls. */
export const meanings = (
  { from, to }: ColumnPair,
  column: (name: string) => string,
): { before: string; after: string } => {
  const { before, after } = meaningOf(from.type.name, to.type.name);
  const [earlier, later] = [column(from.sqlName), column(to.sqlName)];
  if (!from.type.array && !to.type.array) return { before: before(earlier), after: after(later) };
  return {
    before: elementsOf(earlier, from.type.array, before),
    after: elementsOf(later, to.type.array, after),
  };
};
