import type { ItemKey } from '@snapinfra/aws-clients';
import type { Background } from '../../../runtime/background.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { requireMatch } from '../../../http/etag.ts';
import { removalWaitMs } from '../../../records/removal-times.ts';
import { requireRecordOrItsMark } from '../../../records/owned-record.ts';
import { hiddenAt, type Doomed } from '../../../records/removal.ts';
import { isAliveAt } from '../../../storage/conditions.ts';
import { documentPrefix } from '../../../storage/keys.ts';
import { retryOnConflict } from '../../../storage/retry-on-conflict.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { DocumentKind } from './document-kind.ts';
import { contentsOf } from './read-document.ts';
import { unshownWrites } from './shown-document.ts';

export interface DeleteDocumentDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly background: Background;
}

export type DeleteDocument = (caller: Caller, id: string, ifMatch: string | undefined) => Promise<void>;

/** Removes all versions of a document; may be repeated. */
export const removeDocumentContents = async (
  { objects }: Pick<ProjectStores, 'objects'>,
  kind: Pick<DocumentKind<never, unknown, never, never>, 'keyOf' | 'table'> & {
    readonly contents: Pick<DocumentKind<never, unknown, never, never>['contents'], 'queryKeys' | 'batchDelete'>;
  },
  { id, userId }: Doomed,
): Promise<void> => {
  const keys: ItemKey[] = [];
  for await (const key of kind.contents.queryKeys(contentsOf(kind, id))) keys.push(key);
  await kind.contents.batchDelete(keys);
  await objects.deletePrefix(documentPrefix(userId, kind.table, id));
};

/**
 * Hides a document, takes it from the project that shows it, and removes its versions; the sweeper removes the record.
 * Deleting again is fine: the first answer may have been lost.
 */
export const createDeleteDocument =
  <Counts, Content, Document, Whole>(
    { stores, clock, background }: DeleteDocumentDeps,
    kind: DocumentKind<Counts, Content, Document, Whole>,
  ): DeleteDocument =>
  async (caller, id, ifMatch) => {
    const deleted = await retryOnConflict(`the ${kind.noun}`, async () => {
      const record = await requireRecordOrItsMark(kind, caller, id);
      if (record.deletingAt !== undefined) return { isNew: false, record };
      requireMatch(ifMatch, record.version);
      const now = clock();
      const change = { add: { version: 1 }, attributes: hiddenAt(id, now) };
      const mark = kind.records.toUpdate(kind.keyOf(id), change, { condition: isAliveAt(record.version) });
      const unshown = record.primary ? unshownWrites(stores, kind, record, now) : [];
      const marked = await stores.transact([mark, ...unshown]);
      return marked.ok ? { isNew: true, record } : undefined;
    });
    if (!deleted.isNew) return;
    const remove = () => removeDocumentContents(stores, kind, deleted.record);
    await background.runWithin(removalWaitMs, `removal of the ${kind.noun}`, remove);
  };
