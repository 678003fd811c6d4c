import { createDueSweep } from '@snapinfra/jobs';
import { isDoomed, requireDoomed, type HideOfProject } from '../../records/removal.ts';
import { isAlive } from '../../storage/conditions.ts';
import type { Feature, FeatureDeps } from '../feature.ts';
import type { ProjectAccess } from '../project-access.ts';
import { createArchitectureKind, type ArchitectureKind } from './architectures/architecture-kind.ts';
import { architectureRoutes } from './architectures/architecture.routes.ts';
import { createReadArchitecture } from './architectures/read-architecture.ts';
import { createProjectCreator } from './create-project.ts';
import { createDeleteProject } from './delete-project.ts';
import { createDocuments } from './documents/documents.ts';
import { createListProjects } from './list-projects.ts';
import { projectKey } from './project-record.ts';
import { openProjectStores, type ProjectStores } from './project-stores.ts';
import { projectRoutes } from './project.routes.ts';
import { createReadProject, requireProject } from './read-project.ts';
import { createRemoveChildren, type RemoveChildren } from './remove-children.ts';
import { createChooseSchema } from './schemas/choose-schema.ts';
import { createListVersions } from './schemas/list-versions.ts';
import { createModelReader } from './schemas/read-model.ts';
import { createReadSchema } from './schemas/read-schema.ts';
import { createSchemaKind, type SchemaKind } from './schemas/schema-kind.ts';
import { schemaRoutes } from './schemas/schema.routes.ts';
import { createCheckSentDocuments } from './sent-documents.ts';
import { createUpdateProject } from './update-project.ts';

export interface ProjectsDeps extends FeatureDeps {
  /** Hides what other areas keep of a project. */
  readonly hideOfProject: () => readonly HideOfProject[];
}

interface Kinds {
  readonly schemaKind: SchemaKind;
  readonly architectureKind: ArchitectureKind;
}

/** Finishes the removal of projects: what belongs to one goes first, its record last. */
const createSweepProjects = (deps: ProjectsDeps, { projects }: ProjectStores, removeChildren: RemoveChildren) =>
  createDueSweep(deps, projects, async (project) => {
    requireDoomed(project);
    await removeChildren(project);
    await projects.delete(projectKey(project.userId, project.id), isDoomed);
  });

const createUseCases = (
  parts: ProjectsDeps & { readonly stores: ProjectStores; readonly removeChildren: RemoveChildren } & Kinds,
) => {
  const checkSent = createCheckSentDocuments(parts);
  return {
    create: createProjectCreator({ ...parts, checkSent }),
    update: createUpdateProject({ ...parts, checkSent }),
    remove: createDeleteProject(parts),
    ...createListProjects(parts),
    read: createReadProject(parts),
  };
};

/** Projects with their schemas and architectures: creating one writes all three. */
export const createProjects = (deps: ProjectsDeps): Feature & { readonly access: ProjectAccess } => {
  const { storage, background, cursors } = deps;
  const stores = openProjectStores(storage);
  const models = createModelReader();
  const { read: readModel } = models;
  const schemaKind = createSchemaKind({ ...storage, readModel });
  const architectureKind = createArchitectureKind(storage);
  const parts = { ...deps, stores, readModel, schemaKind, architectureKind };
  const schemas = createDocuments(parts, schemaKind);
  const architectures = createDocuments(parts, architectureKind);
  const removals = [schemas.removal, architectures.removal];
  const removeChildren = createRemoveChildren({
    stores,
    hideOfProject: () => [...removals.map((removal) => removal.hideOfProject), ...deps.hideOfProject()],
  });
  const projects = createUseCases({ ...parts, removeChildren });
  return {
    routes: (app) => {
      projectRoutes(app, { ...deps, projects });
      const read = createReadSchema({ kind: schemaKind, readModel });
      const listVersions = createListVersions({ kind: schemaKind, cursors });
      schemaRoutes(app, { ...deps, schemas: { ...schemas, read, listVersions } });
      const readArchitecture = createReadArchitecture({ kind: architectureKind });
      architectureRoutes(app, { ...deps, architectures: { ...architectures, read: readArchitecture } });
      app.addHook('onClose', async () => {
        await background.drain();
        await models.stop();
      });
    },
    sweeps: [createSweepProjects(deps, stores, removeChildren), ...removals.map(({ sweep }) => sweep)],
    access: {
      require: (caller, projectId) => requireProject(stores, caller, projectId),
      checkAlive: ({ id, userId }) => stores.projects.toCheck(projectKey(userId, id), isAlive),
      chooseSchema: createChooseSchema({ stores, kind: schemaKind, readModel }),
    },
  };
};
