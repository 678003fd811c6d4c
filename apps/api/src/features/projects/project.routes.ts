import {
  createProject,
  deleteProject,
  getProject,
  getProjectStats,
  listProjects,
  readProjectBatch,
  updateProject,
} from '@snapinfra/contracts';
import type { Clock } from '../../runtime/clock.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import type { RunOnce } from '../../idempotency/run-once.ts';
import type { CreateProject } from './create-project.ts';
import type { DeleteProject } from './delete-project.ts';
import type { ListProjects } from './list-projects.ts';
import type { ReadProject } from './read-project.ts';
import type { UpdateProject } from './update-project.ts';

export interface ProjectRoutesDeps {
  readonly projects: ListProjects & {
    readonly create: CreateProject;
    readonly update: UpdateProject;
    readonly remove: DeleteProject;
    readonly read: ReadProject;
  };
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

const readRoutes = (app: App, { projects, runOnce, clock }: ProjectRoutesDeps): void => {
  app.route({
    ...listProjects,
    handler: async ({ caller, query }) => listEnvelope(await projects.list(caller, query), clock()),
  });
  app.route({ ...getProjectStats, handler: async ({ caller }) => envelope(await projects.stats(caller), clock()) });
  app.route({
    ...readProjectBatch,
    handler: (request, reply) =>
      runOnce(request, reply, async (commit) => {
        const found = await projects.readBatch(request.caller, request.body.projectIds);
        const answer = { status: 200, body: envelope(found, clock()) };
        await commit([], answer);
        return answer;
      }),
  });
  app.route({
    ...getProject,
    handler: async ({ caller, params }, reply) => {
      const project = await projects.read(caller, params.projectId);
      void reply.header('etag', etagOf(project.version));
      return envelope(project, clock());
    },
  });
};

const writeRoutes = (app: App, { projects, runOnce, clock }: ProjectRoutesDeps): void => {
  app.route({
    ...createProject,
    handler: (request, reply) =>
      runOnce(request, reply, (commit) => projects.create(request.caller, request.body, commit)),
  });
  app.route({
    ...updateProject,
    handler: async ({ caller, params: { projectId }, body, headers }, reply) => {
      const saved = await projects.update(caller, { projectId, body, ifMatch: headers['if-match'] });
      void reply.header('etag', etagOf(saved.version));
      return envelope(saved, clock());
    },
  });
  app.route({
    ...deleteProject,
    handler: async ({ caller, params: { projectId }, headers }) => {
      await projects.remove(caller, projectId, headers['if-match']);
      return envelope({ id: projectId, deleted: true }, clock());
    },
  });
};

/** Projects. */
export const projectRoutes = (app: App, deps: ProjectRoutesDeps): void => {
  readRoutes(app, deps);
  writeRoutes(app, deps);
};
