import type { Project, ProjectStats, ProjectSummary } from '@snapinfra/contracts';
import type { Background } from '../../background.ts';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { ReadModel } from './schemas/read-model.ts';
import type { Stores } from '../../storage/stores.ts';
import { createCreateProject, type CreateProject } from './create-project.ts';
import { createDeleteProject, type DeleteProject } from './delete-project.ts';
import { createListProjects, readProjectBatch, readProjectStats, type ListProjects } from './list-projects.ts';
import { decodeContents, toProject } from './project-view.ts';
import { readProjectItems } from './read-project.ts';
import { createUpdateProject, type UpdateProject } from './update-project.ts';

/** What can be done with projects. */
export interface Projects {
  readonly create: CreateProject;
  readonly list: ListProjects;
  read(caller: Caller, id: string): Promise<Project>;
  readonly update: UpdateProject;
  readonly remove: DeleteProject;
  readBatch(caller: Caller, ids: readonly string[]): Promise<ProjectSummary[]>;
  stats(caller: Caller): Promise<ProjectStats>;
}

export interface ProjectsDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
  readonly cursors: CursorCodec;
  readonly background: Background;
}

export const createProjects = (deps: ProjectsDeps): Projects => ({
  create: createCreateProject(deps),
  list: createListProjects(deps),
  read: async (caller, id) => {
    const { record, contents } = await readProjectItems(deps.stores, caller, id);
    return toProject(record, await decodeContents(deps.stores, contents));
  },
  update: createUpdateProject(deps),
  remove: createDeleteProject(deps),
  readBatch: (caller, ids) => readProjectBatch(deps.stores, caller, ids),
  stats: (caller) => readProjectStats(deps.stores, caller),
});
