import { type ArchitectureDocument } from '@snapinfra/contracts';
import { architectureContentKey, architectureKey, type ArchitectureRecord } from './architecture-record.ts';
import { itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import { isAliveAt } from '../../../storage/conditions.ts';
import { documentPrefix, listedUnder } from '../../../storage/keys.ts';
import type { Stores } from '../../../storage/stores.ts';

/** An architecture that is to be written: the document is stored already. */
export interface ArchitectureDraft {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly name: string;
  readonly version: number;
  readonly content: ArchitectureDocument;
  /** A StoredDocument. */
  readonly document: unknown;
  readonly now: string;
}

type WriteStores = Pick<Stores, 'architectures' | 'architectureContents'>;

const countsOf = ({ nodes, edges = [] }: ArchitectureDocument) => ({
  nodeCount: nodes.length,
  edgeCount: edges.length,
});

export const newArchitectureRecord = (draft: ArchitectureDraft, primary: boolean): ArchitectureRecord => ({
  id: draft.id,
  userId: draft.userId,
  projectId: draft.projectId,
  name: draft.name,
  primary,
  ...countsOf(draft.content),
  createdAt: draft.now,
  updatedAt: draft.now,
  version: draft.version,
});

const contentPut = (stores: WriteStores, { id, version, document }: ArchitectureDraft): TransactionItem<unknown> =>
  stores.architectureContents.toPut(architectureContentKey(id), { version, document });

/** Writes a new architecture. */
export const newArchitectureWrites = (
  stores: WriteStores,
  draft: ArchitectureDraft,
  primary: boolean,
): TransactionItem<unknown>[] => [
  stores.architectures.toPut(architectureKey(draft.id), newArchitectureRecord(draft, primary), {
    condition: itemIsNew,
    attributes: listedUnder(draft.userId, draft.projectId, draft.id),
  }),
  contentPut(stores, draft),
];

/** Writes the state after the one that the architecture has: refused when another change came between. */
export const changedArchitectureWrites = (
  stores: WriteStores,
  draft: ArchitectureDraft,
): TransactionItem<unknown>[] => [
  stores.architectures.toUpdate(
    architectureKey(draft.id),
    { set: { name: draft.name, updatedAt: draft.now, version: draft.version, ...countsOf(draft.content) } },
    { condition: isAliveAt(draft.version - 1) },
  ),
  contentPut(stores, draft),
];

/** Stores an architecture's document: inline, or as an object of its own key, never written twice. */
export const encodeArchitecture = (
  { documents }: Pick<Stores, 'documents'>,
  { userId, id, objectId }: { readonly userId: string; readonly id: string; readonly objectId: string },
  document: ArchitectureDocument,
) => documents.encode(document, { objectKey: `${documentPrefix(userId, 'architectures', id)}${objectId}.json.gz` });
