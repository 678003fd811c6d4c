import type { Caller } from '../../../http/caller.ts';
import { notFound } from '../../../http/problem-error.ts';
import { readConsistently } from '../../../storage/read-consistently.ts';
import type { DocumentKind, RecordAndContent } from './document-kind.ts';

/** The items of all versions of a document, newest first, as a query. */
export const contentsOf = ({ keyOf }: Pick<DocumentKind<never, never, never, never>, 'keyOf'>, id: string) =>
  ({ partition: keyOf(id).pk, sort: { beginsWith: 'CONTENT' }, order: 'descending' }) as const;

type Heads<Counts> = Pick<DocumentKind<Counts, never, never, never>, 'records' | 'keyOf' | 'notFound'>;

/** A document of the caller with its newest version, in one round trip. @throws ProblemError its kind's `notFound` */
export const readNewest = async <Counts, Content>(
  kind: Heads<Counts> & Pick<DocumentKind<Counts, Content, never, never>, 'contents' | 'documentVersionOf'>,
  { userId }: Caller,
  id: string,
): Promise<RecordAndContent<Counts, Content>> => {
  const read = async () => {
    const [record, page] = await Promise.all([
      kind.records.get(kind.keyOf(id)),
      kind.contents.queryPage({ ...contentsOf(kind, id), limit: 1 }),
    ]);
    const isReadable = record?.userId === userId && record.deletingAt === undefined;
    return { record: isReadable ? record : undefined, content: page.items[0] };
  };
  const { record, content } = await readConsistently(
    read,
    (found) => !found.record || (found.content && kind.documentVersionOf(found.content)) === found.record.latestVersion,
  );
  if (!record || !content) throw notFound(kind.notFound, id);
  return { record, content };
};
