import type { CodeGeneration, CodeGenerationSummary } from '@snapinfra/contracts';
import type { DispatchJob } from '@snapinfra/jobs';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Background } from '../../background.ts';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { Page } from '../../http/envelope.ts';
import { mapPage } from '../../storage/list-page.ts';
import { createOwnedLists, type PageQuery } from '../../storage/owned-lists.ts';
import type { ReadModel } from '../projects/schemas/read-model.ts';
import type { Stores } from '../../storage/stores.ts';
import { toCodeGeneration, toCodeGenerationSummary } from './code-generation-view.ts';
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
  readonly dispatch: DispatchJob<CodeGenerationRecord>;
  readonly streams: EventStreams;
}

/** Seconds that a download URL is good for. */
const downloadSeconds = 3600;

const createDownloadUrl =
  ({ stores }: Pick<CodeGenerationsDeps, 'stores'>) =>
  async (caller: Caller, id: string) => {
    const { archiveKey: key, fileName } = resultOf(await requireGeneration(stores, caller, id));
    const request = { key, fileName, contentType: 'application/zip', expiresInSeconds: downloadSeconds };
    const { url } = await stores.objects.presignDownload(request);
    return { downloadUrl: url, expiresIn: downloadSeconds, fileName };
  };

const createLists = (deps: CodeGenerationsDeps) => {
  const lists = createOwnedLists(deps, deps.stores.generations, 'generations');
  const summarized = (page: Page<CodeGenerationRecord>): Page<CodeGenerationSummary> =>
    mapPage(page, toCodeGenerationSummary);
  return {
    list: async (caller: Caller, query: PageQuery) => summarized(await lists.ofUser(caller, query)),
    listOfProject: async (caller: Caller, projectId: string, query: PageQuery) =>
      summarized(await lists.ofProject(caller, projectId, query)),
  };
};

/** What can be done with code generations. */
export const createCodeGenerations = (deps: CodeGenerationsDeps) => ({
  ...createLists(deps),
  request: createRequestGeneration(deps),
  cancel: createCancelGeneration(deps),
  remove: createDeleteGeneration(deps),
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
