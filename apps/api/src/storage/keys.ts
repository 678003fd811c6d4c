import { projectIdOf } from '@snapinfra/platform';

/**
 * Object keys of the documents of one thing: everything that is too big for its item is under it. The class comes first, which
 * the bucket's rules go by, then the project.
 */
export const documentPrefix = (table: string, id: string): string => `documents/${projectIdOf(id)}/${table}/${id}/`;
