import type { UpdateProjectBody } from '@snapinfra/contracts';
import { projectContentKey, type ProjectContentPart } from '@snapinfra/platform';
import { type ProjectRecord } from './project-record.ts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import { jsonBytesOf } from '../../storage/document-size.ts';
import { documentPrefix } from '../../storage/keys.ts';
import { projectParts } from './project-parts.ts';
import type { ProjectStores } from './project-stores.ts';
import type { ProjectContents } from './project-view.ts';

/** The writes of a document, and its size for the record. */
export interface DocumentWrites {
  readonly items: readonly TransactionItem<unknown>[];
  readonly sizes: Partial<ProjectRecord>;
}

export const nothingToWrite: DocumentWrites = { items: [], sizes: {} };

/** `database.type`, where there is one. */
export const databaseTypeOf = ({ database }: Pick<UpdateProjectBody, 'database'>): string | undefined => {
  const type = typeof database === 'object' && database !== null && 'type' in database ? database.type : undefined;
  return typeof type === 'string' ? type : undefined;
};

/** Stores a document that is the project's alone: inline, or as an object of its own key. */
const encodeDocument = (
  { documents }: Pick<ProjectStores, 'documents'>,
  { projectId, objectId }: { readonly projectId: string; readonly objectId: string },
  document: unknown,
) => documents.encode(document, { objectKey: `${documentPrefix('projects', projectId)}${objectId}.json.gz` });

/** Writes the project's own copy of a document, so that a project is read in one round trip. */
export const contentWrite = (
  { projectContents }: Pick<ProjectStores, 'projectContents'>,
  projectId: string,
  part: ProjectContentPart,
  { token, document }: { readonly token: string; readonly document: unknown },
): TransactionItem<unknown> => projectContents.toPut(projectContentKey(projectId, part), { part, token, document });

type Tokens = Partial<Record<ProjectContentPart, string>>;
type OwnVersions = Pick<ProjectRecord, 'detailsVersion' | 'codeVersion' | 'iacVersion'>;

/** Documents without an address of their own. */
const ownParts = projectParts.flatMap(({ version, ...part }) => (version === undefined ? [] : [{ ...part, version }]));

interface Owned {
  readonly stores: Pick<ProjectStores, 'documents' | 'projectContents'>;
  readonly newId: () => string;
  readonly record: Pick<ProjectRecord, 'id'>;
  readonly tokens: Tokens;
}

const ownDocumentWrites = async (
  { stores, newId, record: { id: projectId }, tokens }: Owned,
  part: ProjectContentPart,
  bytes: keyof ProjectRecord,
  document: unknown,
): Promise<DocumentWrites> => {
  const token = tokens[part];
  if (document === undefined || token === undefined) return nothingToWrite;
  const stored = await encodeDocument(stores, { projectId, objectId: newId() }, document);
  const items = [contentWrite(stores, projectId, part, { token, document: stored })];
  return { items, sizes: { [bytes]: jsonBytesOf(stored) } };
};

/** Writes those of the contents that are the project's alone. */
export const ownWrites = (owned: Owned, contents: ProjectContents): Promise<DocumentWrites>[] =>
  ownParts.map(({ part, bytes }) => ownDocumentWrites(owned, part, bytes, contents[part]));

/** The next versions of those documents in the body that are the project's alone. */
export const ownVersions = (body: UpdateProjectBody, record: OwnVersions = {}): OwnVersions =>
  Object.fromEntries(
    ownParts
      .filter(({ sentIn }) => sentIn(body) !== undefined)
      .map(({ version }) => [version, (record[version] ?? 0) + 1]),
  );

/** All the writes, and a record with the sizes of what is written. */
export const allWrites = (writes: readonly DocumentWrites[]) => ({
  items: writes.flatMap(({ items }) => items),
  sizes: Object.assign({}, ...writes.map(({ sizes }) => sizes)) as Partial<ProjectRecord>,
});
