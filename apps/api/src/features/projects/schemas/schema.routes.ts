import {
  createSchema,
  createSchemaVersion,
  deleteSchema,
  getSchema,
  listSchemas,
  listSchemasOfProject,
  listSchemaVersions,
  updateSchema,
} from '@snapinfra/contracts';
import type { App } from '../../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../../http/envelope.ts';
import { runUnkeyed } from '../../../idempotency/run-once.ts';
import type { Services } from '../../../services.ts';

/** Schemas and their versions. */
export const schemaRoutes = (app: App, { schemas, runOnce, stores, clock }: Services): void => {
  app.route({
    ...createSchema,
    handler: (request, reply) =>
      runOnce(request, reply, (commit) => schemas.create(request.caller, request.body, commit)),
  });
  app.route({
    ...listSchemas,
    handler: async ({ caller, query }) => listEnvelope(await schemas.list(caller, query), clock()),
  });
  app.route({
    ...listSchemasOfProject,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await schemas.listOfProject(caller, params.projectId, query), clock()),
  });
  app.route({
    ...getSchema,
    handler: async ({ caller, params: { schemaId }, query: { view, version } }, reply) => {
      const { schema, etag } = await schemas.read(caller, { schemaId, view, version });
      void reply.header('etag', etag);
      return envelope(schema, clock());
    },
  });
  app.route({
    ...updateSchema,
    handler: ({ caller, params: { schemaId }, body, headers }, reply) => {
      const save = { schemaId, body, ifMatch: headers['if-match'], status: 200 } as const;
      return runUnkeyed(stores, reply, (commit) => schemas.saveVersion(caller, save, commit));
    },
  });
  app.route({
    ...createSchemaVersion,
    // Every member may be absent, and so may the body: a version like the newest.
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: (request, reply) => {
      const { caller, params, headers } = request;
      const save = {
        schemaId: params.schemaId,
        body: request.body,
        ifMatch: headers['if-match'],
        status: 201,
      } as const;
      return runOnce(request, reply, (commit) => schemas.saveVersion(caller, save, commit));
    },
  });
  app.route({
    ...listSchemaVersions,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await schemas.listVersions(caller, params.schemaId, query), clock()),
  });
  app.route({
    ...deleteSchema,
    handler: async ({ caller, params: { schemaId }, headers }) => {
      await schemas.remove(caller, schemaId, headers['if-match']);
      return envelope({ id: schemaId, deleted: true }, clock());
    },
  });
};
