import type { CodeGenerationListItem } from '@snapinfra/contracts';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Caller } from '../../http/caller.ts';
import type { Page } from '../../http/envelope.ts';
import { mapPage } from '../../storage/list-page.ts';
import type { OwnedLists, PageQuery } from '../../records/owned-lists.ts';
import { toCodeGenerationListItem } from './code-generation-view.ts';

export interface ListGenerations {
  /** The caller's, newest first. */
  list(caller: Caller, query: PageQuery): Promise<Page<CodeGenerationListItem>>;
  /** A project's, newest first. @throws ProblemError `project_not_found` */
  listOfProject(caller: Caller, projectId: string, query: PageQuery): Promise<Page<CodeGenerationListItem>>;
}

export const createListGenerations = ({
  lists,
}: {
  readonly lists: OwnedLists<CodeGenerationRecord>;
}): ListGenerations => ({
  list: async (caller, query) => mapPage(await lists.ofUser(caller, query), toCodeGenerationListItem),
  listOfProject: async (caller, projectId, query) =>
    mapPage(await lists.ofProject(caller, projectId, query), toCodeGenerationListItem),
});
