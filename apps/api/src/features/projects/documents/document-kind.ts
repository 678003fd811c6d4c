import type { ItemKey, Stored, Table } from '@snapinfra/aws-clients';
import type { Issue } from '@snapinfra/data-model';
import type { ProjectContentPart, TableKey } from '@snapinfra/platform';
import type { NotFoundCode } from '../../../http/problem-error.ts';
import type { ProjectRecord } from '../project-record.ts';
import type { DocumentRecord } from './document-record.ts';

/** A version of a document that is to be written. */
export interface DocumentDraft<Counts, Document> {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly name: string;
  /** The version's number. */
  readonly documentVersion: number;
  readonly counts: Counts;
  /** As it was sent. */
  readonly document: Document;
  /** A StoredDocument of it. */
  readonly stored: unknown;
  readonly now: string;
}

/** What is known of a document once it was looked at. */
export interface CheckedDocument<Counts> {
  readonly counts: Counts;
  /** What its author should know, as answers list it. */
  readonly issues: Issue[];
}

/** How a project's record tells which document of a kind it shows. */
export interface ShownDocument<Counts> {
  /** The member that names it. */
  readonly idMember: keyof ProjectRecord & string;
  readonly idOf: (project: ProjectRecord) => string | undefined;
  readonly versionOf: (project: ProjectRecord) => number | undefined;
  /** The members of a project that shows this version; `bytes` are the document's. */
  readonly members: (shown: {
    readonly id: string;
    readonly version: number;
    readonly counts: Counts;
    readonly bytes?: number;
  }) => Partial<ProjectRecord>;
  /** The members that go when it shows none any more, and what the others then are. */
  readonly removed: readonly (keyof ProjectRecord & string)[];
  readonly emptied: Partial<ProjectRecord>;
}

/**
 * A kind of document that projects show and that has addresses of its own: a record with what lists show, and beside it
 * what was sent, in one item for each version that is kept.
 */
export interface DocumentKind<Counts, Content, Document, Whole> {
  /** In messages. */
  readonly noun: string;
  readonly notFound: NotFoundCode;
  /** Where one is found: `<url>/<id>`. */
  readonly url: string;
  /** Also the name of its lists, and part of its objects' keys. */
  readonly table: TableKey;
  /** The project's own copy. */
  readonly part: ProjectContentPart;
  readonly records: Table<DocumentRecord<Counts>>;
  readonly contents: Table<Content>;
  readonly keyOf: (id: string) => ItemKey;
  /** Begins with `CONTENT`, and sorts by version. */
  readonly contentKeyOf: (id: string, documentVersion: number) => ItemKey;
  /** Whether a version stays when there is a newer one. */
  readonly keepsVersions: boolean;
  readonly toContent: (draft: DocumentDraft<Counts, Document>) => Content;
  readonly documentVersionOf: (content: Content) => number;
  /** What was sent. */
  readonly decode: (content: Content) => Promise<Document>;
  /** @throws ProblemError `validation_failed`; `at` is where the document stands in the body */
  readonly check: (document: Document, at?: string) => Promise<CheckedDocument<Counts>>;
  readonly nameOf: (document: Document) => string | undefined;
  readonly shown: ShownDocument<Counts>;
  readonly toWhole: (record: DocumentRecord<Counts>, content: Content, document: Document) => Whole;
  /** What saving answers with. */
  readonly toSaved: (whole: Whole, issues: Issue[]) => object;
}

/** A document's head and one of its versions, as they are stored. */
export interface RecordAndContent<Counts, Content> {
  readonly record: DocumentRecord<Counts>;
  readonly content: Stored<Content>;
}
