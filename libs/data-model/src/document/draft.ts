import type { DataModel, Field } from '../data-model.schema.ts';
import { createIssueList, type Issue, type IssueList } from '../issue.ts';

/** A canonical model as far as the document could be read, with the facts about the document that later checks need. */
export interface Draft {
  readonly model: DataModel;
  readonly issues: IssueList;
  /** Fields whose type could not be read; they are in the model as text, and nothing more is said about them. */
  readonly unreadableFields: Set<Field>;
  /** Fields of the designer's type `Number`, whose canonical type depends on the keys. */
  readonly numberFields: Set<Field>;
  /** Fields with the designer's flag for primary keys, set or not, and its path. */
  readonly primaryFlags: Map<Field, string>;
  /** Fields that the designer marked as foreign keys, with where. */
  readonly foreignKeyMarks: Map<Field, string>;
  /** Canonical JSON pointer → pointer into the document, wherever the two differ. */
  readonly origins: Map<string, string>;
}

export const createDraft = (): Draft => ({
  model: { name: '', tables: [] },
  issues: createIssueList(),
  unreadableFields: new Set(),
  numberFields: new Set(),
  primaryFlags: new Map(),
  foreignKeyMarks: new Map(),
  origins: new Map(),
});

/** The place in the document that a place in the canonical model was read from. */
export const originOf = (origins: ReadonlyMap<string, string>, path: string): string => {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const origin = origins.get(path.slice(0, end));
    if (origin !== undefined) return origin + path.slice(end);
  }
  return path;
};

/**
 * The pointer, shortened to a place that the document has: a list of one field may have been sent as a single text, and an index
 * as a mere mark of its field.
 */
export const cutToDocument = (document: unknown, path: string): string => {
  let value = document;
  let end = 0;
  for (const segment of path.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) break;
    value = Reflect.get(value, key);
    end += segment.length + 1;
  }
  return path.slice(0, end);
};

/** The issues that were found while the document was read; each points at something that the document has. */
export const documentIssues = (draft: Draft, document: unknown): Issue[] =>
  draft.issues.issues.map((issue) => ({ ...issue, path: cutToDocument(document, issue.path) }));
