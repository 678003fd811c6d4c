import { sql, sqlIdentifier, sqlJoin, sqlLiteral, words, type Code } from '../../emit/index.ts';
import { emitSqlType } from '../../field-types/index.ts';
import { unreadableClocks } from './clock-texts.ts';
import { parameter, type ConversionInput, type ConversionRule, type Offenders, type TypeName } from './conversion.ts';
import { duplicateKeys } from './json-rules.ts';
import { longTexts, manyDigits } from './limits.ts';
import { areUnreadable, mostCharacters } from './readable-texts.ts';
import { reads } from './reads.ts';
import { writtenLengths } from './written-lengths.ts';
import { clocks, floats, spelled, texts, wholeNumbers } from './type-groups.ts';

type Sql = Code<'sql'>;

/** `char(n)` pads its values with blanks, so that those which a text ends in cannot be told from its own. */
const toPadded = ({ from, to }: ConversionInput): Offenders | undefined => {
  const long = longTexts(to);
  if (from.name === 'char') return (parameter(from, 0) ?? 1) <= (parameter(to, 0) ?? 1) ? undefined : long;
  return {
    condition: (value) => sql`${value} LIKE '% ' OR ${long === undefined ? sql`false` : long.condition(value)}`,
    are: words`end in blanks, or ${long?.are ?? ''}`,
    silent: true,
  };
};

const isLonger = ({ from, to }: ConversionInput): boolean => {
  const [length, wanted] = [parameter(from, 0), parameter(to, 0)];
  return wanted === undefined || (length !== undefined && length <= wanted);
};

const textToText = (input: ConversionInput): Offenders | undefined => {
  if (input.to.name === 'char') return toPadded(input);
  return isLonger(input) ? undefined : longTexts(input.to);
};

/** From a type that PostgreSQL writes as a text; longer texts than the column takes are offenders. */
const written = ({ from, to, earlierLabels = [] }: ConversionInput): Offenders | undefined => {
  const { shortest, longest } = writtenLengths(from, earlierLabels);
  const length = parameter(to, 0) ?? Infinity;
  const long = longest <= length ? undefined : longTexts(to);
  return long && { ...long, all: shortest > length, condition: (value) => long.condition(sql`${value}::text`) };
};

const unreadable = (to: TypeName, noun: string): Offenders => ({
  condition: (value) => sql`NOT ${reads(value, to)}`,
  are: words`are no ${noun}`,
  silent: false,
});

const toNumeric = ({ to }: ConversionInput): Offenders => {
  const digits = manyDigits(to);
  if (digits === undefined) return unreadable('numeric', 'numbers');
  return {
    condition: (value) =>
      sql`CASE WHEN NOT ${reads(value, 'numeric')} THEN true ELSE ${digits.condition(sql`${value}::numeric`)} END`,
    are: words`are no numbers, or ${digits.are}`,
    silent: true,
  };
};

const toFloat = ({ to }: ConversionInput): Offenders => {
  const float = to.name === 'real' ? sql`real` : sql`double precision`;
  return {
    condition: (value) => sql`CASE
      WHEN NOT ${reads(value, to.name)} THEN true
      WHEN NOT ${reads(value, 'numeric')} THEN false
      ELSE ${value}::${float}::text::numeric <> ${value}::numeric
    END`,
    are: words`are no numbers, or have more digits than ${to.name} keeps`,
    silent: true,
  };
};

/** Values that are among labels already may be among the later ones whatever they are, or none of them can be. */
const toEnum = (input: ConversionInput): Offenders | undefined => {
  const { labels, earlierLabels = labels.filter((label) => [...label].length <= mostCharacters(input)) } = input;
  if (input.earlierLabels?.every((label) => labels.includes(label)) === true) return undefined;
  return {
    condition: (value) => sql`${value}::text NOT IN (${sqlJoin(labels.map(sqlLiteral))})`,
    are: 'are none of the labels',
    silent: false,
    all: !earlierLabels.some((label) => labels.includes(label)),
  };
};

