import { architectureKey, byProjectIndex, schemaKey, type CodeGenerationRecord } from '@snapinfra/contracts';
import type { Clock } from '../clock.ts';
import { eachInParallel } from '../each-in-parallel.ts';
import { projectPartition } from '../storage/keys.ts';
import type { Stores } from '../storage/stores.ts';
import {
  removeArchitectureContents,
  removeProjectContents,
  removeSchemaContents,
  type Doomed,
} from './remove-contents.ts';
import { removeGeneration } from './remove-generation.ts';

export interface RemovalDeps {
  readonly stores: Stores;
  readonly clock: Clock;
}

/**
 * Removes what belongs to a project that is marked as being deleted; no new children appear, since making one checks the
 * project. Safe to repeat and to be stopped anywhere.
 */
export const removeProjectChildren = async ({ stores, clock }: RemovalDeps, project: Doomed): Promise<void> => {
  const children = { index: byProjectIndex.indexName, partition: projectPartition(project.id) };
  await eachInParallel(stores.generations.query(children), (record: CodeGenerationRecord) =>
    removeGeneration({ stores, clock }, record),
  );
  await eachInParallel(stores.schemas.query(children), async (schema) => {
    await removeSchemaContents(stores, schema);
    await stores.schemas.delete(schemaKey(schema.id));
  });
  await eachInParallel(stores.architectures.query(children), async (architecture) => {
    await removeArchitectureContents(stores, architecture);
    await stores.architectures.delete(architectureKey(architecture.id));
  });
  await removeProjectContents(stores, project);
};
