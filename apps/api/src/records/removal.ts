import { recordKey } from '@snapinfra/platform';
import { attributeExists, eachInParallel, type StorageAttributes, type Stored } from '@snapinfra/aws-clients';
import { createDueSweep, dueAt, type DueSweep, type DueSweepDeps } from '@snapinfra/jobs';
import { isAlive } from '../storage/conditions.ts';
import { writableTable, type RequestTable } from '../storage/tables.ts';
import { recordsOfProject } from './records-of-project.ts';
import { removalGraceMs } from './removal-times.ts';

/** Something that is being deleted. */
export interface Doomed {
  readonly id: string;
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

/** Calls `hide` for all records of a project in one table that are not hidden yet, a few at a time. */
export const eachOfProject = <Item>(
  table: Pick<RequestTable<Item>, 'query'>,
  project: Doomed,
  hide: (item: Stored<Item>) => Promise<void>,
): Promise<void> => eachInParallel(table.query(recordsOfProject(project.id)), hide);

export interface RemovalDefinition<Item extends Doomed> {
  readonly table: RequestTable<Item>;
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
  { table: read, removeContents = async () => undefined }: RemovalDefinition<Item>,
): Removal => {
  const table = writableTable(read);
  return {
    hideOfProject: async (project) => {
      const removals: (() => Promise<void>)[] = [];
      await eachOfProject(table, project, async ({ id }) => {
        await table.update(recordKey(id), { attributes: hiddenAt(id, deps.clock()) }, { condition: isAlive });
        removals.push(() => removeContents({ id }));
      });
      return removals;
    },
    sweep: createDueSweep(deps, table, async (record) => {
      requireDoomed(record);
      await removeContents(record);
      await table.delete(recordKey(record.id), isDoomed);
    }),
  };
};
