import { byProjectIndex, byUserIndex, type CodeGeneration, type CodeGenerationSummary } from '@snapinfra/contracts';
import { attributeNotExists } from '@snapinfra/aws-clients';
import type { Background } from '../background.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { requireProject } from '../projects/read-project.ts';
import { projectPartition, userPartition } from '../storage/keys.ts';
import { listPage, mapPage } from '../storage/list-page.ts';
import type { ReadModel } from '../schemas/read-model.ts';
import type { Stores } from '../storage/stores.ts';
import { toCodeGeneration, toCodeGenerationSummary } from './code-generation-view.ts';
import type { DispatchGeneration } from './dispatch-generation.ts';
import { createCancelGeneration, createDeleteGeneration } from './end-generation.ts';
import type { EventStreams } from './event-streams.ts';
import { readFile, readFileIndex, readWithPrompt, requireGeneration, resultOf } from './read-generation.ts';
import { createRequestGeneration } from './request-generation.ts';

export interface CodeGenerationsDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
  readonly cursors: CursorCodec;
  readonly background: Background;
  readonly dispatch: DispatchGeneration;
  readonly streams: EventStreams;
}

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const alive = attributeNotExists('deletingAt');
/** Seconds that a download URL is good for. */
const downloadSeconds = 3600;

const createList =
  ({ stores, cursors }: CodeGenerationsDeps) =>
  async ({ userId }: Caller, { limit, cursor }: PageQuery): Promise<Page<CodeGenerationSummary>> => {
    const query = { index: byUserIndex.indexName, partition: userPartition(userId), filter: alive };
    const page = await listPage(stores.generations, cursors, { userId, list: ['generations'], limit, cursor }, query);
    return mapPage(page, toCodeGenerationSummary);
  };

const createListOfProject =
  ({ stores, cursors }: CodeGenerationsDeps) =>
  async (caller: Caller, projectId: string, { limit, cursor }: PageQuery): Promise<Page<CodeGenerationSummary>> => {
    const request = { userId: caller.userId, list: ['generations', projectId], limit, cursor };
    const query = { index: byProjectIndex.indexName, partition: projectPartition(projectId), filter: alive };
    const [page] = await Promise.all([
      listPage(stores.generations, cursors, request, query),
      requireProject(stores, caller, projectId),
    ]);
    return mapPage(page, toCodeGenerationSummary);
  };

const createDownloadUrl =
  ({ stores }: Pick<CodeGenerationsDeps, 'stores'>) =>
  async (caller: Caller, id: string) => {
    const { archiveKey: key, fileName } = resultOf(await requireGeneration(stores, caller, id));
    const request = { key, fileName, contentType: 'application/zip', expiresInSeconds: downloadSeconds };
    const { url } = await stores.objects.presignDownload(request);
    return { downloadUrl: url, expiresIn: downloadSeconds, fileName };
  };

/** What can be done with code generations. */
export const createCodeGenerations = (deps: CodeGenerationsDeps) => ({
  request: createRequestGeneration(deps),
  cancel: createCancelGeneration(deps),
  remove: createDeleteGeneration(deps),
  list: createList(deps),
  listOfProject: createListOfProject(deps),
  read: async (caller: Caller, id: string): Promise<CodeGeneration> => {
    const { record, prompt } = await readWithPrompt(deps.stores, caller, id);
    return toCodeGeneration(record, prompt);
  },
  follow: async (caller: Caller, id: string, lastEventId: string | undefined) =>
    deps.streams.open(await requireGeneration(deps.stores, caller, id), lastEventId),
  downloadUrl: createDownloadUrl(deps),
  files: (caller: Caller, id: string) => readFileIndex(deps.stores, caller, id),
  file: async (caller: Caller, id: string, path: string) =>
    readFile(deps.stores, await readFileIndex(deps.stores, caller, id), path),
});
export type CodeGenerations = ReturnType<typeof createCodeGenerations>;
