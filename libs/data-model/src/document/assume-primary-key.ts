import type { Table } from '../data-model.schema.ts';
import { cannotBePrimary } from '../field-types/index.ts';
import { describeTable, quote } from '../text.ts';
import type { Draft } from './draft.ts';

/**
 * The designer's flags say of each field whether it is primary. Where they say so of none (an AI that fills the designer
 * leaves them all false), its field `id` is the key: without one the table had no item routes.
 */
export const assumePrimaryKey = (table: Table, draft: Draft): void => {
  if (table.primaryKey !== undefined || table.fields.some(({ primary }) => primary === true)) return;
  if (!table.fields.some((field) => draft.primaryFlags.has(field))) return;
  const candidates = table.fields.filter(({ name }) => name.toLowerCase() === 'id');
  const key = candidates.find(({ name }) => name === 'id') ?? (candidates.length === 1 ? candidates[0] : undefined);
  const origin = key && draft.primaryFlags.get(key);
  if (key === undefined || origin === undefined) return;
  if (draft.unreadableFields.has(key) || cannotBePrimary(key) !== undefined) return;
  key.primary = true;
  const message = `${describeTable(table.name)} marks no field as primary; its field ${quote(key.name)} is taken as the key.`;
  draft.issues.add('primary_key_assumed', origin, message);
};
