import { cannotBeForeignKey, describeFieldType, isWholeNumber } from '../field-types/index.ts';
import type { HeldKey } from '../resolution/foreign-keys.ts';
import { pointer, quote, quoteAll } from '../text.ts';
import { type FieldView, isKey, type ModelView, type TableView } from './model-view.ts';

const shown = (table: TableView, { field }: FieldView): string =>
  `${quote(field.name)} of table ${quote(table.table.name)} (${field.type}${field.array === true ? ' array' : ''})`;

const checkTypes = (key: HeldKey, { issues, unreadableFields }: ModelView): void => {
  key.columns.forEach((name, position) => {
    const column = key.holder.fields.get(name);
    const target = key.referenced.fields.get(key.referencedColumns[position] ?? '');
    if (column === undefined || target === undefined) return;
    if (unreadableFields.has(column.field) || unreadableFields.has(target.field)) return;
    const path = pointer(key.columnsPath, position);
    const reason = cannotBeForeignKey(column.field) ?? cannotBeForeignKey(target.field);
    const pair = `Field ${shown(key.holder, column)} cannot refer to field ${shown(key.referenced, target)}`;
    if (reason !== undefined) return issues.add('foreign_key_type', path, `${pair}: one of them is ${reason}.`);
    const [mine, other] = [column, target].map(({ field }) => describeFieldType(field.type).keyType);
    if (mine === other) return;
    if (!isWholeNumber(column.field.type) || !isWholeNumber(target.field.type)) {
      return issues.add('foreign_key_type', path, `${pair}: the types must be the same.`);
    }
    const wider = `Field ${shown(key.holder, column)} refers to field ${shown(key.referenced, target)}`;
    const message = `${wider}: numbers that fit only the wider type cannot be referred to; the same type would be safer.`;
    issues.add('foreign_key_width', path, message);
  });
};

const checkAction = (key: HeldKey, member: 'onDelete' | 'onUpdate', { issues }: ModelView): void => {
  const action = key[member];
  if (action !== 'set null' && action !== 'set default') return;
  for (const name of key.columns) {
    const column = key.holder.fields.get(name);
    if (column === undefined) continue;
    const what = `The relationship from table ${quote(key.holder.table.name)} to ${quote(key.referenced.table.name)} says "${action}", but ${quote(name)}`;
    const path = pointer(key.path, member);
    if (action === 'set null' && column.required) issues.add('action_needs_null', path, `${what} is required.`);
    const hasDefault = column.field.default !== undefined || describeFieldType(column.field.type).hasSequence;
    if (action === 'set default' && !hasDefault) issues.add('action_needs_default', path, `${what} has no default.`);
  }
};

const checkSoftDelete = ({ holder, referenced, onDelete, path }: HeldKey, { issues }: ModelView): void => {
  if (onDelete !== 'cascade' || referenced.table.softDelete !== true || holder.table.softDelete === true) return;
  const [kept, lost] = [quote(referenced.table.name), quote(holder.table.name)];
  const message = `Table ${kept} has soft delete, table ${lost} has not: when a row of ${kept} is marked as deleted, "cascade" permanently removes the rows of ${lost} that refer to it.`;
  issues.add('soft_delete_action', pointer(path, 'onDelete'), message);
};

const checkCardinality = (key: HeldKey, { issues }: ModelView): void => {
  const { holder, referenced, columns, referencedColumns, unique, path } = key;
  const names = `${quoteAll(columns)} of table ${quote(holder.table.name)}`;
  if (holder === referenced && columns.every((name, position) => name === referencedColumns[position])) {
    issues.add('relationship_to_itself', path, `The relationship over ${names} makes each row refer to itself.`);
  } else if (!unique && isKey(holder, columns)) {
    const message = `The relationship over ${names} says ${key.relationship.type}, but those fields are unique: at most one row refers to each row of table ${quote(referenced.table.name)}.`;
    issues.add('relationship_cardinality', path, message);
  }
};

/** Checks the types and actions of a foreign key whose holder is known. */
export const checkForeignKey = (key: HeldKey, view: ModelView): void => {
  checkTypes(key, view);
  checkCardinality(key, view);
  checkAction(key, 'onDelete', view);
  checkAction(key, 'onUpdate', view);
  checkSoftDelete(key, view);
};
