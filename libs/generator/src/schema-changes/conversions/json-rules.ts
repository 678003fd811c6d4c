import { sql, type Code } from '../../emit/index.ts';
import type { ConversionRule } from './conversion.ts';
import { reads } from './reads.ts';

type Sql = Code<'sql'>;

/**
 * Whether some object in a json value names a key twice: jsonb, which keeps the last, then has fewer values than there were.
 * For values that jsonb reads.
 */
export const duplicateKeys = (value: Sql): Sql => sql`(
  WITH RECURSIVE inner_values(value) AS (
    SELECT ${value}
    UNION ALL
    SELECT item.value FROM inner_values, LATERAL (
      SELECT value FROM json_each(CASE json_typeof(inner_values.value) WHEN 'object' THEN inner_values.value ELSE '{}' END)
      UNION ALL
      SELECT value FROM json_array_elements(CASE json_typeof(inner_values.value) WHEN 'array' THEN inner_values.value ELSE '[]' END)
    ) item
  )
  SELECT count(*) FROM inner_values
) <> (SELECT count(*) FROM jsonb_path_query(${value}::jsonb, 'strict $.**'))`;

export const jsonRules: readonly ConversionRule[] = [
  {
    from: ['json'],
    to: ['jsonb'],
    convert: () => ({
      offenders: {
        condition: (value) =>
          sql`CASE WHEN NOT ${reads(sql`${value}::text`, 'jsonb')} THEN true ELSE ${duplicateKeys(value)} END`,
        are: 'are no JSON that jsonb keeps (it has no \\u0000, and one value for a key)',
        silent: true,
      },
      mergesSpellings: true,
      remark: 'jsonb keeps neither blanks nor the order of keys',
    }),
  },
  { from: ['jsonb'], to: ['json'], convert: () => ({}) },
];
