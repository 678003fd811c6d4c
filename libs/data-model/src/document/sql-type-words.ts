import { describeFieldType, type FieldType, fieldTypes } from '../field-types/index.ts';

/** A type as SQL writes it, in canonical terms. */
export interface SqlType {
  readonly type: FieldType;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly enumValues?: readonly string[];
  /** Why this is not exactly the type that was named, where it is not. */
  readonly difference?: string;
}

/** What the numbers in the parentheses of a type mean. */
type Parameters = 'length' | 'digits' | 'seconds' | 'float' | 'width' | 'none';

interface Word {
  readonly type: FieldType;
  readonly parameters: Parameters;
  readonly difference?: string;
}

const word = (type: FieldType, parameters: Parameters = 'none', difference?: string): Word => ({
  type,
  parameters,
  ...(difference !== undefined && { difference }),
});

const parametersOf = (type: FieldType): Parameters => {
  const { members, precision } = describeFieldType(type);
  return precision ?? (members.includes('length') ? 'length' : 'none');
};

/** The canonical types' own names. */
const ownNames = fieldTypes.map((type) => [type, word(type, parametersOf(type))] as const);

const aliases = (names: readonly string[], of: Word) => names.map((name) => [name, of] as const);

/**
 * The canonical names, PostgreSQL's other words for them and the usual aliases of other databases, in lower case and
 * without parameters. Types that nothing of ours comes near (geometry, text search) are not among them.
 */
const words = new Map<string, Word>([
  ...ownNames,
  ...aliases(
    ['character varying', 'char varying', 'nvarchar', 'national character varying', 'varchar2'],
    word('varchar', 'length'),
  ),
  ...aliases(['character', 'nchar', 'national character', 'national char'], word('char', 'length')),
  ...aliases(['tinytext', 'mediumtext', 'longtext', 'clob'], word('text')),
  ['citext', word('text', 'none', 'text compares with case')],
  ...aliases(['int', 'integer', 'int4', 'mediumint'], word('integer', 'width')),
  ...aliases(['int8', 'bigint'], word('bigint', 'width')),
  ...aliases(['int2', 'smallint'], word('smallint', 'width')),
  ['tinyint', word('smallint', 'width', 'it holds larger numbers, too')],
  ['serial4', word('serial')],
  ['serial8', word('bigserial')],
  ...aliases(['smallserial', 'serial2'], word('serial', 'none', 'its numbers are integers')),
  ...aliases(['decimal', 'dec', 'number'], word('numeric', 'digits')),
  ['money', word('numeric', 'none', 'it has no currency')],
  ['float', word('float', 'float')],
  ['float4', word('real')],
  ...aliases(['float8', 'double precision'], word('double')),
  ['bool', word('boolean')],
  ['time without time zone', word('time', 'seconds')],
  ['time with time zone', word('timetz', 'seconds')],
  ['timestamp without time zone', word('timestamp', 'seconds')],
  ...aliases(
    ['timestamp with time zone', 'timestamp with local time zone', 'datetime'],
    word('timestamptz', 'seconds'),
  ),
  ...aliases(['guid', 'uniqueidentifier'], word('uuid')),
  ...aliases(['blob', 'tinyblob', 'mediumblob', 'longblob', 'binary large object'], word('bytea')),
]);

interface Written {
  /** Lower case, single blanks, without parameters and brackets. */
  readonly name: string;
  /** What stands in the parentheses; undefined where there are none. */
  readonly inside: string | undefined;
  readonly isArray: boolean;
}

const arraySuffix = (text: string): string | undefined => {
  if (text.toLowerCase().endsWith(' array')) return text.slice(0, -' array'.length);
  if (!text.endsWith(']')) return undefined;
  const open = text.lastIndexOf('[');
  const size = text.slice(open + 1, -1).trim();
  return open < 0 || !/^\d*$/.test(size) ? undefined : text.slice(0, open);
};

