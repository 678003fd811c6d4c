import { ProjectContentItem } from '@snapinfra/platform';
import type { Storage } from '../../storage/storage.ts';
import { ProjectRecord } from './project-record.ts';

/** The stores of projects and of their own copies of their documents. */
export const openProjectStores = ({ open, documents, objects, transact }: Storage) => ({
  projects: open('projects', ProjectRecord),
  projectContents: open('projects', ProjectContentItem),
  documents,
  objects,
  transact,
});
export type ProjectStores = ReturnType<typeof openProjectStores>;
