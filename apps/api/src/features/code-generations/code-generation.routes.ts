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
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Reading } from '../../access/reading.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { OwnedLists } from '../../records/owned-lists.ts';
import { visible } from '../../records/owned-record.ts';
import { mapPage } from '../../storage/list-page.ts';
import type { CancelGeneration, DeleteGeneration } from './end-generation.ts';
import type { GenerationFiles } from './generation-files.ts';
import type { EventStreams } from './event-streams.ts';
import { toCodeGenerationListItem } from './code-generation-view.ts';
import { mediaTypeOf } from './media-type.ts';
import { readWhole, type GenerationReadings } from './read-generation.ts';
import type { FoundForGeneration, RequestGeneration } from './request-generation.ts';

export interface CodeGenerationRoutesDeps {
  readonly generations: GenerationReadings &
    GenerationFiles & {
      /** The project that a body names, the schema that it means, and what may be continued from. */
      readonly choice: Reading<FoundForGeneration>;
      readonly lists: OwnedLists<CodeGenerationRecord>;
      readonly streams: Pick<EventStreams, 'open'>;
      readonly request: RequestGeneration;
      readonly cancel: CancelGeneration;
      readonly remove: DeleteGeneration;
    };
  readonly run: RunChange;
  readonly clock: Clock;
}

const jobRoutes = (app: App, { generations, run, clock }: CodeGenerationRoutesDeps): void => {
  const { choice, whole, oneOrItsMark } = generations;
  const accept = (request: FastifyRequest, reply: FastifyReply, body: RequestGenerationBody) => {
    const { caller, id: correlationId, traceparent } = request;
    const asked = { caller, body, origin: { correlationId, traceparent } };
    return run(request, reply, (commit) => generations.request(choice.of(request), asked, commit));
  };
  const config = { reading: choice };
  app.route({ ...generateCode, config, handler: (request, reply) => accept(request, reply, request.body) });
  app.route({ ...createCodeGeneration, config, handler: (request, reply) => accept(request, reply, request.body) });
  app.route({
    ...cancelCodeGeneration,
    config: { reading: whole },
    handler: (request, reply) => run(request, reply, (commit) => generations.cancel(whole.of(request), commit)),
  });
  app.route({
    ...deleteCodeGeneration,
    config: { reading: oneOrItsMark },
    handler: (request, reply) => {
      const answer = { status: 200, body: envelope({ id: request.params.generationId, deleted: true }, clock()) };
      const removal = { ifMatch: request.headers['if-match'], answer };
      return run(request, reply, (commit) => generations.remove(oneOrItsMark.of(request), removal, commit));
    },
  });
};

const readRoutes = (app: App, { generations, clock }: CodeGenerationRoutesDeps): void => {
  const { lists, whole, oneOrItsMark, streams } = generations;
  app.route({
    ...listCodeGenerations,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await lists.ofCaller(caller, query), toCodeGenerationListItem), clock()),
  });
  app.route({
    ...listCodeGenerationsOfProject,
    config: { reading: lists.ofProject },
    handler: async (request) =>
      listEnvelope(mapPage(await lists.ofProject.of(request)(), toCodeGenerationListItem), clock()),
  });
  app.route({
    ...getCodeGeneration,
    config: { reading: whole },
    handler: async (request, reply) => {
      const generation = await readWhole(whole.of(request));
      void reply.header('etag', etagOf(generation.version));
      return envelope(generation, clock());
    },
  });
  app.route({
    ...streamCodeGeneration,
    config: { reading: oneOrItsMark },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const stillMayRead = oneOrItsMark.of(request);
      const record = visible(await stillMayRead(), 'code_generation_not_found', request.access.id);
      const stream = streams.open(record, request.headers['last-event-id'], stillMayRead);
      // Proxies that buffer would hold events back.
      const noBuffering = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };
      return reply.type('text/event-stream; charset=utf-8').headers(noBuffering).send(stream);
    },
  });
};

const fileRoutes = (app: App, { generations, clock }: CodeGenerationRoutesDeps): void => {
  const { one, withFiles } = generations;
  app.route({
    ...getDownloadUrl,
    config: { reading: one },
    handler: async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return envelope(await generations.downloadUrl(await one.of(request)()), clock());
    },
  });
  app.route({
    ...downloadArchive,
    config: { reading: one },
    handler: async (request, reply) => {
      const { downloadUrl } = await generations.downloadUrl(await one.of(request)());
      return reply.header('cache-control', 'no-store').redirect(downloadUrl, 302);
    },
  });
  app.route({
    ...listGeneratedFiles,
    config: { reading: withFiles },
    handler: async (request, reply) => {
      const { record, result, index } = await withFiles.of(request)();
      void reply.header('etag', etagOf(record.version, 'files'));
      const { fileName, archiveBytes, archiveSha256 } = result;
      const files = index.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
      return envelope({ fileName, archiveBytes, archiveSha256, files }, clock());
    },
  });
  app.route({
    ...readGeneratedFile,
    config: { reading: withFiles },
    handler: async (request, reply) => {
      const path = request.params['*'];
      const { bytes, sha256 } = await generations.file(await withFiles.of(request)(), path);
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
