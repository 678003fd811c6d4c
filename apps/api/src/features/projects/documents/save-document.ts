import type { Clock } from '../../../runtime/clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { envelope } from '../../../http/envelope.ts';
import { etagOf, requireMatch } from '../../../http/etag.ts';
import { notFound } from '../../../http/problem-error.ts';
import type { Answer, Commit } from '../../../idempotency/idempotency.ts';
import type { Reader } from '../../../access/reading.ts';
import { activityOf } from '../../../records/owned-records.ts';
import { idBelowProject } from '@snapinfra/platform';
import type { ProjectRecord } from '../project-record.ts';
import type { NewId } from '../../../runtime/new-id.ts';
import { retryOnConflict } from '../../../storage/retry-on-conflict.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { CheckedDocument, DocumentDraft, DocumentKind, RecordAndContent } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';
import { encodeDocument, newDocumentWrites, newRecord, nextVersionWrites } from './document-writes.ts';
import { shownWrites } from './shown-document.ts';

export interface SaveDocumentDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface SaveVersionRequest<Document> {
  readonly caller: Caller;
  /** The project that the caller takes the document to be of; in another project it is not found. */
  readonly projectId: string | undefined;
  /** Members that are absent stay as they are in the newest version. */
  readonly changes: Partial<Document>;
  readonly ifMatch: string | undefined;
  readonly status: 200 | 201;
}

export interface SaveDocument<Counts, Content, Document> {
  /** Saves another document of the project that the body names. The first one is the project's primary one. */
  create(read: Reader<ProjectRecord>, caller: Caller, document: Document, commit: Commit): Promise<Answer>;
  /** Saves the next version; repeats when another request was faster, unless If-Match was sent. */
  saveVersion(
    read: Reader<RecordAndContent<Counts, Content>>,
    request: SaveVersionRequest<Document>,
    commit: Commit,
  ): Promise<Answer>;
}

const answerOf = <Counts, Content, Document, Whole>(
  kind: DocumentKind<Counts, Content, Document, Whole>,
  record: DocumentRecord<Counts>,
  draft: DocumentDraft<Counts, Document>,
  { issues }: CheckedDocument<Counts>,
  { status, now }: { readonly status: number; readonly now: Date },
): Answer => ({
  status,
  headers: { location: `${kind.url}/${record.id}`, etag: etagOf(record.version) },
  body: envelope(kind.toSaved(kind.toWhole(record, kind.toContent(draft), draft.document), issues), now),
});

const createNew =
  <Counts, Content, Document, Whole>(
    { stores, clock, newId }: SaveDocumentDeps,
    kind: DocumentKind<Counts, Content, Document, Whole>,
  ): SaveDocument<Counts, Content, Document>['create'] =>
  async (read, { userId }, document, commit) => {
    const checked = await kind.check(document);
    return retryOnConflict('the project', async () => {
      const project = await read();
      const id = idBelowProject(project.id, newId());
      const now = clock();
      const draft = {
        ...{ id, userId, projectId: project.id, documentVersion: 1, counts: checked.counts, document },
        name: kind.nameOf(document) ?? project.name,
        stored: await encodeDocument({ ...stores, newId }, kind, id, document),
        now: now.toISOString(),
      };
      const primary = kind.shown.idOf(project) === undefined;
      const answer = answerOf(kind, newRecord(draft, primary), draft, checked, { status: 201, now });
      const shown = primary ? shownWrites(stores, kind, draft, { isNew: true }) : [];
      const writes = [...newDocumentWrites(kind, draft, primary), ...shown];
      const written = await commit(writes, activityOf(kind.noun, 'created', id), answer);
      return written.ok ? answer : undefined;
    });
  };

const saveNext = async <Counts, Content, Document, Whole>(
  { stores, clock, newId }: SaveDocumentDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
  { record, content }: RecordAndContent<Counts, Content>,
  { caller, changes, status }: SaveVersionRequest<Document>,
  commit: Commit,
): Promise<Answer | undefined> => {
  const { id, projectId, primary, userId, createdAt } = record;
  const document = { ...(await kind.decode(content)), ...changes };
  const checked = await kind.check(document);
  const now = clock();
  const draft = {
    ...{ id, userId: caller.userId, projectId, documentVersion: record.latestVersion + 1 },
    ...{ counts: checked.counts, document },
    name: kind.nameOf(document) ?? record.name,
    stored: await encodeDocument({ ...stores, newId }, kind, id, document),
    now: now.toISOString(),
  };
  const next = { ...newRecord(draft, primary), userId, createdAt, version: record.version + 1 };
  const answer = answerOf(kind, next, draft, checked, { status, now });
  const shown = primary ? shownWrites(stores, kind, draft, { isNew: false }) : [];
  const writes = [...nextVersionWrites(kind, draft), ...shown];
  const written = await commit(writes, activityOf(kind.noun, 'updated', id), answer);
  return written.ok ? answer : undefined;
};

/** Saving documents of a kind, each with what the project shows of it in one write. */
export const createSaveDocument = <Counts, Content, Document, Whole>(
  deps: SaveDocumentDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): SaveDocument<Counts, Content, Document> => ({
  create: createNew(deps, kind),
  saveVersion: (read, request, commit) =>
    retryOnConflict(`the ${kind.noun}`, async () => {
      const found = await read();
      if (request.projectId !== undefined && request.projectId !== found.record.projectId) {
        throw notFound(kind.notFound, found.record.id);
      }
      requireMatch(request.ifMatch, found.record.version);
      return saveNext(deps, kind, found, request, commit);
    }),
});
