import type { IssueCode } from '../issue-codes.ts';

/** A document with one thing wrong, where the issue must point, what its message must name, and a document without it. */
export interface BadModel {
  readonly code: IssueCode;
  readonly title: string;
  readonly document: unknown;
  readonly path: string;
  readonly names: readonly string[];
  readonly fine: unknown;
}

type Members = Readonly<Record<string, unknown>>;

export const id: Members = { name: 'id', type: 'uuid', primary: true };

/** A table `thing` with an `id` and the given fields. */
export const thing = (fields: readonly unknown[], more: Members = {}): Members => ({
  name: 'thing',
  fields: [id, ...fields],
  ...more,
});

/** A model of the given tables. */
export const model = (tables: readonly unknown[], more: Members = {}): Members => ({ name: 'Test', tables, ...more });

/** A model with one table `thing`, of which the field at /tables/0/fields/1 has these members. */
export const field = (members: Members): Members => model([thing([{ name: 'x', ...members }])]);

/** A model in which `thing.parent_id` refers to `parent.id`, with members of the relationship changed or added. */
export const related = (
  relationship: Members,
  foreign: Members = {},
  target: Members = {},
  parent: Members = {},
): Members =>
  model(
    [
      { name: 'parent', fields: [{ ...id, ...target }], ...parent },
      thing([{ name: 'parent_id', type: 'uuid', ...foreign }]),
    ],
    {
      relationships: [
        {
          type: 'many-to-one',
          fromTable: 'thing',
          fromFields: ['parent_id'],
          toTable: 'parent',
          toFields: ['id'],
          ...relationship,
        },
      ],
    },
  );
