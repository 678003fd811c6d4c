import {
  createProject,
  deleteProject,
  getProject,
  getProjectStats,
  listProjects,
  readProjectBatch,
  updateProject,
  type Project,
} from '@snapinfra/contracts';
import type { Clock } from '../../runtime/clock.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import type { Reading } from '../../access/reading.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { CreateProject } from './create-project.ts';
import type { DeleteProject } from './delete-project.ts';
import type { ListProjects } from './list-projects.ts';
import type { projectOrItsMarkReading } from './delete-project.ts';
import type { ProjectItems } from './read-project.ts';
import type { UpdateProject } from './update-project.ts';

export interface ProjectRoutesDeps {
  readonly projects: ListProjects & {
    readonly create: CreateProject;
    readonly update: UpdateProject;
    readonly remove: DeleteProject;
    /** The project that a path names, with its documents. */
    readonly one: Reading<ProjectItems>;
    /** Its record, also where it is being deleted. */
    readonly oneOrItsMark: ReturnType<typeof projectOrItsMarkReading>;
    readonly toWhole: (items: ProjectItems) => Promise<Project>;
  };
  readonly run: RunChange;
  readonly clock: Clock;
}

const readRoutes = (app: App, { projects, run, clock }: ProjectRoutesDeps): void => {
  app.route({
    ...listProjects,
    handler: async ({ caller, query }) => listEnvelope(await projects.list(caller, query), clock()),
  });
  app.route({ ...getProjectStats, handler: async ({ caller }) => envelope(await projects.stats(caller), clock()) });
  app.route({
    ...readProjectBatch,
    handler: (request, reply) =>
      run(request, reply, async (commit) => {
        const found = await projects.readBatch(request.caller, request.body.projectIds);
        const answer = { status: 200, body: envelope(found, clock()) };
        await commit([], undefined, answer);
        return answer;
      }),
  });
  app.route({
    ...getProject,
    config: { reading: projects.one },
    handler: async (request, reply) => {
      const project = await projects.toWhole(await projects.one.of(request)());
      void reply.header('etag', etagOf(project.version));
      return envelope(project, clock());
    },
  });
};

const writeRoutes = (app: App, { projects, run, clock }: ProjectRoutesDeps): void => {
  app.route({
    ...createProject,
    handler: (request, reply) => run(request, reply, (commit) => projects.create(request.caller, request.body, commit)),
  });
  app.route({
    ...updateProject,
    config: { reading: projects.one },
    handler: (request, reply) => {
      const { caller, body, headers } = request;
      const update = { caller, body, ifMatch: headers['if-match'] };
      return run(request, reply, (commit) => projects.update(projects.one.of(request), update, commit));
    },
  });
  app.route({
    ...deleteProject,
    config: { reading: projects.oneOrItsMark },
    handler: (request, reply) => {
      const answer = { status: 200, body: envelope({ id: request.params.projectId, deleted: true }, clock()) };
      const removal = { ifMatch: request.headers['if-match'], answer };
      return run(request, reply, (commit) => projects.remove(projects.oneOrItsMark.of(request), removal, commit));
    },
  });
};

/** Projects. */
export const projectRoutes = (app: App, deps: ProjectRoutesDeps): void => {
  readRoutes(app, deps);
  writeRoutes(app, deps);
};
