import {
  createArchitecture,
  deleteArchitecture,
  getArchitecture,
  listArchitectures,
  listArchitecturesOfProject,
  updateArchitecture,
} from '@snapinfra/contracts';
import type { App } from '../../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../../http/envelope.ts';
import { etagOf } from '../../../http/etag.ts';
import type { Services } from '../../../services.ts';

/** Architectures. */
export const architectureRoutes = (app: App, { architectures, runOnce, clock }: Services): void => {
  app.route({
    ...createArchitecture,
    handler: (request, reply) =>
      runOnce(request, reply, (commit) => architectures.create(request.caller, request.body, commit)),
  });
  app.route({
    ...listArchitectures,
    handler: async ({ caller, query }) => listEnvelope(await architectures.list(caller, query), clock()),
  });
  app.route({
    ...listArchitecturesOfProject,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await architectures.listOfProject(caller, params.projectId, query), clock()),
  });
  app.route({
    ...getArchitecture,
    handler: async ({ caller, params }, reply) => {
      const architecture = await architectures.read(caller, params.architectureId);
      void reply.header('etag', etagOf(architecture.version));
      return envelope(architecture, clock());
    },
  });
  app.route({
    ...updateArchitecture,
    handler: async ({ caller, params, body, headers }, reply) => {
      const change = { id: params.architectureId, body, ifMatch: headers['if-match'] };
      const saved = await architectures.update(caller, change);
      void reply.header('etag', etagOf(saved.version));
      return envelope(saved, clock());
    },
  });
  app.route({
    ...deleteArchitecture,
    handler: async ({ caller, params: { architectureId }, headers }) => {
      await architectures.remove(caller, architectureId, headers['if-match']);
      return envelope({ id: architectureId, deleted: true }, clock());
    },
  });
};
