import { byProjectIndex, type CodeGenerationRecord } from '@snapinfra/platform';
import { architectureKey, type ArchitectureRecord } from './architectures/architecture-record.ts';
import { schemaKey, type SchemaRecord } from './schemas/schema-record.ts';
import type { Table } from '@snapinfra/aws-clients';
import type { Clock } from '../../clock.ts';
import { eachInParallel } from '@snapinfra/aws-clients';
import { dueAt } from '@snapinfra/jobs';
import { removalGraceMs } from '../../storage/removal-times.ts';
import { isAlive } from '../../storage/conditions.ts';
import { projectPartition } from '../../storage/keys.ts';
import type { Stores } from '../../storage/stores.ts';
import {
  removeArchitectureContents,
  removeGenerationContents,
  removeProjectContents,
  removeSchemaContents,
  type Doomed,
} from '../../removal/remove-contents.ts';
import { markGeneration } from '../code-generations/remove-generation.ts';

export interface RemovalDeps {
  readonly stores: Stores;
  readonly clock: Clock;
}

const childrenOf = (project: Doomed) => ({
  index: byProjectIndex.indexName,
  partition: projectPartition(project.id),
  filter: isAlive,
});

/** Hides a record from readers; the mark is in the outbox, so that the sweeper removes it for good. */
const mark = <Item extends SchemaRecord | ArchitectureRecord>(
  table: Table<Item>,
  key: { readonly pk: string; readonly sk: string },
  { id }: Doomed,
  now: Date,
) =>
  table.update(
    key,
    {
      attributes: { deletingAt: now.toISOString(), ...dueAt(id, now.getTime() + removalGraceMs) },
    },
    { condition: isAlive },
  );

/**
 * Removes what belongs to a project that is marked as being deleted; no new children appear, since making one checks the
 * project. All are hidden first, which needs the tables only; then their contents go. Safe to repeat and to be stopped
 * anywhere: each child is in the outbox itself.
 */
export const removeProjectChildren = async ({ stores, clock }: RemovalDeps, project: Doomed): Promise<void> => {
  const { generations, schemas, architectures } = stores;
  const children = childrenOf(project);
  const removals: (() => Promise<void>)[] = [() => removeProjectContents(stores, project)];
  await eachInParallel(generations.query(children), async (record: CodeGenerationRecord) => {
    await markGeneration({ stores, clock }, record, false);
    removals.push(() => removeGenerationContents(stores, record));
  });
  await eachInParallel(schemas.query(children), async (record: SchemaRecord) => {
    await mark(schemas, schemaKey(record.id), record, clock());
    removals.push(() => removeSchemaContents(stores, record));
  });
  await eachInParallel(architectures.query(children), async (record: ArchitectureRecord) => {
    await mark(architectures, architectureKey(record.id), record, clock());
    removals.push(() => removeArchitectureContents(stores, record));
  });
  await eachInParallel(removals, (remove) => remove());
};
