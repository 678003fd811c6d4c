import type { IndexMethod } from './data-model.schema.ts';
import { describeFieldType, type FieldType } from './field-types/index.ts';

/** What decides which methods an index may have. */
export interface IndexedColumn {
  readonly type: FieldType;
  readonly array?: boolean;
}

const hasParts = ({ type, array }: IndexedColumn): boolean => array === true || describeFieldType(type).hasParts;

/**
 * The method of an index: the one that was asked for where PostgreSQL has it for these columns, else the usual one. hash
 * takes one column, gin takes lists and jsonb only, and neither can be unique. An ordered index over lists or jsonb serves
 * no question that anybody asks of them, so that gin is the usual one for those.
 */
export const indexMethodOf = (
  columns: readonly IndexedColumn[],
  unique: boolean,
  asked: IndexMethod | undefined,
): IndexMethod => {
  const usual = !unique && columns.length > 0 && columns.every(hasParts) ? 'gin' : 'btree';
  if (asked === 'hash') return !unique && columns.length === 1 ? 'hash' : usual;
  return asked === 'btree' ? 'btree' : usual;
};
