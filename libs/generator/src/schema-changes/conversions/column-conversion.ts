import { sql, sqlJoin, words, type Code } from '../../emit/index.ts';
import type { PhysicalType } from '../../physical-schema/index.ts';
import type { Conversion, EarlierValues, Offenders } from './conversion.ts';
import { findConversion } from './find-conversion.ts';
import { rewriteEffect, type RewriteEffect } from './rewrites.ts';

type Sql = Code<'sql'>;

/** How the values of a column become those of its later type. */
export interface ColumnConversion extends Pick<
  Conversion,
  'mergesSpellings' | 'mergesEquals' | 'splitsEquals' | 'remark'
> {
  /** What USING computes; undefined where PostgreSQL's own assignment does it. */
  readonly using: ((column: Sql) => Sql) | undefined;
  readonly offenders: Offenders | undefined;
  readonly effect: RewriteEffect;
}

const brackets = sql`[]`;

const cast = (value: Sql, casts: readonly Sql[], suffix?: Sql): Sql =>
  sqlJoin([value, ...casts.map((target) => (suffix === undefined ? target : sql`${target}${suffix}`))], '::');

const within = (offenders: Offenders): Offenders => ({
  ...offenders,
  // A list may have no element.
  all: false,
  condition: (column) =>
    sql`EXISTS (SELECT FROM unnest(${column}) AS element(value) WHERE element.value IS NOT NULL AND (${offenders.condition(sql`element.value`)}))`,
});

const first = (column: Sql): Sql => sql`${column}[1]`;

const single = (offenders: Offenders | undefined): Offenders => ({
  condition: (column) => {
    const other = offenders === undefined ? sql`false` : offenders.condition(first(column));
    return sql`CASE WHEN cardinality(${column}) <> 1 OR ${first(column)} IS NULL THEN true ELSE ${other} END`;
  },
  are:
    offenders === undefined
      ? 'do not have exactly one element'
      : words`do not have exactly one element, or ${offenders.are}`,
  silent: true,
  all: offenders?.all ?? false,
});

/** By whether the earlier and the later column are arrays. */
const forms = {
  value: {
    value: ({ casts, offenders }: Conversion) => ({
      using: casts.length === 0 ? undefined : (column: Sql) => cast(column, casts),
      offenders,
    }),
    array: ({ casts, offenders }: Conversion) => ({
      using: (column: Sql) => sql`CASE WHEN ${column} IS NOT NULL THEN ARRAY[${cast(column, casts)}] END`,
      offenders,
    }),
  },
  array: {
    value: ({ casts, offenders }: Conversion) => ({
      using: (column: Sql) => cast(sql`(${first(column)})`, casts),
      offenders: single(offenders),
    }),
    array: ({ casts, offenders }: Conversion) => ({
      using: casts.length === 0 ? undefined : (column: Sql) => cast(column, casts, brackets),
      offenders: offenders && within(offenders),
    }),
  },
};

/**
 * Undefined where the values of the one have no like among those of the other.
 *
 * @param labels of a later enum
 * @param earlier what the values are among now
 */
export const columnConversion = (
  from: PhysicalType,
  to: PhysicalType,
  labels: readonly string[],
  { earlierLabels, earlierLength }: EarlierValues = {},
): ColumnConversion | undefined => {
  const conversion = findConversion({ from, to, labels, earlierLabels, earlierLength });
  if (conversion === undefined) return undefined;
  const [before, after] = [from.array ? 'array' : 'value', to.array ? 'array' : 'value'] as const;
  const form = forms[before][after](conversion);
  const { mergesSpellings, mergesEquals, splitsEquals, remark } = conversion;
  return { ...form, mergesSpellings, mergesEquals, splitsEquals, remark, effect: rewriteEffect(from, to) };
};
