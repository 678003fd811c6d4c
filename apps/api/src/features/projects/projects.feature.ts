import { createReading } from '../../access/reading.ts';
import { projectKey } from '../../access/project-head.ts';
import { visible } from '../../records/owned-record.ts';
import type { HideOfProject } from '../../records/removal.ts';
import type { Feature, FeatureDeps } from '../feature.ts';
import type { ProjectAccess } from '../project-access.ts';
import { createArchitectureKind, type ArchitectureKind } from './architectures/architecture-kind.ts';
import { architectureRoutes } from './architectures/architecture.routes.ts';
import { createProjectCreator } from './create-project.ts';
import { createDeleteProject, projectOrItsMarkReading } from './delete-project.ts';
import { createDocuments } from './documents/documents.ts';
import { createExportDocuments, createExportProject } from './export-project.ts';
import { createListProjects } from './list-projects.ts';
import { openProjectStores, type ProjectStores } from './project-stores.ts';
import { projectRoutes } from './project.routes.ts';
import { projectReading, toWholeProject, type ProjectItems } from './read-project.ts';
import { createRemoveChildren, type RemoveChildren } from './remove-children.ts';
import { createRemoveAlone, createSweepProjects } from './remove-project.ts';
import { createChooseSchema } from './schemas/choose-schema.ts';
import { versionsReading } from './schemas/list-versions.ts';
import { modelProblem } from './schemas/model-problem.ts';
import { createModelReader, type ReadModel } from './schemas/read-model.ts';
import { createReadSchema, schemaReading } from './schemas/read-schema.ts';
import { createReadVersions } from './schemas/read-versions.ts';
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

interface CreateSchemaReadsDeps extends Pick<ProjectsDeps, 'cursors'>, Pick<Kinds, 'schemaKind'> {
  readonly readModel: ReadModel;
}

const createUseCases = (
  parts: ProjectsDeps & { readonly stores: ProjectStores; readonly removeChildren: RemoveChildren } & Kinds,
) => {
  const checkSent = createCheckSentDocuments(parts);
  return {
    create: createProjectCreator({ ...parts, checkSent }),
    update: createUpdateProject({ ...parts, checkSent }),
    remove: createDeleteProject(parts),
    ...createListProjects(parts),
    one: projectReading(parts.stores),
    oneOrItsMark: projectOrItsMarkReading(parts.stores),
    toWhole: (items: ProjectItems) => toWholeProject(parts.stores, items),
  };
};

/** What schemas have beyond other documents: views and versions. */
const createSchemaReads = ({ schemaKind: kind, readModel, cursors }: CreateSchemaReadsDeps) => ({
  read: createReadSchema({ kind, readModel }),
  one: schemaReading(kind),
  versions: versionsReading({ kind, cursors }),
});

/** Projects with their schemas and architectures: creating one writes all three. */
export const createProjects = (deps: ProjectsDeps): Feature & { readonly access: ProjectAccess } => {
  const { storage, background } = deps;
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
  const projectOfBody = createReading(async ({ projectId }, batch) =>
    visible(await batch.get(stores.projects.toGet(projectKey(projectId))), 'project_not_found', projectId),
  );
  return {
    routes: (app) => {
      projectRoutes(app, { ...deps, projects });
      schemaRoutes(app, { ...deps, projectOfBody, schemas: { ...schemas, ...createSchemaReads(parts) } });
      architectureRoutes(app, { ...deps, projectOfBody, architectures, kind: architectureKind });
      app.addHook('onClose', async () => {
        await background.drain();
        await models.stop();
      });
    },
    sweeps: [createSweepProjects(deps, stores, removeChildren), ...removals.map(({ sweep }) => sweep)],
    exportOfProject: async function* (project) {
      yield* createExportProject(parts)(project);
      yield* createExportDocuments(schemaKind)(project);
      yield* createExportDocuments(architectureKind)(project);
    },
    access: {
      chooseSchema: createChooseSchema({ stores, kind: schemaKind, readModel }),
      readVersions: createReadVersions(schemaKind),
      whyInvalid: (version) => modelProblem({ ...storage, readModel }, version),
      removeAlone: createRemoveAlone({ ...parts, removeChildren }),
    },
  };
};
