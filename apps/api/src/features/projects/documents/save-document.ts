import type { Clock } from '../../../runtime/clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { envelope } from '../../../http/envelope.ts';
import { etagOf, requireMatch } from '../../../http/etag.ts';
import { notFound } from '../../../http/problem-error.ts';
import type { Answer, Commit } from '../../../idempotency/run-once.ts';
import type { NewId } from '../../../runtime/new-id.ts';
import { retryOnConflict } from '../../../storage/retry-on-conflict.ts';
import type { ProjectStores } from '../project-stores.ts';
import { requireProject } from '../read-project.ts';
import type { CheckedDocument, DocumentDraft, DocumentKind, RecordAndContent } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';
import { encodeDocument, newDocumentWrites, newRecord, nextVersionWrites } from './document-writes.ts';
import { readNewest } from './read-document.ts';
import { ofProjectWrites } from './shown-document.ts';

export interface SaveDocumentDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface SaveVersionRequest<Document> {
  readonly id: string;
  /** The project that the caller takes the document to be of; in another project it is not found. */
  readonly projectId: string | undefined;
  /** Members that are absent stay as they are in the newest version. */
  readonly changes: Partial<Document>;
  readonly ifMatch: string | undefined;
  readonly status: 200 | 201;
}

export interface SaveDocument<Document> {
  /** Saves another document of a project. The first one is the project's primary one. */
  create(caller: Caller, projectId: string, document: Document, commit: Commit): Promise<Answer>;
  /** Saves the next version; repeats when another request was faster, unless If-Match was sent. */
  saveVersion(caller: Caller, request: SaveVersionRequest<Document>, commit: Commit): Promise<Answer>;
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
  ): SaveDocument<Document>['create'] =>
  async (caller, projectId, document, commit) => {
    const checked = await kind.check(document);
    const { userId } = caller;
    const id = newId();
    return retryOnConflict('the project', async () => {
      const project = await requireProject(stores, caller, projectId);
      const now = clock();
      const draft = {
        ...{ id, userId, projectId, documentVersion: 1, counts: checked.counts, document },
        name: kind.nameOf(document) ?? project.name,
        stored: await encodeDocument({ ...stores, newId }, kind, { userId, id }, document),
        now: now.toISOString(),
      };
      const primary = kind.shown.idOf(project) === undefined;
      const answer = answerOf(kind, newRecord(draft, primary), draft, checked, { status: 201, now });
      const writes = newDocumentWrites(kind, draft, primary);
      const ofProject = ofProjectWrites(stores, kind, draft, { primary, isNew: true });
      const written = await commit([...writes, ...ofProject], answer);
      return written.ok ? answer : undefined;
    });
  };

const saveNext = async <Counts, Content, Document, Whole>(
  { stores, clock, newId }: SaveDocumentDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
  { record, content }: RecordAndContent<Counts, Content>,
  { changes, status }: SaveVersionRequest<Document>,
  commit: Commit,
): Promise<Answer | undefined> => {
  const { id, userId, projectId, primary } = record;
  const document = { ...(await kind.decode(content)), ...changes };
  const checked = await kind.check(document);
  const now = clock();
  const draft = {
    ...{ id, userId, projectId, documentVersion: record.latestVersion + 1, counts: checked.counts, document },
    name: kind.nameOf(document) ?? record.name,
    stored: await encodeDocument({ ...stores, newId }, kind, { userId, id }, document),
    now: now.toISOString(),
  };
  const next = { ...newRecord(draft, primary), createdAt: record.createdAt, version: record.version + 1 };
  const answer = answerOf(kind, next, draft, checked, { status, now });
  const ofProject = ofProjectWrites(stores, kind, draft, { primary, isNew: false });
  const written = await commit([...nextVersionWrites(kind, draft), ...ofProject], answer);
  return written.ok ? answer : undefined;
};

/** Saving documents of a kind, each with what the project shows of it in one write. */
export const createSaveDocument = <Counts, Content, Document, Whole>(
  deps: SaveDocumentDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): SaveDocument<Document> => ({
  create: createNew(deps, kind),
  saveVersion: (caller, request, commit) =>
    retryOnConflict(`the ${kind.noun}`, async () => {
      const found = await readNewest(kind, caller, request.id);
      if (request.projectId !== undefined && request.projectId !== found.record.projectId) {
        throw notFound(kind.notFound, request.id);
      }
      requireMatch(request.ifMatch, found.record.version);
      return saveNext(deps, kind, found, request, commit);
    }),
});
