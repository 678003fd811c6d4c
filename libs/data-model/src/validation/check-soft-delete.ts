import { describeTable, pointer } from '../text.ts';
import type { ModelView } from './model-view.ts';

/** Warns where a field looks like the mark of soft delete, but is not it. */
export const checkSoftDelete = ({ tables, issues }: ModelView): void => {
  for (const { table, fields } of tables.values()) {
    const field = table.softDelete === true ? fields.get('deleted_at') : undefined;
    if (field === undefined) continue;
    const message = `${describeTable(table.name)} has soft delete and a field "deleted_at", which stays a plain field: rows are marked in a column of another name.`;
    issues.add('soft_delete_name', pointer(field.path, 'name'), message);
  }
};
