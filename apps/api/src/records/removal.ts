import { byProjectIndex } from '@snapinfra/platform';
import {
  attributeExists,
  eachInParallel,
  type ItemKey,
  type StorageAttributes,
  type Stored,
  type Table,
} from '@snapinfra/aws-clients';
import { createDueSweep, dueAt, type DueSweep, type DueSweepDeps } from '@snapinfra/jobs';
import { refuse } from '../http/problem-error.ts';
import { isAlive, isAliveAt } from '../storage/conditions.ts';
import { projectPartition } from '../storage/keys.ts';
import { removalGraceMs } from './removal-times.ts';

/** Something that is being deleted. */
export interface Doomed {
  readonly id: string;
  readonly userId: string;
}

/**
 * Hides an area's records of a project that is being deleted, and gives back one function for each of them, which removes
 * its contents.
 */
export type HideOfProject = (project: Doomed) => Promise<readonly (() => Promise<void>)[]>;

/** The record may go: it was hidden before. */
export const isDoomed = { condition: attributeExists('deletingAt') };

/** Nothing of a record that is due for another reason may be removed. */
export const requireDoomed = ({ id, deletingAt }: { readonly id: string; readonly deletingAt?: string }): void => {
  if (deletingAt === undefined) throw new Error(`${id} is due for removal and is not marked as deleted`);
};

/** The attributes that hide a record from readers, and put it before the sweeper, which removes it for good. */
export const hiddenAt = (id: string, now: Date): StorageAttributes => ({
  deletingAt: now.toISOString(),
  ...dueAt(id, now.getTime() + removalGraceMs),
});

export interface HideRequest {
  readonly key: ItemKey;
  readonly record: { readonly id: string; readonly version: number };
  /** As it was sent; it has been compared with the record. */
  readonly ifMatch: string | undefined;
  readonly now: Date;
  /** In messages, with its article: `the bookmark`. */
  readonly noun: string;
}

/**
 * Hides a record that was read as not hidden. One that another request has hidden meanwhile is fine, as the answer to our own
 * write may have been lost.
 *
 * @throws ProblemError `precondition_failed` where If-Match was sent and another request changed the record
 */
export const hideRecord = async <Item extends { readonly deletingAt?: string }>(
  table: Pick<Table<Item>, 'update'>,
  { key, record, ifMatch, now, noun }: HideRequest,
): Promise<void> => {
  const attributes = { ...hiddenAt(record.id, now), version: record.version + 1 };
  const condition = ifMatch === undefined ? isAlive : isAliveAt(record.version);
  const hidden = await table.update(key, { attributes }, { condition });
  if (!hidden.ok && hidden.existing && hidden.existing.deletingAt === undefined) {
    throw refuse('precondition_failed', `Another request changed ${noun} at the same time.`);
  }
};

/** Calls `hide` for all records of a project in one table that are not hidden yet, a few at a time. */
export const eachOfProject = <Item>(
  table: Pick<Table<Item>, 'query'>,
  project: Doomed,
  hide: (item: Stored<Item>) => Promise<void>,
): Promise<void> =>
  eachInParallel(
    table.query({ index: byProjectIndex.indexName, partition: projectPartition(project.id), filter: isAlive }),
    hide,
  );

export interface RemovalDefinition<Item extends Doomed> {
  readonly table: Table<Item>;
  readonly keyOf: (id: string) => ItemKey;
  /** Removes what belongs to a record and lies beside it; may be repeated. */
  readonly removeContents?: (item: Doomed) => Promise<void>;
}

/** How the records of one table go, in steps that may be repeated and that may stop anywhere. */
export interface Removal {
  readonly hideOfProject: HideOfProject;
  /** Finishes removals that were begun. The record goes last, so that a removal that stopped halfway is found again. */
  readonly sweep: DueSweep;
}

/** Removes records that hang on a project and have nothing else to end. */
export const createRemoval = <Item extends Doomed & { readonly updatedAt: string; readonly deletingAt?: string }>(
  deps: DueSweepDeps,
  { table, keyOf, removeContents = async () => undefined }: RemovalDefinition<Item>,
): Removal => ({
  hideOfProject: async (project) => {
    const removals: (() => Promise<void>)[] = [];
    await eachOfProject(table, project, async (record) => {
      await table.update(keyOf(record.id), { attributes: hiddenAt(record.id, deps.clock()) }, { condition: isAlive });
      removals.push(() => removeContents(record));
    });
    return removals;
  },
  sweep: createDueSweep(deps, table, async (record) => {
    requireDoomed(record);
    await removeContents(record);
    await table.delete(keyOf(record.id), isDoomed);
  }),
});
