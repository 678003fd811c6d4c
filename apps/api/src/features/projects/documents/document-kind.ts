import type { ItemKey, Stored } from '@snapinfra/aws-clients';
import type { Issue } from '@snapinfra/data-model';
import type { ProjectContentPart, TableKey } from '@snapinfra/platform';
import type { NotFoundCode } from '../../../http/problem-error.ts';
import type { RequestTable } from '../../../storage/tables.ts';
import type { ProjectRecord } from '../project-record.ts';
import type { DocumentRecord } from './document-record.ts';

/** A version of a document that is to be written. */
export interface DocumentDraft<Counts, Document> {
  readonly id: string;
  /** Who writes it. */
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

/** The result of checking a document. */
export interface CheckedDocument<Counts> {
  readonly counts: Counts;
  /** Errors and warnings for its author, as answers list them. */
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
  /** When the project shows none any more, the members `removed` are taken away and those of `emptied` are set. */
  readonly removed: readonly (keyof ProjectRecord & string)[];
  readonly emptied: Partial<ProjectRecord>;
}

/**
 * A kind of document that projects show and that has addresses of its own: a record with the members that lists show, and
 * beside it one item with the document for each version that is kept.
 */
export interface DocumentKind<Counts, Content, Document, Whole> {
  /** In messages. */
  readonly noun: string;
  readonly notFound: NotFoundCode;
  /** The address of one is `<url>/<id>`. */
  readonly url: string;
  /** Also the name of its lists, and part of its objects' keys. */
  readonly table: TableKey;
  /** The project's own copy. */
  readonly part: ProjectContentPart;
  readonly records: RequestTable<DocumentRecord<Counts>>;
  readonly contents: RequestTable<Content>;
  /** Beside the record, of the kind `CONTENT`; sorts by version. */
  readonly contentKeyOf: (id: string, documentVersion: number) => ItemKey;
  /** Whether a version stays when there is a newer one. */
  readonly keepsVersions: boolean;
  readonly toContent: (draft: DocumentDraft<Counts, Document>) => Content;
  readonly documentVersionOf: (content: Content) => number;
  /** The document as it was sent. */
  readonly decode: (content: Content) => Promise<Document>;
  /** @throws ProblemError `validation_failed`; `at` is where the document stands in the body */
  readonly check: (document: Document, at?: string) => Promise<CheckedDocument<Counts>>;
  readonly nameOf: (document: Document) => string | undefined;
  readonly shown: ShownDocument<Counts>;
  readonly toWhole: (record: DocumentRecord<Counts>, content: Content, document: Document) => Whole;
  /** The body of the answer to saving one. */
  readonly toSaved: (whole: Whole, issues: Issue[]) => object;
}

/** A document's head and one of its versions, as they are stored. */
export interface RecordAndContent<Counts, Content> {
  readonly record: DocumentRecord<Counts>;
  readonly content: Stored<Content>;
}
