import { besideRecordKey, recordKey } from '@snapinfra/platform';
import { createReading, type Reading } from '../../../access/reading.ts';
import { notFound } from '../../../http/problem-error.ts';
import { visible } from '../../../records/owned-record.ts';
import type { DocumentKind, RecordAndContent } from './document-kind.ts';

/** The items of all versions of a document, newest first, as a query. */
export const contentsOf = (id: string) => {
  const { pk: partition, sk: beginsWith } = besideRecordKey(id, 'CONTENT', '');
  return { partition, sort: { beginsWith }, order: 'descending' } as const;
};

type ReadKind<Counts, Content> = Pick<
  DocumentKind<Counts, Content, never, never>,
  'records' | 'contents' | 'notFound' | 'documentVersionOf'
>;

/** The document that a path names with its newest version. */
export const newestReading = <Counts, Content>({
  records,
  contents,
  notFound: code,
  documentVersionOf,
}: ReadKind<Counts, Content>): Reading<RecordAndContent<Counts, Content>> =>
  createReading(
    async ({ id }, batch) => {
      const [found, { items }] = await Promise.all([
        batch.get(records.toGet(recordKey(id))),
        contents.queryPage({ ...contentsOf(id), limit: 1 }),
      ]);
      const [content] = items;
      const record = visible(found, code, id);
      if (!content) throw notFound(code, id);
      return { record, content };
    },
    { isWhole: ({ record, content }) => documentVersionOf(content) === record.latestVersion },
  );
