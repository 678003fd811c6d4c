import {
  createArchitecture,
  deleteArchitecture,
  getArchitecture,
  listArchitectures,
  listArchitecturesOfProject,
  updateArchitecture,
  type Architecture,
  type ArchitectureDocument,
} from '@snapinfra/contracts';
import type { Clock } from '../../../runtime/clock.ts';
import type { App } from '../../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../../http/envelope.ts';
import { etagOf } from '../../../http/etag.ts';
import { runUnkeyed, type RunOnce } from '../../../idempotency/run-once.ts';
import { mapPage } from '../../../storage/list-page.ts';
import type { Storage } from '../../../storage/storage.ts';
import type { Documents } from '../documents/documents.ts';
import type { ArchitectureCounts } from './architecture-kind.ts';
import { toArchitectureListItem } from './architecture-view.ts';
import type { ReadArchitecture } from './read-architecture.ts';

export interface ArchitectureRoutesDeps {
  readonly architectures: Documents<ArchitectureCounts, ArchitectureDocument, Architecture> & {
    readonly read: ReadArchitecture;
  };
  readonly storage: Pick<Storage, 'transact'>;
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

const readRoutes = (app: App, { architectures, clock }: ArchitectureRoutesDeps): void => {
  app.route({
    ...listArchitectures,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await architectures.list(caller, query), toArchitectureListItem), clock()),
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
};

const writeRoutes = (app: App, { architectures, storage, runOnce, clock }: ArchitectureRoutesDeps): void => {
  app.route({
    ...createArchitecture,
    handler: (request, reply) => {
      const { projectId, ...document } = request.body;
      return runOnce(request, reply, (commit) => architectures.create(request.caller, projectId, document, commit));
    },
  });
  app.route({
    ...updateArchitecture,
    handler: ({ caller, params, body: { projectId, ...changes }, headers }, reply) => {
      const ifMatch = headers['if-match'];
      const save = { id: params.architectureId, projectId, changes, ifMatch, status: 200 } as const;
      return runUnkeyed(storage, reply, (commit) => architectures.saveVersion(caller, save, commit));
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

/** Architectures. */
export const architectureRoutes = (app: App, deps: ArchitectureRoutesDeps): void => {
  readRoutes(app, deps);
  writeRoutes(app, deps);
};
