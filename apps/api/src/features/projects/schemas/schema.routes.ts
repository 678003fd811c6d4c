import type { SchemaVersionItem } from '@snapinfra/platform';
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
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../../http/caller.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { App } from '../../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../../http/envelope.ts';
import type { Reading } from '../../../access/reading.ts';
import type { RunChange } from '../../../idempotency/idempotency.ts';
import { mapPage } from '../../../storage/list-page.ts';
import type { Documents } from '../documents/documents.ts';
import type { SaveVersionRequest } from '../documents/save-document.ts';
import type { ProjectRecord } from '../project-record.ts';
import { toVersionList, type versionsReading } from './list-versions.ts';
import type { ReadSchema, schemaReading } from './read-schema.ts';
import type { SchemaCounts } from './schema-kind.ts';
import { toSchemaListItem } from './schema-view.ts';

export interface SchemaRoutesDeps {
  readonly schemas: Documents<SchemaCounts, SchemaVersionItem, SchemaDocument, Schema> & {
    readonly read: ReadSchema;
    readonly one: ReturnType<typeof schemaReading>;
    readonly versions: ReturnType<typeof versionsReading>;
  };
  readonly projectOfBody: Reading<ProjectRecord>;
  readonly run: RunChange;
  readonly clock: Clock;
}

interface VersionRequest {
  readonly caller: Caller;
  readonly body: UpdateSchemaBody;
  readonly headers: { readonly 'if-match'?: string | undefined };
}

const toSaveRequest = (
  { caller, body: { projectId, ...changes }, headers }: VersionRequest,
  status: 200 | 201,
): SaveVersionRequest<SchemaDocument> => ({ caller, projectId, changes, ifMatch: headers['if-match'], status });

const changeRoutes = (app: App, { schemas, projectOfBody, run, clock }: SchemaRoutesDeps): void => {
  const { newest, recordOrItsMark } = schemas;
  app.route({
    ...createSchema,
    config: { reading: projectOfBody },
    handler: (request, reply) => {
      const { projectId: _, ...document } = request.body;
      const read = projectOfBody.of(request);
      return run(request, reply, (commit) => schemas.create(read, request.caller, document, commit));
    },
  });
  app.route({
    ...updateSchema,
    config: { reading: newest },
    handler: (request, reply) => {
      const save = toSaveRequest(request, 200);
      return run(request, reply, (commit) => schemas.saveVersion(newest.of(request), save, commit));
    },
  });
  app.route({
    ...createSchemaVersion,
    config: { reading: newest },
    handler: (request, reply) => {
      const save = toSaveRequest(request, 201);
      return run(request, reply, (commit) => schemas.saveVersion(newest.of(request), save, commit));
    },
  });
  app.route({
    ...deleteSchema,
    config: { reading: recordOrItsMark },
    handler: (request, reply) => {
      const answer = { status: 200, body: envelope({ id: request.params.schemaId, deleted: true }, clock()) };
      const removal = { ifMatch: request.headers['if-match'], answer };
      return run(request, reply, (commit) => schemas.remove(recordOrItsMark.of(request), removal, commit));
    },
  });
};

const readRoutes = (app: App, { schemas, clock }: SchemaRoutesDeps): void => {
  app.route({
    ...listSchemas,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await schemas.list(caller, query), toSchemaListItem), clock()),
  });
  const ofProject = async (request: FastifyRequest) =>
    listEnvelope(await schemas.complete(await schemas.ofProject.of(request)()), clock());
  const config = { reading: schemas.ofProject };
  app.route({ ...listSchemasOfProject, config, handler: (request) => ofProject(request) });
  app.route({ ...listProjectSchemas, config, handler: (request) => ofProject(request) });
  app.route({
    ...getSchema,
    config: { reading: schemas.one },
    handler: async (request, reply) => {
      const { view, version } = request.query;
      const { schema, etag } = await schemas.read(schemas.one.of(request), { view, version });
      void reply.header('etag', etag);
      return envelope(schema, clock());
    },
  });
  app.route({
    ...listSchemaVersions,
    config: { reading: schemas.versions },
    handler: async (request) => listEnvelope(toVersionList(await schemas.versions.of(request)()), clock()),
  });
};

/** Schemas and their versions. */
export const schemaRoutes = (app: App, deps: SchemaRoutesDeps): void => {
  changeRoutes(app, deps);
  readRoutes(app, deps);
};
