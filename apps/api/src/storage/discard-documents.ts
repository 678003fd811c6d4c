import type { ObjectStore, TransactionItem } from '@snapinfra/aws-clients';
import { memberOf } from './member-of.ts';

/** Object keys of the documents that items to be put point to. */
const documentPointers = (items: readonly TransactionItem<unknown>[]): readonly string[] => {
  const pointers = items.map(({ request }) => memberOf(memberOf(memberOf(request, 'Put'), 'Item'), 'document'));
  return [
    ...new Set(pointers.map((document) => memberOf(document, 'pointer')).filter((key) => typeof key === 'string')),
  ];
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
