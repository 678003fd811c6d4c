import {
  createProject,
  deleteProject,
  getProject,
  getProjectStats,
  listProjectDeployments,
  listProjects,
  listProjectSchemas,
  readProjectBatch,
  updateProject,
} from '@snapinfra/contracts';
import type { Services } from '../../services.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';

/** Projects, and what is listed under one. */
export const projectRoutes = (app: App, { projects, schemas, deployments, runOnce, clock }: Services): void => {
  app.route({
    ...createProject,
    handler: (request, reply) =>
      runOnce(request, reply, (commit) => projects.create(request.caller, request.body, commit)),
  });
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
  app.route({
    ...listProjectSchemas,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await schemas.listOfProject(caller, params.projectId, query), clock()),
  });
  app.route({
    ...listProjectDeployments,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await deployments.listOfProject(caller, params.projectId, query), clock()),
  });
};
