import { getTableName } from 'drizzle-orm';
import type { Values } from './body.ts';
import { constraintColumns } from './constraint-columns.ts';
import { databaseError } from './database-errors.ts';
import type { Database } from './database.ts';
import type { Grant } from './access.ts';
import type { Entity } from './registry.ts';
import { isRevivable, reviveRow } from './revival.ts';
import { isNumbered, skipTaken } from './sequences.ts';
import { insertRow, type WriteContext, type WrittenRow } from './write-rows.ts';

/** The creation of a row, which may take several attempts. */
export interface Creation {
  /** Inserts a new row, or replaces a deleted one after `recover` found that it holds the key. */
  readonly write: (context: WriteContext, grant: Grant, values: Values) => Promise<WrittenRow>;
  /** Tries to resolve the conflict of the last attempt; returns whether to retry. */
  readonly recover: (db: Database, values: Values, error: unknown) => Promise<boolean>;
  /** Whether the last attempt tried to replace a deleted row. */
  readonly isReviving: () => boolean;
}

/** More than one, as other transactions may take the numbers that were free a moment ago. */
const attemptsForEach = 5;

export const createCreation = (entity: Entity): Creation => {
  let key: readonly string[] | undefined;
  let left = attemptsForEach * (1 + entity.members.filter(isNumbered).length);
  return {
    write: async (context, grant, values) => {
      const revived = key === undefined ? undefined : await reviveRow(context, entity, grant, values, key);
      return revived ?? insertRow(context, entity, grant, values);
    },
    recover: async (db, values, error) => {
      const found = databaseError(error);
      const { code, table, constraint } = found ?? {};
      if (code !== '23505' || table !== getTableName(entity.table) || typeof constraint !== 'string') return false;
      if (left === 0) return false;
      left -= 1;
      const columns = await constraintColumns(db, table, constraint);
      const members = entity.members.filter(({ column }) => columns.includes(column.name));
      const numbered = members.find((member) => isNumbered(member) && !values.has(member));
      if (numbered !== undefined) {
        const taken = members.map(({ column }) => column);
        return skipTaken(db, entity, numbered, taken, values);
      }
      if (key !== undefined || !isRevivable(entity, columns)) return false;
      key = columns;
      return true;
    },
    isReviving: () => key !== undefined,
  };
};