/** Takes a type apart: `timestamp(3) with time zone[]`. Parameters stand behind the word or within it. */
const takeApart = (text: string): Written => {
  const trimmed = text.trim();
  const element = arraySuffix(trimmed);
  const whole = (element ?? trimmed).trim();
  const open = whole.indexOf('(');
  const close = whole.lastIndexOf(')');
  const has = open >= 0 && close > open;
  const outside = has ? `${whole.slice(0, open)} ${whole.slice(close + 1)}` : whole;
  return {
    name: outside.toLowerCase().split(/\s/).filter(Boolean).join(' '),
    inside: has ? whole.slice(open + 1, close) : undefined,
    isArray: element !== undefined,
  };
};

const numbersIn = (inside: string): readonly number[] | undefined => {
  const parts = inside.split(',').map((part) => part.trim().split(/\s/)[0] ?? '');
  return parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : undefined;
};

/** `'draft', 'it''s'`: labels in quotes of either kind, doubled where they are part of one; or bare words. */
const labelsIn = (inside: string): readonly string[] | undefined => {
  const labels: string[] = [];
  let at = 0;
  const skipBlanks = () => {
    while (at < inside.length && (inside[at] ?? '').trim() === '') at += 1;
  };
  while (at < inside.length) {
    skipBlanks();
    const quote = inside[at] === "'" || inside[at] === '"' ? inside[at] : undefined;
    let label = '';
    if (quote !== undefined) at += 1;
    for (; at < inside.length; at += 1) {
      const character = inside[at] ?? '';
      if (quote === undefined && character === ',') break;
      if (character !== quote) label += character;
      else if (inside[at + 1] === quote) label += inside[(at += 1)] ?? '';
      else break;
    }
    if (quote !== undefined && inside[at] !== quote) return undefined;
    if (quote !== undefined) at += 1;
    labels.push(quote === undefined ? label.trim() : label);
    skipBlanks();
    if (at < inside.length && inside[at] !== ',') return undefined;
    at += 1;
  }
  return labels.length > 0 && labels.every((label) => label !== '') ? labels : undefined;
};

const withNumbers = ({ type, parameters }: Word, numbers: readonly number[]): SqlType | undefined => {
  const [first = 0, second] = numbers;
  if (numbers.length > (parameters === 'digits' ? 2 : 1)) return undefined;
  switch (parameters) {
    case 'length':
      return { type, length: first };
    case 'seconds':
      return { type, precision: first };
    case 'digits':
      return { type, precision: first, ...(second !== undefined && { scale: second }) };
    case 'float':
      return first < 1 || first > 53 ? undefined : { type: first <= 24 ? 'real' : 'float' };
    case 'width':
      return { type, difference: 'how wide a number is shown is no matter of its type' };
    case 'none':
      return undefined;
  }
};

const withParameters = (found: Word, inside: string | undefined): SqlType | undefined => {
  const { type, difference } = found;
  if (inside === undefined) return { type, ...(difference !== undefined && { difference }) };
  const numbers = numbersIn(inside);
  const read = numbers && withNumbers(found, numbers);
  return read && { ...read, ...(difference !== undefined && { difference }) };
};

/** A type as SQL writes it, taken apart: `name` has neither parentheses nor brackets. */
export interface SqlReading {
  readonly name: string;
  readonly isArray: boolean;
  readonly hasParameters: boolean;
  /** Undefined where SQL has no such type, or not with these parameters. */
  readonly type: SqlType | undefined;
}

/** Reads `varchar(255)`, `timestamp(3) with time zone`, `numeric(10, 2)[]`, `enum('a', 'b')`. */
export const readSqlType = (text: string): SqlReading => {
  const { name, inside, isArray } = takeApart(text);
  const reading = { name, isArray, hasParameters: inside !== undefined };
  if (name === 'enum' && inside !== undefined) {
    const enumValues = labelsIn(inside);
    return { ...reading, type: enumValues && { type: 'enum', enumValues } };
  }
  // MySQL's way to say boolean.
  if (name === 'tinyint' && inside?.trim() === '1') return { ...reading, type: { type: 'boolean' } };
  const known = words.get(name);
  return { ...reading, type: known && withParameters(known, inside) };
};
