import { projectContentKey, type ProjectContentPart } from '@snapinfra/platform';
import { type ProjectRecord } from './project-record.ts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import { jsonBytesOf } from '../../storage/document-size.ts';
import { documentPrefix } from '../../storage/keys.ts';
import type { ProjectStores } from './project-stores.ts';

/** Members of a body that are kept together as one document. */
const detailNames = ['endpoints', 'database', 'decisions', 'selectedTools', 'analysis', 'diagrams'] as const;

/** Members of a body that are documents of their own: large, and read with a single project only. */
const generatedParts = [
  { part: 'GENERATED_CODE', member: 'generatedCode', version: 'codeVersion', bytes: 'codeBytes' },
  { part: 'GENERATED_IAC', member: 'generatedIaC', version: 'iacVersion', bytes: 'iacBytes' },
] as const satisfies readonly {
  readonly part: ProjectContentPart;
  readonly member: string;
  readonly version: keyof ProjectRecord;
  readonly bytes: keyof ProjectRecord;
}[];

/** The writes of a document, and its size for the record. */
export interface DocumentWrites {
  readonly items: readonly TransactionItem<unknown>[];
  readonly sizes: Partial<ProjectRecord>;
}

export const nothingToWrite: DocumentWrites = { items: [], sizes: {} };

/** The details in a body; undefined where it has none. That there is no architecture is one of them, where it was said. */
export const detailsOf = (body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined => {
  const present = detailNames.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]] as const]));
  const details = [...present, ...(body.architecture === null ? [['architecture', null] as const] : [])];
  return details.length > 0 ? Object.fromEntries(details) : undefined;
};

/** `database.type`, where there is one. */
export const databaseTypeOf = (details: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const database = details?.database;
  const type = typeof database === 'object' && database !== null && 'type' in database ? database.type : undefined;
  return typeof type === 'string' ? type : undefined;
};

/** Stores a document that is the project's alone: inline, or as an object of its own key. */
const encodeDocument = (
  { documents }: Pick<ProjectStores, 'documents'>,
  { userId, projectId, objectId }: { readonly userId: string; readonly projectId: string; readonly objectId: string },
  document: unknown,
) => documents.encode(document, { objectKey: `${documentPrefix(userId, 'projects', projectId)}${objectId}.json.gz` });

/** Writes the project's own copy of a document, so that a project is read in one round trip. */
export const contentWrite = (
  { projectContents }: Pick<ProjectStores, 'projectContents'>,
  projectId: string,
  part: ProjectContentPart,
  { token, document }: { readonly token: string; readonly document: unknown },
): TransactionItem<unknown> => projectContents.toPut(projectContentKey(projectId, part), { part, token, document });

type Tokens = Partial<Record<ProjectContentPart, string>>;
interface Owned {
  readonly stores: Pick<ProjectStores, 'documents' | 'projectContents'>;
  readonly newId: () => string;
  readonly record: Pick<ProjectRecord, 'id' | 'userId'>;
  readonly tokens: Tokens;
}

const ownDocumentWrites = async (
  { stores, newId, record: { id: projectId, userId }, tokens }: Owned,
  part: ProjectContentPart,
  bytes: keyof ProjectRecord,
  document: unknown,
): Promise<DocumentWrites> => {
  const token = tokens[part];
  if (document === undefined || token === undefined) return nothingToWrite;
  const stored = await encodeDocument(stores, { userId, projectId, objectId: newId() }, document);
  const items = [contentWrite(stores, projectId, part, { token, document: stored })];
  return { items, sizes: { [bytes]: jsonBytesOf(stored) } };
};

/** Writes the details. */
export const detailWrites = (owned: Owned, details: unknown): Promise<DocumentWrites> =>
  ownDocumentWrites(owned, 'DETAILS', 'detailsBytes', details);

/** Writes the generated documents that are in the body. */
export const generatedWrites = (
  owned: Owned,
  body: { readonly generatedCode?: unknown; readonly generatedIaC?: unknown },
): Promise<DocumentWrites>[] =>
  generatedParts.map(({ part, member, bytes }) => ownDocumentWrites(owned, part, bytes, body[member]));

/** The next versions of the generated documents that are in the body. */
export const generatedVersions = (
  body: { readonly generatedCode?: unknown; readonly generatedIaC?: unknown },
  record: Pick<ProjectRecord, 'codeVersion' | 'iacVersion'> = {},
): Pick<ProjectRecord, 'codeVersion' | 'iacVersion'> =>
  Object.fromEntries(
    generatedParts
      .filter(({ member }) => body[member] !== undefined)
      .map(({ version }) => [version, (record[version] ?? 0) + 1]),
  );

/** All the writes, and a record with the sizes of what is written. */
export const allWrites = (writes: readonly DocumentWrites[]) => ({
  items: writes.flatMap(({ items }) => items),
  sizes: Object.assign({}, ...writes.map(({ sizes }) => sizes)) as Partial<ProjectRecord>,
});
