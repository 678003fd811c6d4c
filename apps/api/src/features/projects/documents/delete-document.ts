import { recordKey } from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import type { Reader } from '../../../access/reading.ts';
import type { Background } from '../../../runtime/background.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { requireMatch } from '../../../http/etag.ts';
import { removalWaitMs } from '../../../records/removal-times.ts';
import type { Answer, Commit } from '../../../idempotency/idempotency.ts';
import { activityOf } from '../../../records/owned-records.ts';
import { hiddenAt } from '../../../records/removal.ts';
import { isAliveAt } from '../../../storage/conditions.ts';
import { retryOnConflict } from '../../../storage/retry-on-conflict.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { DocumentKind } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';
import { removeDocumentContents } from './remove-document.ts';
import { unshownWrites } from './shown-document.ts';

export interface DeleteDocumentDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly background: Background;
}

export interface DeleteDocumentRequest {
  readonly ifMatch: string | undefined;
  readonly answer: Answer;
}

export type DeleteDocument<Counts> = (
  read: Reader<Stored<DocumentRecord<Counts>>>,
  request: DeleteDocumentRequest,
  commit: Commit,
) => Promise<Answer>;

/**
 * Hides a document, takes it from the project that shows it, and removes its versions; the sweeper removes the record.
 * Deleting again is fine: the first answer may have been lost.
 */
export const createDeleteDocument =
  <Counts, Content, Document, Whole>(
    { stores, clock, background }: DeleteDocumentDeps,
    kind: DocumentKind<Counts, Content, Document, Whole>,
  ): DeleteDocument<Counts> =>
  async (read, { ifMatch, answer }, commit) => {
    const deleted = await retryOnConflict(`the ${kind.noun}`, async () => {
      const record = await read();
      const { id } = record;
      if (record.deletingAt !== undefined) return { isNew: false, record };
      requireMatch(ifMatch, record.version);
      const now = clock();
      const change = { add: { version: 1 }, attributes: hiddenAt(id, now) };
      const mark = kind.records.toUpdate(recordKey(id), change, { condition: isAliveAt(record.version) });
      const unshown = record.primary ? unshownWrites(stores, kind, record, now) : [];
      const marked = await commit([mark, ...unshown], activityOf(kind.noun, 'deleted', id), answer);
      return marked.ok ? { isNew: true, record } : undefined;
    });
    if (deleted.isNew) {
      const remove = () => removeDocumentContents(stores, kind, deleted.record);
      await background.runWithin(removalWaitMs, `removal of the ${kind.noun}`, remove);
    }
    return answer;
  };
