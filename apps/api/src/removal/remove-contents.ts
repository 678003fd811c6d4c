import {
  codeGenerationFilesKey,
  codeGenerationPrefix,
  codeGenerationPromptKey,
  projectContentKey,
  projectContentParts,
} from '@snapinfra/platform';
import { architectureContentKey } from '../features/projects/architectures/architecture-record.ts';
import { schemaKey } from '../features/projects/schemas/schema-record.ts';
import type { ItemKey } from '@snapinfra/aws-clients';
import { documentPrefix } from '../storage/keys.ts';
import type { Stores } from '../storage/stores.ts';

/** Something that is being deleted. */
export interface Doomed {
  readonly id: string;
  readonly userId: string;
}

const collect = async (keys: AsyncIterable<ItemKey>): Promise<ItemKey[]> => {
  const found: ItemKey[] = [];
  for await (const key of keys) found.push(key);
  return found;
};

/*
 * What belongs to a record goes first, the record last: whoever is stopped in between finds the record again. Every
 * step may be repeated.
 */

/** All versions of a schema. */
export const removeSchemaContents = async (
  { schemaVersions, objects }: Pick<Stores, 'schemaVersions' | 'objects'>,
  { id, userId }: Doomed,
): Promise<void> => {
  const versions = { partition: schemaKey(id).pk, sort: { beginsWith: 'CONTENT#' } } as const;
  await schemaVersions.batchDelete(await collect(schemaVersions.queryKeys(versions)));
  await objects.deletePrefix(documentPrefix(userId, 'schemas', id));
};

/** The document of an architecture. */
export const removeArchitectureContents = async (
  { architectureContents, objects }: Pick<Stores, 'architectureContents' | 'objects'>,
  { id, userId }: Doomed,
): Promise<void> => {
  await architectureContents.delete(architectureContentKey(id));
  await objects.deletePrefix(documentPrefix(userId, 'architectures', id));
};

/** Prompt, file index, archive and everything else that a generation stored. */
export const removeGenerationContents = async (
  { generationFiles, objects }: Pick<Stores, 'generationFiles' | 'objects'>,
  { id, userId }: Doomed,
): Promise<void> => {
  await generationFiles.batchDelete([codeGenerationPromptKey(id), codeGenerationFilesKey(id)]);
  await objects.deletePrefix(codeGenerationPrefix(userId, id));
  await objects.deletePrefix(documentPrefix(userId, 'code-generations', id));
};

/** The project's own copies of its documents. */
export const removeProjectContents = async (
  { projectContents, objects }: Pick<Stores, 'projectContents' | 'objects'>,
  { id, userId }: Doomed,
): Promise<void> => {
  await projectContents.batchDelete(projectContentParts.map((part) => projectContentKey(id, part)));
  await objects.deletePrefix(documentPrefix(userId, 'projects', id));
};
