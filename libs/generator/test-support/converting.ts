import type { ScriptSession } from '../template/src/core/database.ts';
import { sql } from '../src/emit/index.ts';
import type { SqlType } from '../src/field-types/index.ts';
import { columnConversion, type ColumnConversion } from '../src/schema-changes/conversions/column-conversion.ts';
import { parameter } from '../src/schema-changes/conversions/conversion.ts';
import { readsSetup } from '../src/schema-changes/conversions/reads.ts';
import { isOneOf, texts, wholeNumbers } from '../src/schema-changes/conversions/type-groups.ts';
import { jsonVerdicts, textVerdicts, type Verdicts } from './text-verdicts.ts';
import { allTypes, asArray, declare, labelsOf } from './physical-types.ts';

export interface Change {
  readonly from: SqlType;
  readonly to: SqlType;
}

const isText = ({ name }: SqlType): boolean => isOneOf(texts, name);

export const verdictsOf = ({ from, to }: Change): Verdicts | undefined => {
  if (from.name === 'json' && to.name === 'jsonb') return jsonVerdicts;
  return isText(from) && !isText(to) ? textVerdicts[to.name]?.(to.name === 'enum' ? [] : to.parameters) : undefined;
};

export const conversionOf = ({ from, to }: Change, fromArray = false, toArray = false): ColumnConversion | undefined =>
  columnConversion(asArray(from, fromArray), asArray(to, toArray), labelsOf(to));

/** Six digits of a second are all. */
const types = allTypes.filter((type) => type.name === 'enum' || type.parameters[0] !== 6);

/** Every change of a type that has a conversion. */
export const changes: readonly Change[] = types.flatMap((from) =>
  types.map((to): Change => ({ from, to })).filter((change) => conversionOf(change) !== undefined),
);

export const byReadingBack = changes.filter(
  (change) => verdictsOf(change) === undefined && change.from.name !== 'json',
);
/** All of them from `text`; from other texts, those into types without parameters. Short ones have no place for the samples. */
export const byVerdict = changes.filter((change) => {
  if (verdictsOf(change) === undefined) return false;
  const { from, to } = change;
  return ['text', 'json'].includes(from.name) || (parameter(from, 0) === 20 && parameter(to, 0) === undefined);
});

/**
 * Converts the rows of `source` that are no offenders as a migration does, all at once, and each offender for itself. What
 * a row becomes is read back (\`back\`) and compared (\`same\`).
 */
const converting = `
  create function pg_temp.convert(source text, to_type text, using_value text, condition text, back text, comparison text)
    returns table (n int, value text, offends boolean, refused boolean, becomes text, same boolean)
    language plpgsql as $$
  declare
    offender record;
  begin
    execute 'create temporary table whole as select t.n, t.x from ' || source || ' t where not (' || condition || ')';
    execute 'alter table whole alter column x type ' || to_type || coalesce(' using ' || nullif(using_value, ''), '');
    execute 'create temporary table single (n int, x ' || to_type || ')';
    for offender in execute 'select t.n from ' || source || ' t where ' || condition loop
      begin
        execute 'insert into single select n, ' || coalesce(nullif(using_value, ''), 'x') || ' from ' || source || ' where n = ' || offender.n;
      exception when others then null;
      end;
    end loop;
    return query execute 'select s.n, s.x::text, w.n is null, w.n is null and o.n is null, coalesce(w.x::text, o.x::text), ('
      || comparison || ') from ' || source || ' s left join whole w using (n) left join single o using (n)'
      || ' cross join lateral (select ' || back || ' as x) back order by s.n';
    drop table whole, single;
  end $$;
  create function pg_temp.try_insert(source text, type text, value text) returns void language plpgsql as $$
  begin
    execute 'insert into ' || source || ' (x) values ($1::' || type || ')' using value;
  exception when data_exception then null;
  end $$;`;

export interface Converted {
  readonly value: string;
  readonly offends: boolean;
  readonly refused: boolean;
  readonly becomes: string | null;
  readonly same: boolean | null;
}

/** What a value is read back as: there it may be out of reach of its own type. */
const widest = (type: SqlType): string => {
  if (isOneOf(wholeNumbers, type.name)) return 'numeric';
  if (type.name === 'enum') return declare(asArray(type, false));
  return isText(type) ? 'text' : type.name;
};

export const label = ({ from, to }: Change): string =>
  `${declare(asArray(from, false))} to ${declare(asArray(to, false))}`;

/** Prepares a session, which needs `createEnums`. The style of intervals is one that a time is read from. */
export const prepareConverting = ({ run }: ScriptSession): Promise<void> =>
  run(`set intervalstyle = postgres; ${readsSetup.text} ${converting}`);

/** Fills a table with those of the values that a type has, and says how they are converted into another one. */
export const convertFrom = async (
  { run, query }: ScriptSession,
  from: SqlType,
  values: readonly string[],
): Promise<(to: SqlType) => Promise<readonly Converted[]>> => {
  const type = declare(asArray(from, false));
  await run(`drop table if exists source;
    create temporary table source (n int generated always as identity, x ${type});`);
  const filling = `select pg_temp.try_insert('source', $1, value) from jsonb_array_elements_text($2) as value`;
  await query(filling, [type, JSON.stringify(values)]);
  return async (to) => {
    const found = conversionOf({ from, to });
    const isRead = verdictsOf({ from, to }) !== undefined;
    const back = `coalesce(w.x, o.x)::${to.name === 'boolean' ? 'integer::text' : 'text'}::${widest(from)}`;
    const rows = await query(`select * from pg_temp.convert('source', $1, $2, $3, $4, $5)`, [
      declare(asArray(to, false)),
      found?.using?.(sql`x`).text ?? '',
      found?.offenders?.condition(sql`t.x`).text ?? 'false',
      isRead ? 'null' : back,
      isRead ? 'null::boolean' : from.name === 'xml' ? 's.x::text = back.x::text' : 's.x = back.x',
    ]);
    return rows.map(({ value, offends, refused, becomes, same }): Converted => ({
      value: String(value),
      offends: offends === true,
      refused: refused === true,
      becomes: becomes === null ? null : String(becomes),
      same: same === null ? null : same === true,
    }));
  };
};
