import { createPlaceholders, renderCondition, type Condition } from './expression.ts';
import type { ItemCodec } from './item-codec.ts';
import { renderChange } from './render-change.ts';
import type { ItemChange, ItemKey, PutOptions, WriteOptions } from './table.types.ts';

const onFailure = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

const keyOf = ({ pk, sk }: ItemKey) => ({ pk, sk });

/** The request members that single writes and transactions have in common. */
export const createWriteRequests = <Item>(tableName: string, codec: ItemCodec<Item>) => {
  const conditional = (condition: Condition | undefined) => {
    const placeholders = createPlaceholders();
    return {
      ...(condition && { ConditionExpression: renderCondition(condition, placeholders) }),
      ...placeholders.members(),
      ...onFailure,
    };
  };
  return {
    put: (key: ItemKey, item: Item, { condition, attributes }: Omit<PutOptions, 'signal'>) => ({
      TableName: tableName,
      Item: codec.encode(key, item, attributes),
      ...conditional(condition),
    }),
    update: (key: ItemKey, change: ItemChange<Item>, { condition }: Omit<WriteOptions, 'signal'>) => {
      codec.checkChange(change);
      const placeholders = createPlaceholders();
      const expression = renderChange(change, placeholders);
      return {
        TableName: tableName,
        Key: keyOf(key),
        UpdateExpression: expression,
        ...(condition && { ConditionExpression: renderCondition(condition, placeholders) }),
        ...placeholders.members(),
        ...onFailure,
      };
    },
    delete: (key: ItemKey, { condition }: Omit<WriteOptions, 'signal'>) => ({
      TableName: tableName,
      Key: keyOf(key),
      ...conditional(condition),
    }),
    check: (key: ItemKey, condition: Condition) => ({
      TableName: tableName,
      Key: keyOf(key),
      ...conditional(condition),
    }),
  };
};

export type WriteRequests<Item> = ReturnType<typeof createWriteRequests<Item>>;
