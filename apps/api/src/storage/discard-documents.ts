import type { ObjectStore, TransactionItem } from '@snapinfra/aws-clients';

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** Object keys of the documents that items to be put point to. */
const documentPointers = (items: readonly TransactionItem<unknown>[]): readonly string[] => {
  const pointers = items.map(({ request }) => member(member(member(request, 'Put'), 'Item'), 'document'));
  return [...new Set(pointers.map((document) => member(document, 'pointer')).filter((key) => typeof key === 'string'))];
};

/**
 * Removes the objects of documents that were stored for items which were certainly not written. Where that is unknown (the
 * answer was lost) they must stay: items may point to them.
 */
export const discardDocuments = async (
  objects: Pick<ObjectStore, 'delete'>,
  items: readonly TransactionItem<unknown>[],
): Promise<void> => {
  await Promise.allSettled(documentPointers(items).map((key) => objects.delete(key)));
};
