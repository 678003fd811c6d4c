import { projectContentKey, type ProjectContentPart } from '@snapinfra/contracts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import { documentPrefix } from '../storage/keys.ts';
import type { Stores } from '../storage/stores.ts';

/** Members of a body that are kept together as one document. */
const detailNames = ['endpoints', 'database', 'decisions', 'selectedTools', 'analysis'] as const;

/** The details in a body; undefined where it has none. */
export const detailsOf = (body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined => {
  const present = detailNames.filter((name) => body[name] !== undefined);
  return present.length > 0 ? Object.fromEntries(present.map((name) => [name, body[name]])) : undefined;
};

/** `database.type`, where there is one. */
export const databaseTypeOf = (details: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const database = details?.database;
  const type = typeof database === 'object' && database !== null && 'type' in database ? database.type : undefined;
  return typeof type === 'string' ? type : undefined;
};

/** Stores the details' document: inline, or as an object of its own key. */
export const encodeDetails = (
  { documents }: Pick<Stores, 'documents'>,
  { userId, projectId, objectId }: { readonly userId: string; readonly projectId: string; readonly objectId: string },
  details: Readonly<Record<string, unknown>>,
) => documents.encode(details, { objectKey: `${documentPrefix(userId, 'projects', projectId)}${objectId}.json.gz` });

/** Writes the project's own copy of a document, so that a project is read in one round trip. */
export const contentWrite = (
  { projectContents }: Pick<Stores, 'projectContents'>,
  projectId: string,
  part: ProjectContentPart,
  { token, document }: { readonly token: string; readonly document: unknown },
): TransactionItem<unknown> => projectContents.toPut(projectContentKey(projectId, part), { part, token, document });