const toJsonb: Offenders = {
  condition: (value) =>
    sql`CASE WHEN NOT ${reads(value, 'jsonb')} THEN true ELSE ${duplicateKeys(sql`${value}::json`)} END`,
  are: 'are no JSON that jsonb keeps (it has no \\u0000, and one value for a key)',
  silent: true,
};

const nouns: Readonly<Partial<Record<TypeName, string>>> = {
  uuid: 'UUIDs',
  json: 'JSON',
  xml: 'XML',
  boolean: 'booleans',
};

const toTarget = (to: ConversionInput['to']): readonly Sql[] => [
  to.name === 'enum' ? sqlIdentifier(to.declaredAs) : emitSqlType({ name: to.name, parameters: [] }),
];

/** The blanks that `char(n)` pads its values with are none of the text, and go with the cast. */
const asText = (from: ConversionInput['from'], value: Sql): Sql => (from.name === 'char' ? sql`${value}::text` : value);

const readFrom =
  (offendersOf: (input: ConversionInput) => Offenders): ConversionRule['convert'] =>
  (input) => {
    const { from, to } = input;
    const offenders = offendersOf(input);
    return {
      casts: [...(from.name === 'char' ? [sql`text`] : []), ...toTarget(to)],
      offenders: {
        ...offenders,
        condition: (value) => offenders.condition(asText(from, value)),
        all: areUnreadable(input),
      },
      mergesSpellings: !spelledAsWritten.has(to.name),
      // A single character says what no other one does.
      mergesEquals: spelledAsWritten.has(to.name) && mostCharacters(input) > 1,
      remark: 'values are written anew as PostgreSQL spells them',
    };
  };

/** Those that keep how a text writes a value, which may equal one that is written otherwise. */
const spelledAsWritten: ReadonlySet<TypeName> = new Set(['numeric', 'interval', 'jsonb', 'numrange']);

/** Types whose equal values may be written differently. */
const looselySpelled: ReadonlySet<TypeName> = new Set([
  'numeric',
  ...floats,
  'interval',
  'jsonb',
  'time with time zone',
  'numrange',
]);

export const textRules: readonly ConversionRule[] = [
  { from: texts, to: texts, convert: (input) => ({ offenders: textToText(input) }) },
  {
    from: texts,
    to: wholeNumbers,
    convert: readFrom(({ to }) => unreadable(to.name, words`whole numbers of ${to.name}`)),
  },
  { from: texts, to: ['numeric'], convert: readFrom(toNumeric) },
  { from: texts, to: floats, convert: readFrom(toFloat) },
  { from: texts, to: ['date', ...clocks], convert: readFrom(unreadableClocks) },
  { from: texts, to: ['jsonb'], convert: readFrom(() => toJsonb) },
  {
    from: texts,
    to: ['boolean', ...spelled],
    convert: readFrom(({ to }) => unreadable(to.name, nouns[to.name] ?? words`values of ${to.name}`)),
  },
  {
    from: texts,
    to: ['enum'],
    convert: (input) => ({ casts: [sql`text`, ...toTarget(input.to)], offenders: toEnum(input) }),
  },
  {
    from: ['enum'],
    to: ['enum'],
    convert: (input) => ({ casts: [sql`text`, ...toTarget(input.to)], offenders: toEnum(input) }),
  },
  {
    from: ['inet'],
    to: ['text', 'varchar'],
    convert: (input) => ({
      casts: [sql`text`],
      offenders: written(input),
      remark: 'addresses of hosts are written with their mask, as in 192.0.2.1/32',
    }),
  },
  {
    from: [...wholeNumbers, 'numeric', ...floats, 'boolean', 'date', ...clocks, ...spelled, 'enum'],
    to: ['text', 'varchar'],
    convert: (input) => ({
      casts: [sql`text`],
      offenders: written(input),
      splitsEquals: looselySpelled.has(input.from.name),
    }),
  },
];
