import {
  cancelCodeGeneration,
  createCodeGeneration,
  deleteCodeGeneration,
  downloadArchive,
  generateCode,
  getCodeGeneration,
  getDownloadUrl,
  listCodeGenerations,
  listCodeGenerationsOfProject,
  listGeneratedFiles,
  readGeneratedFile,
  streamCodeGeneration,
  type RequestGenerationBody,
} from '@snapinfra/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { RunOnce } from '../../idempotency/run-once.ts';
import type { CancelGeneration, DeleteGeneration } from './end-generation.ts';
import type { GenerationFiles } from './generation-files.ts';
import type { ListGenerations } from './list-generations.ts';
import { mediaTypeOf } from './media-type.ts';
import type { ReadGeneration } from './read-generation.ts';
import type { RequestGeneration } from './request-generation.ts';

export interface CodeGenerationRoutesDeps {
  readonly generations: ListGenerations &
    ReadGeneration &
    GenerationFiles & {
      readonly request: RequestGeneration;
      readonly cancel: CancelGeneration;
      readonly remove: DeleteGeneration;
    };
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

const jobRoutes = (app: App, { generations, runOnce, clock }: CodeGenerationRoutesDeps): void => {
  const accept = (request: FastifyRequest, reply: FastifyReply, body: RequestGenerationBody) => {
    const origin = { correlationId: request.id, traceparent: request.traceparent };
    return runOnce(request, reply, (commit) => generations.request(request.caller, body, origin, commit));
  };
  app.route({ ...generateCode, handler: (request, reply) => accept(request, reply, request.body) });
  app.route({ ...createCodeGeneration, handler: (request, reply) => accept(request, reply, request.body) });
  app.route({
    ...cancelCodeGeneration,
    handler: (request, reply) =>
      runOnce(request, reply, (commit) => generations.cancel(request.caller, request.params.generationId, commit)),
  });
  app.route({
    ...deleteCodeGeneration,
    handler: async ({ caller, params: { generationId }, headers }) => {
      await generations.remove(caller, generationId, headers['if-match']);
      return envelope({ id: generationId, deleted: true }, clock());
    },
  });
};

const readRoutes = (app: App, { generations, clock }: CodeGenerationRoutesDeps): void => {
  app.route({
    ...listCodeGenerations,
    handler: async ({ caller, query }) => listEnvelope(await generations.list(caller, query), clock()),
  });
  app.route({
    ...listCodeGenerationsOfProject,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await generations.listOfProject(caller, params.projectId, query), clock()),
  });
  app.route({
    ...getCodeGeneration,
    handler: async ({ caller, params }, reply) => {
      const generation = await generations.read(caller, params.generationId);
      void reply.header('etag', etagOf(generation.version));
      return envelope(generation, clock());
    },
  });
  app.route({
    ...streamCodeGeneration,
    exposeHeadRoute: false,
    handler: async ({ caller, params, headers }, reply) => {
      const stream = await generations.follow(caller, params.generationId, headers['last-event-id']);
      // Proxies that buffer would hold events back.
      const noBuffering = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };
      return reply.type('text/event-stream; charset=utf-8').headers(noBuffering).send(stream);
    },
  });
};

const fileRoutes = (app: App, { generations, clock }: CodeGenerationRoutesDeps): void => {
  app.route({
    ...getDownloadUrl,
    handler: async ({ caller, params }, reply) => {
      void reply.header('cache-control', 'no-store');
      return envelope(await generations.downloadUrl(caller, params.generationId), clock());
    },
  });
  app.route({
    ...downloadArchive,
    handler: async ({ caller, params }, reply) => {
      const { downloadUrl } = await generations.downloadUrl(caller, params.generationId);
      return reply.header('cache-control', 'no-store').redirect(downloadUrl, 302);
    },
  });
  app.route({
    ...listGeneratedFiles,
    handler: async ({ caller, params }, reply) => {
      const { record, result, index } = await generations.files(caller, params.generationId);
      void reply.header('etag', etagOf(record.version, 'files'));
      const { fileName, archiveBytes, archiveSha256 } = result;
      const files = index.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
      return envelope({ fileName, archiveBytes, archiveSha256, files }, clock());
    },
  });
  app.route({
    ...readGeneratedFile,
    handler: async ({ caller, params }, reply) => {
      const path = params['*'];
      const { bytes, sha256 } = await generations.file(caller, params.generationId, path);
      return reply.type(mediaTypeOf(path)).header('etag', `"${sha256}"`).send(bytes);
    },
  });
};

/** Code generations: asking for one, following it, and what it made. */
export const codeGenerationRoutes = (app: App, deps: CodeGenerationRoutesDeps): void => {
  jobRoutes(app, deps);
  readRoutes(app, deps);
  fileRoutes(app, deps);
};
