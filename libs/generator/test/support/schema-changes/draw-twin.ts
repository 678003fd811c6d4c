import type { PhysicalColumn, PhysicalTable } from '../../../src/physical-schema/index.ts';
import type { Dice } from './dice.ts';
import { drawApart, drawColumn, keysOf, quoted, type Drawing } from './draw-rows.ts';
import { isText } from './hints.ts';

/** Texts that a later type may read as the value that it reads another one as. */
const respellings: readonly ((text: string) => string)[] = [
  (text) => `' ' || ${text}`,
  (text) => `${text} || ' '`,
  (text) => `'0' || ${text}`,
  (text) => `${text} || '0'`,
  (text) => `${text} || '.0'`,
  (text) => `left(${text}, -1)`,
  (text) => `upper(${text})`,
  (text) => `lower(${text})`,
];

const respelled = ({ type }: PhysicalColumn, value: string, dice: Dice): string => {
  const respell = dice.pick(respellings);
  if (!isText(type) || respell === undefined) return value;
  return type.array ? `(SELECT array_agg(${respell('e')}) FROM unnest(${value}) AS e)` : respell(value);
};

/** What a twin is about: the columns that a mark looks at, and those that are null in the rows that it counts. */
export interface TwinColumns {
  readonly columns: readonly string[];
  readonly absent: readonly string[];
}

/**
 * A copy of a row that is there with another spelling of what a mark looks at, so that only its later types make the two the
 * same. Other keys keep it apart from that row.
 */
export const drawTwin = (drawing: Drawing, table: PhysicalTable, { columns, absent }: TwinColumns): string => {
  const { dice } = drawing;
  const texts = table.columns.filter(({ sqlName, type }) => columns.includes(sqlName) && isText(type));
  const one = dice.chance(60) ? dice.pick(texts) : undefined;
  const spelled = one === undefined ? texts : [one];
  const isSpelled = (name: string): boolean => spelled.some(({ sqlName }) => sqlName === name);
  const apart = new Set(
    keysOf(table)
      .filter((key) => !key.columns.some(isSpelled))
      .flatMap((key) => dice.pick(key.columns) ?? []),
  );
  const values = table.columns.map((column) => {
    const { sqlName } = column;
    const copied = `t.${quoted(sqlName)}`;
    if (absent.includes(sqlName)) return 'NULL';
    if (isSpelled(sqlName)) return respelled(column, copied, dice);
    if (!apart.has(sqlName)) return copied;
    if (!column.notNull && !columns.includes(sqlName) && dice.chance(50)) return 'NULL';
    const drawn = drawApart(table, column, dice) ?? drawColumn(drawing, table, column);
    return drawn === 'DEFAULT' ? copied : drawn;
  });
  const [name, names] = [quoted(table.sqlName), table.columns.map(({ sqlName }) => quoted(sqlName))];
  const alive = absent.map((column) => `t.${quoted(column)} IS NULL`).join(' AND ');
  const where = alive === '' ? '' : ` WHERE ${alive}`;
  return `INSERT INTO ${name} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${name} AS t${where} OFFSET ${dice.below(8)} LIMIT 1`;
};
