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
import type { Reading } from '../../../access/reading.ts';
import type { RunChange } from '../../../idempotency/idempotency.ts';
import { mapPage } from '../../../storage/list-page.ts';
import type { Documents } from '../documents/documents.ts';
import type { ProjectRecord } from '../project-record.ts';
import type { ArchitectureContentItem, ArchitectureCounts, ArchitectureKind } from './architecture-kind.ts';
import { toArchitecture, toArchitectureListItem } from './architecture-view.ts';

export interface ArchitectureRoutesDeps {
  readonly architectures: Documents<ArchitectureCounts, ArchitectureContentItem, ArchitectureDocument, Architecture>;
  readonly kind: Pick<ArchitectureKind, 'decode'>;
  readonly projectOfBody: Reading<ProjectRecord>;
  readonly run: RunChange;
  readonly clock: Clock;
}

const readRoutes = (app: App, { architectures, kind, clock }: ArchitectureRoutesDeps): void => {
  const { newest, ofProject } = architectures;
  app.route({
    ...listArchitectures,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await architectures.list(caller, query), toArchitectureListItem), clock()),
  });
  app.route({
    ...listArchitecturesOfProject,
    config: { reading: ofProject },
    handler: async (request) => listEnvelope(await architectures.complete(await ofProject.of(request)()), clock()),
  });
  app.route({
    ...getArchitecture,
    config: { reading: newest },
    handler: async (request, reply) => {
      const { record, content } = await newest.of(request)();
      void reply.header('etag', etagOf(record.version));
      return envelope(toArchitecture(record, await kind.decode(content)), clock());
    },
  });
};

const writeRoutes = (app: App, { architectures, projectOfBody, run, clock }: ArchitectureRoutesDeps): void => {
  const { newest, recordOrItsMark } = architectures;
  app.route({
    ...createArchitecture,
    config: { reading: projectOfBody },
    handler: (request, reply) => {
      const { projectId: _, ...document } = request.body;
      const read = projectOfBody.of(request);
      return run(request, reply, (commit) => architectures.create(read, request.caller, document, commit));
    },
  });
  app.route({
    ...updateArchitecture,
    config: { reading: newest },
    handler: (request, reply) => {
      const { caller, headers } = request;
      const { projectId, ...changes } = request.body;
      const save = { caller, projectId, changes, ifMatch: headers['if-match'], status: 200 } as const;
      return run(request, reply, (commit) => architectures.saveVersion(newest.of(request), save, commit));
    },
  });
  app.route({
    ...deleteArchitecture,
    config: { reading: recordOrItsMark },
    handler: (request, reply) => {
      const answer = { status: 200, body: envelope({ id: request.params.architectureId, deleted: true }, clock()) };
      const removal = { ifMatch: request.headers['if-match'], answer };
      return run(request, reply, (commit) => architectures.remove(recordOrItsMark.of(request), removal, commit));
    },
  });
};

/** Architectures. */
export const architectureRoutes = (app: App, deps: ArchitectureRoutesDeps): void => {
  readRoutes(app, deps);
  writeRoutes(app, deps);
};
