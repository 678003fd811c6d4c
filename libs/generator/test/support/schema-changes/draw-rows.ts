import type {
  PhysicalColumn,
  PhysicalForeignKey,
  PhysicalSchema,
  PhysicalTable,
} from '../../../src/physical-schema/index.ts';
import type { Dice } from './dice.ts';
import { isText, parametersOf, type Hints } from './hints.ts';
import { drawRare, drawValue } from './values-of-types.ts';

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What rows are drawn from. */
export interface Drawing {
  readonly schema: PhysicalSchema;
  readonly dice: Dice;
  readonly hints: Hints;
}

type Drawn = ReadonlyMap<string, string>;

/** A row that is there, by a number: in half of the draws one of a few, as many references go to one of them. */
const anyRow = (table: string, dice: Dice): string => {
  const number = dice.below(dice.chance(50) ? 4 : 1000);
  return `FROM ${quoted(table)} ORDER BY ctid OFFSET ${number} % (SELECT greatest(count(*), 1) FROM ${quoted(table)}) LIMIT 1`;
};

/** The values of a row that is there. */
const fromKey = (key: PhysicalForeignKey, dice: Dice): Drawn => {
  const row = anyRow(key.referencedTable, dice);
  return new Map(
    key.columns.map((column, position) => [column, `(SELECT ${quoted(key.referencedColumns[position] ?? '')} ${row})`]),
  );
};

/** A value that a column of the same type has in some row: so that keys meet. */
const borrowed = (schema: PhysicalSchema, table: PhysicalTable, column: PhysicalColumn, dice: Dice): string => {
  const places = schema.tables.flatMap((other) =>
    other.columns
      .filter(({ type }) => JSON.stringify(type) === JSON.stringify(column.type))
      .map((found) => ({ other, found })),
  );
  const here = { other: table, found: column };
  const place = dice.chance(60) ? here : (dice.pick(places) ?? here);
  const name = quoted(place.found.sqlName);
  return `(SELECT ${name} FROM ${quoted(place.other.sqlName)} WHERE ${name} IS NOT NULL OFFSET ${dice.below(3)} LIMIT 1)`;
};

/** A text that is mostly as long as its column takes it. */
const fitted = (table: PhysicalTable, { sqlName, type }: PhysicalColumn, text: string, dice: Dice): string => {
  if (!isText(type) || type.array || dice.chance(15)) return text;
  const checks = table.checks.filter(({ column }) => column === sqlName);
  const lengthOf = (kind: 'minLength' | 'maxLength'): readonly number[] =>
    checks.flatMap((check) => (check.kind === kind && 'length' in check ? [check.length] : []));
  const longest = Math.min(...lengthOf('maxLength'), ...parametersOf(type));
  const cut = [...text].slice(0, longest === Infinity ? undefined : longest).join('');
  return cut + 'z'.repeat(Math.max(0, Math.max(0, ...lengthOf('minLength')) - [...cut].length));
};

export const drawColumn = ({ schema, dice, hints }: Drawing, table: PhysicalTable, column: PhysicalColumn): string => {
  if (!column.notNull && dice.chance(15)) return 'NULL';
  if (column.role === 'deletedAt') return dice.chance(50) ? 'NULL' : literal('2024-05-01 10:00:00+00');
  const hasDefault = column.default !== undefined || column.sequence !== undefined;
  if (hasDefault && dice.chance(40)) return 'DEFAULT';
  const drawn = literal(fitted(table, column, drawValue(column.type, dice, hints(table, column)), dice));
  return dice.chance(25) ? `coalesce(${borrowed(schema, table, column, dice)}, ${drawn})` : drawn;
};

const isOptional = ({ columns }: PhysicalTable, key: PhysicalForeignKey): boolean =>
  key.columns.some((name) => columns.some(({ sqlName, notNull }) => sqlName === name && !notNull));

/** The values of a row that refers to itself, which may be the only one that it can refer to. */
const toItself = (table: PhysicalTable, key: PhysicalForeignKey, values: Map<string, string>, dice: Dice): Drawn =>
  new Map(
    key.columns.map((column, position) => {
      const name = key.referencedColumns[position] ?? '';
      const known = values.get(name);
      const type = table.columns.find(({ sqlName }) => sqlName === name)?.type;
      const own = known === undefined || known === 'DEFAULT' || known === 'NULL';
      const value = own && type !== undefined ? literal(drawValue(type, dice, [])) : (known ?? 'NULL');
      values.set(name, value);
      return [column, value];
    }),
  );

const drawReferences = (table: PhysicalTable, values: Map<string, string>, dice: Dice): void => {
  for (const key of table.foreignKeys) {
    const isSelf = key.referencedTable === table.sqlName;
    if (isOptional(table, key) && dice.chance(25)) {
      for (const column of key.columns) {
        if (table.columns.some(({ sqlName, notNull }) => sqlName === column && !notNull)) values.set(column, 'NULL');
      }
      continue;
    }
    const drawn = isSelf && dice.chance(50) ? toItself(table, key, values, dice) : fromKey(key, dice);
    for (const [column, value] of drawn) values.set(column, value);
  }
};

