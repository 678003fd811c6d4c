import { eachInParallel } from '@snapinfra/aws-clients';
import { projectContentKey, projectContentParts } from '@snapinfra/platform';
import type { Doomed, HideOfProject } from '../../records/removal.ts';
import { documentPrefix } from '../../storage/keys.ts';
import { writableTable } from '../../storage/tables.ts';
import type { ProjectStores } from './project-stores.ts';

export interface RemoveChildrenDeps {
  readonly stores: Pick<ProjectStores, 'projectContents' | 'objects'>;
  /** One for each kind of record that hangs on projects, whichever area it is of. */
  readonly hideOfProject: () => readonly HideOfProject[];
}

export type RemoveChildren = (project: Doomed) => Promise<void>;

/** The project's own copies of its documents. */
const removeProjectContents = async (
  { projectContents, objects }: RemoveChildrenDeps['stores'],
  { id }: Doomed,
): Promise<void> => {
  await writableTable(projectContents).batchDelete(projectContentParts.map((part) => projectContentKey(id, part)));
  await objects.deletePrefix(documentPrefix('projects', id));
};

/**
 * Removes what belongs to a project that is marked as being deleted; no new children appear, since making one checks the
 * project. All are hidden first, which needs the tables only; then their contents go. May be repeated, and may stop
 * anywhere: each child is before the sweeper itself.
 */
export const createRemoveChildren =
  ({ stores, hideOfProject }: RemoveChildrenDeps): RemoveChildren =>
  async (project) => {
    const hidden = await Promise.all(hideOfProject().map((hide) => hide(project)));
    await eachInParallel([() => removeProjectContents(stores, project), ...hidden.flat()], (remove) => remove());
  };
