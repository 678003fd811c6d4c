import type { Relationship } from '../relationship.schema.ts';
import { cannotBeForeignKey, describeFieldType } from '../field-types/index.ts';
import type { ResolvedColumn, ResolvedForeignKey, ResolvedTable } from '../resolved-model.ts';
import { isStorable, pointer, quote, quoteAll } from '../text.ts';
import { isKey, type ModelView, type TableView } from '../validation/model-view.ts';
import { rulesFor } from './access.ts';
import type { Ends } from './foreign-keys.ts';

type Side = 'from' | 'to';

const linkTableName = ({ name, fromTable, toTable }: Relationship): string => name ?? `${fromTable}_${toTable}`;

const checkEnd = (
  { relationship, path, ...ends }: Ends,
  side: Side,
  { issues, unreadableFields }: ModelView,
): boolean => {
  const [table, names] = [ends[side], side === 'from' ? relationship.fromFields : relationship.toFields];
  const at = pointer(path, side === 'from' ? 'fromFields' : 'toFields');
  const what = `${quoteAll(names)} of table ${quote(table.table.name)}`;
  if (!isKey(table, names)) {
    const message = `The many-to-many relationship names ${what}, which is neither its primary key nor unique: links need a key to refer to.`;
    issues.add('reference_not_a_key', at, message);
    return false;
  }
  for (const [position, name] of names.entries()) {
    const field = table.fields.get(name)?.field;
    const reason = field === undefined || unreadableFields.has(field) ? undefined : cannotBeForeignKey(field);
    if (reason === undefined) continue;
    issues.add(
      'foreign_key_type',
      pointer(at, position),
      `Links cannot refer to ${quote(name)} of table ${quote(table.table.name)}: it is ${reason}.`,
    );
    return false;
  }
  return true;
};

/** Complains about link tables whose name is taken, whichever came first. */
const checkLinkNames = (links: readonly Ends[], { tables, issues }: ModelView): void => {
  const taken = new Set<string>(tables.keys());
  for (const { relationship, path } of links) {
    const name = linkTableName(relationship);
    const at = relationship.name === undefined ? path : pointer(path, 'name');
    if (taken.has(name)) {
      const message = `The many-to-many relationship needs a table named ${quote(name)}, which exists already; give the relationship another name.`;
      issues.add('link_table_name_taken', at, message);
    } else if (name === '__proto__' || !isStorable(name)) {
      issues.add(
        'name_not_usable',
        at,
        `A link table cannot be named ${quote(name)}; give the relationship another name.`,
      );
    }
    taken.add(name);
  }
};

/** Complains about many-to-many relationships that no link table can be made for. */
export const checkLinks = (links: readonly Ends[], view: ModelView): void => {
  for (const ends of links) {
    checkEnd(ends, 'from', view);
    checkEnd(ends, 'to', view);
  }
  checkLinkNames(links, view);
};

/** `<table>_<field>` for each column; with the side before it where two would be the same. */
const columnNames = ({ relationship: { fromTable, fromFields, toTable, toFields } }: Ends): Record<Side, string[]> => {
  const from = fromFields.map((field) => `${fromTable}_${field}`);
  const to = toFields.map((field) => `${toTable}_${field}`);
  const unusable = new Set([...from, ...to]).size < from.length + to.length || [...from, ...to].includes('__proto__');
  return unusable ? { from: from.map((name) => `from_${name}`), to: to.map((name) => `to_${name}`) } : { from, to };
};

const linkColumn = (name: string, target: TableView, targetName: string): ResolvedColumn => {
  const field = target.fields.get(targetName)?.field;
  const { keyType, usualLength } = describeFieldType(field?.type ?? 'text');
  return {
    id: undefined,
    name,
    type: keyType,
    array: false,
    required: true,
    description: undefined,
    enumValues: undefined,
    length: field?.length ?? usualLength,
    precision: field?.precision,
    scale: field?.scale,
    minimum: undefined,
    maximum: undefined,
    minLength: undefined,
    maxLength: undefined,
    pattern: undefined,
    format: undefined,
    default: undefined,
  };
};

const linkKey = (
  { relationship }: Ends,
  columns: readonly string[],
  target: TableView,
  fields: readonly string[],
): ResolvedForeignKey => ({
  name: undefined,
  id: undefined,
  columns,
  referencedTable: target.table.name,
  referencedColumns: fields,
  onDelete: relationship.onDelete ?? 'cascade',
  onUpdate: relationship.onUpdate ?? 'cascade',
  unique: false,
});

const describeLink = ({ relationship: { fromTable, toTable } }: Ends): string =>
  `Links between ${quote(fromTable)} and ${quote(toTable)}.`;

/** Any two other rules may be met by one caller: he may have two roles, or own both rows. */
const warnAboutClosedLinks = ({ from, to, relationship, path }: Ends, view: ModelView): void => {
  const needed = [rulesFor(view, from, 'update'), rulesFor(view, to, 'read')];
  if (!needed.some(([rule]) => rule === 'nobody')) return;
  const message = `No access rule allows anybody to create links between tables ${quote(relationship.fromTable)} and ${quote(relationship.toTable)}: that takes updating the former and reading the latter.`;
  view.issues.add('link_table_closed', path, message);
};

/** The table of a many-to-many relationship: two foreign keys, which together are its primary key. */
export const resolveLinkTable = (ends: Ends, view: ModelView): ResolvedTable => {
  const { relationship, from, to } = ends;
  const names = columnNames(ends);
  const columns = [
    ...names.from.map((name, position) => linkColumn(name, from, relationship.fromFields[position] ?? '')),
    ...names.to.map((name, position) => linkColumn(name, to, relationship.toFields[position] ?? '')),
  ];
  const key = columns.map(({ name }) => name);
  warnAboutClosedLinks(ends, view);
  return {
    id: relationship.id,
    name: linkTableName(relationship),
    description: describeLink(ends),
    columns,
    primaryKey: key,
    itemKey: key,
    indexes: [{ name: undefined, columns: names.to, unique: false, method: 'btree' }],
    foreignKeys: [
      linkKey(ends, names.from, from, relationship.fromFields),
      linkKey(ends, names.to, to, relationship.toFields),
    ],
    softDelete: false,
    access: undefined,
    owner: undefined,
    origin: 'link',
  };
};