/** An INSERT of one row whose values the table may still refuse. */
export const drawRow = (drawing: Drawing, table: PhysicalTable): string => {
  const values = new Map(table.columns.map((column) => [column.sqlName, drawColumn(drawing, table, column)]));
  drawReferences(table, values, drawing.dice);
  return `INSERT INTO ${quoted(table.sqlName)} (${[...values.keys()].map(quoted).join(', ')}) VALUES (${[...values.values()].join(', ')})`;
};

export const keysOf = ({ primaryKey, indexes }: PhysicalTable) => [
  ...(primaryKey === undefined ? [] : [primaryKey]),
  ...indexes.filter(({ unique }) => unique),
];

/** A value that keeps a copy apart from the row that it is a copy of. */
export const drawApart = (table: PhysicalTable, column: PhysicalColumn, dice: Dice): string | undefined => {
  const reference = table.foreignKeys.find(({ columns }) => columns.includes(column.sqlName));
  if (reference !== undefined) return fromKey(reference, dice).get(column.sqlName);
  const rare = drawRare(column.type, dice);
  return rare === undefined ? undefined : literal(fitted(table, column, rare, dice));
};

/** A copy of a row that is there with a few other values, so that keys meet; a field that is looked at gets another one. */
export const drawCopy = (drawing: Drawing, table: PhysicalTable, field?: string): string => {
  const { dice } = drawing;
  const apart = new Set(keysOf(table).flatMap((key) => dice.pick(key.columns) ?? []));
  const columns = table.columns.map(({ sqlName }) => quoted(sqlName)).join(', ');
  const values = table.columns.map((column) => {
    const copied = `t.${quoted(column.sqlName)}`;
    const isLookedAt = column.name === field && dice.chance(60);
    if (!isLookedAt && apart.has(column.sqlName))
      return drawApart(table, column, dice) ?? drawColumn(drawing, table, column);
    if (!isLookedAt && dice.chance(95)) return copied;
    const drawn = drawColumn(drawing, table, column);
    return drawn === 'DEFAULT' ? copied : drawn;
  });
  return `INSERT INTO ${quoted(table.sqlName)} (${columns}) SELECT ${values.join(', ')} FROM ${quoted(table.sqlName)} AS t OFFSET ${dice.below(3)} LIMIT 1`;
};

/** A value for a column that a mark is about: none, or any that its type has, whatever its checks say. */
const drawOffence = (drawing: Drawing, table: PhysicalTable, column: PhysicalColumn): string => {
  const { dice, hints } = drawing;
  if (!column.notNull && dice.chance(20)) return 'NULL';
  if (dice.chance(20)) return drawColumn(drawing, table, column);
  const value = drawValue(column.type, dice, hints(table, column));
  return literal(dice.chance(50) ? value : fitted(table, column, value, dice));
};

/** A row that refers to itself still does where its key becomes another one; other references go to a row that is there. */
const keepReferences = (table: PhysicalTable, values: Map<string, string>, dice: Dice): void => {
  for (const key of table.foreignKeys.filter(({ columns }) => columns.some((name) => values.has(name)))) {
    if (dice.chance(40)) continue;
    if (key.referencedTable !== table.sqlName) {
      for (const [column, value] of fromKey(key, dice)) values.set(column, value);
      continue;
    }
    key.columns.forEach((column, position) => {
      values.set(key.referencedColumns[position] ?? '', values.get(column) ?? quoted(column));
    });
  }
};

/**
 * A row that is there gets other values in columns that a mark is about: those of another row, or drawn ones.
 *
 * @param absent columns that are null in the rows that the mark counts
 */
export const drawUpdate = (
  drawing: Drawing,
  table: PhysicalTable,
  names: readonly string[],
  absent: readonly string[] = [],
): string => {
  const { dice } = drawing;
  const name = quoted(table.sqlName);
  const columns = table.columns.filter(({ sqlName }) => names.includes(sqlName));
  const one = dice.chance(40) ? dice.pick(columns) : undefined;
  const row = dice.chance(40) ? anyRow(table.sqlName, dice) : undefined;
  const values = new Map(
    (one === undefined ? columns : [one]).map((column) => [
      column.sqlName,
      row === undefined ? drawOffence(drawing, table, column) : `(SELECT ${quoted(column.sqlName)} ${row})`,
    ]),
  );
  if (row === undefined) keepReferences(table, values, dice);
  if (dice.chance(80)) for (const column of absent) values.set(column, 'NULL');
  const list = [...values].map(([column, value]) => `${quoted(column)} = ${value}`).join(', ');
  return `UPDATE ${name} SET ${list} WHERE ctid = (SELECT ctid ${anyRow(table.sqlName, dice)})`;
};
