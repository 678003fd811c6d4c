import { projectIdOf } from '@snapinfra/platform';

const projectDocuments = (projectId: string): string => `documents/${projectId}/`;

/** Object keys of all documents of a project, whatever they are of: the class first, which the bucket's rules go by. */
export const projectDocumentPrefix = projectDocuments;

/** Object keys of the documents of one thing: everything that is too big for its item is under it. */
export const documentPrefix = (table: string, id: string): string =>
  `${projectDocuments(projectIdOf(id))}${table}/${id}/`;
