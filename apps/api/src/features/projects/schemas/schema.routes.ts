import {
  createSchema,
  createSchemaVersion,
  deleteSchema,
  getSchema,
  listProjectSchemas,
  listSchemas,
  listSchemasOfProject,
  listSchemaVersions,
  updateSchema,
  type Schema,
  type SchemaDocument,
  type UpdateSchemaBody,
} from '@snapinfra/contracts';
import type { Clock } from '../../../runtime/clock.ts';
import type { App } from '../../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../../http/envelope.ts';
import { runUnkeyed, type RunOnce } from '../../../idempotency/run-once.ts';
import { mapPage } from '../../../storage/list-page.ts';
import type { Storage } from '../../../storage/storage.ts';
import type { Documents } from '../documents/documents.ts';
import type { SaveVersionRequest } from '../documents/save-document.ts';
import type { ListVersions } from './list-versions.ts';
import type { ReadSchema } from './read-schema.ts';
import type { SchemaCounts } from './schema-kind.ts';
import { toSchemaListItem } from './schema-view.ts';

export interface SchemaRoutesDeps {
  readonly schemas: Documents<SchemaCounts, SchemaDocument, Schema> & {
    readonly read: ReadSchema;
    readonly listVersions: ListVersions;
  };
  readonly storage: Pick<Storage, 'transact'>;
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

interface VersionRequest {
  readonly params: { readonly schemaId: string };
  readonly body: UpdateSchemaBody;
  readonly headers: { readonly 'if-match'?: string | undefined };
}

const toSaveRequest = (
  { params: { schemaId: id }, body: { projectId, ...changes }, headers }: VersionRequest,
  status: 200 | 201,
): SaveVersionRequest<SchemaDocument> => ({ id, projectId, changes, ifMatch: headers['if-match'], status });

const changeRoutes = (app: App, { schemas, storage, runOnce, clock }: SchemaRoutesDeps): void => {
  app.route({
    ...createSchema,
    handler: (request, reply) => {
      const { projectId, ...document } = request.body;
      return runOnce(request, reply, (commit) => schemas.create(request.caller, projectId, document, commit));
    },
  });
  app.route({
    ...updateSchema,
    handler: (request, reply) => {
      const save = toSaveRequest(request, 200);
      return runUnkeyed(storage, reply, (commit) => schemas.saveVersion(request.caller, save, commit));
    },
  });
  app.route({
    ...createSchemaVersion,
    // Every member may be absent, and so may the body: a version like the newest.
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: (request, reply) => {
      const save = toSaveRequest(request, 201);
      return runOnce(request, reply, (commit) => schemas.saveVersion(request.caller, save, commit));
    },
  });
  app.route({
    ...deleteSchema,
    handler: async ({ caller, params: { schemaId }, headers }) => {
      await schemas.remove(caller, schemaId, headers['if-match']);
      return envelope({ id: schemaId, deleted: true }, clock());
    },
  });
};

const readRoutes = (app: App, { schemas, clock }: SchemaRoutesDeps): void => {
  app.route({
    ...listSchemas,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await schemas.list(caller, query), toSchemaListItem), clock()),
  });
  app.route({
    ...listSchemasOfProject,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await schemas.listOfProject(caller, params.projectId, query), clock()),
  });
  app.route({
    ...listProjectSchemas,
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
    ...listSchemaVersions,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await schemas.listVersions(caller, params.schemaId, query), clock()),
  });
};

/** Schemas and their versions. */
export const schemaRoutes = (app: App, deps: SchemaRoutesDeps): void => {
  changeRoutes(app, deps);
  readRoutes(app, deps);
};
