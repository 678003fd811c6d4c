import type { Field } from '@snapinfra/data-model';
import type { ChainStep, SqlNames } from './chain.ts';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const someRows = (names: SqlNames, table: string, rows: number): string =>
  `ctid in (select ctid from ${names.table(table)} order by ctid limit ${rows})`;

const update = (names: SqlNames, table: string, field: string, value: string, where: string): string =>
  `update ${names.table(table)} set ${names.column(table, field)} = ${value} where ${where};`;

/** Renames a table and some of its fields. */
export const rename = (
  from: string,
  to: string,
  fields: readonly (readonly [from: string, to: string])[],
): ChainStep => ({
  title: `${from} becomes ${to}, and its ${fields.map(([name]) => name).join(', ')} get other names`,
  edit: (model) => {
    for (const [before, after] of fields) model.renameField(from, before, after);
    model.renameTable(from, to);
  },
});

/** Adds a field that has to have a value: without a default the migration is refused on a filled table. */
export const addRequired = (table: string, field: Field, value: unknown): ChainStep => ({
  title: `${table} gets a required ${field.name}`,
  edit: (model) => model.addField(table, { ...field, required: true }),
  spoiled: {
    refusal: /fails on rows of .*is required and has no default/,
    count: (names) => `select count(*) from ${names.table(table)}`,
    editedInstead: (model) => model.addField(table, { ...field, required: true, default: value }),
  },
  holds: (names) => `select count(*) = count(${names.column(table, field.name)}) from ${names.table(table)}`,
});

/** Gives a text less room, while others have room for more. */
export const narrow = (
  table: string,
  field: string,
  {
    to,
    spoil,
    fixed,
    wider = [],
  }: {
    to: Partial<Field>;
    spoil: string;
    fixed: string;
    wider?: readonly (readonly [table: string, field: string, to: Partial<Field>])[];
  },
): ChainStep => ({
  title: `${table}.${field} becomes narrower${wider.map(([table, name]) => `, and ${table}.${name} wider`).join('')}`,
  edit: (model) => {
    model.changeField(table, field, to);
    for (const [table, name, change] of wider) model.changeField(table, name, change);
  },
  spoiled: {
    by: (names) => update(names, table, field, literal(spoil), someRows(names, table, 2)),
    refusal: /fails on values in/,
    count: () => 'select 2',
    fixedBy: (names) =>
      update(names, table, field, literal(fixed), `${names.column(table, field)}::text = ${literal(spoil)}`),
  },
});

/** Asks for values that differ, of a table that has equal ones. */
export const unique = (table: string, field: string, values: { same: string; other: string }): ChainStep => ({
  title: `rows of ${table} are told apart by ${field}`,
  edit: (model) => model.addIndex(table, { fields: [field], unique: true }),
  spoiled: {
    by: (names) => update(names, table, field, literal(values.same), someRows(names, table, 2)),
    refusal: /fails where rows of .* have the same/,
    count: (names) =>
      `select count(*) from (select from ${names.table(table)} group by ${names.column(table, field)} having count(*) > 1 and ${names.column(table, field)} is not null) s`,
    fixedBy: (names) =>
      `update ${names.table(table)} t set ${names.column(table, field)} = ${values.other} from (select ctid, row_number() over () as n from ${names.table(table)}) numbered where t.ctid = numbered.ctid;`,
  },
});

/** Makes a key wider, and what refers to it. */
export const widenKey = (table: string, field: string): ChainStep => ({
  title: `the key ${field} of ${table} becomes wider, with what refers to it`,
  edit: (model) => model.widenKey(table, field),
});

/** Makes a reference one of many to many. */
export const linkMany = (table: string, fields: readonly string[]): ChainStep => ({
  title: `what ${fields.join(', ')} of ${table} refers to may be many`,
  edit: (model) => model.linkMany(table, fields),
});

/** Labels of an enum come, get another name and go. */
export const relabel = (
  table: string,
  field: string,
  labels: {
    before: readonly string[];
    add: string;
    rename: readonly [string, string];
    remove: string;
    instead: string;
  },
): ChainStep => {
  const [from, to] = labels.rename;
  const after = labels.before.filter((label) => label !== labels.remove).map((label) => (label === from ? to : label));
  return {
    title: `${table}.${field} gets ${labels.add}, ${from} becomes ${to}, and ${labels.remove} goes`,
    edit: (model) => model.changeField(table, field, { enumValues: [...after, labels.add] }),
    renames: [{ from: { table, field, value: from }, to: { table, field, value: to } }],
    spoiled: {
      by: (names) => update(names, table, field, literal(labels.remove), someRows(names, table, 2)),
      refusal: /fails on values in/,
      count: (names) =>
        `select count(*) from ${names.table(table)} where ${names.column(table, field)}::text = ${literal(labels.remove)}`,
      fixedBy: (names) =>
        update(
          names,
          table,
          field,
          literal(labels.instead),
          `${names.column(table, field)}::text = ${literal(labels.remove)}`,
        ),
    },
    touches: [field],
    holds: (names) =>
      `select count(*) = 0 from ${names.table(table)} where ${names.column(table, field)}::text in (${literal(from)}, ${literal(labels.remove)})`,
  };
};

/** Another type for a field, in which all of its values have a place. */
export const retype = (table: string, field: string, to: Partial<Field>): ChainStep => ({
  title: `${table}.${field} becomes ${String(to.type)}`,
  edit: (model) => model.changeField(table, field, to),
});
