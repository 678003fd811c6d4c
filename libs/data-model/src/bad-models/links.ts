import { type BadModel, id, model } from './bad-model.ts';

const table = (name: string, fields: readonly unknown[]) => ({ name, fields: [id, ...fields] });

const many = (more: Readonly<Record<string, unknown>>, tables: readonly unknown[] = []) =>
  model([table('a', [{ name: 'x', type: 'text' }]), table('b', []), ...tables], {
    relationships: [{ type: 'many-to-many', fromTable: 'a', fromField: 'id', toTable: 'b', toField: 'id', ...more }],
  });

/** Many-to-many relationships. */
export const linkModels: readonly BadModel[] = [
  {
    code: 'reference_not_a_key',
    title: 'links over a field that is no key',
    document: many({ fromField: 'x' }),
    path: '/relationships/0/fromField',
    names: ['x', 'a'],
    fine: many({}),
  },
  {
    code: 'link_table_name_taken',
    title: 'a link table named like a table',
    document: many({}, [table('a_b', [])]),
    path: '/relationships/0',
    names: ['a_b'],
    fine: many({ name: 'links' }, [table('a_b', [])]),
  },
  {
    code: 'link_table_name_taken',
    title: 'two link tables of one name',
    document: model([table('a', []), table('b', []), table('c', [])], {
      relationships: ['b', 'c'].map((to) => ({
        type: 'many-to-many',
        name: 'links',
        fromTable: 'a',
        fromField: 'id',
        toTable: to,
        toField: 'id',
      })),
    }),
    path: '/relationships/1/name',
    names: ['links'],
    fine: many({ name: 'links' }),
  },
  {
    code: 'name_not_usable',
    title: 'a link table named __proto__',
    document: many({ name: '__proto__' }),
    path: '/relationships/0/name',
    names: ['__proto__'],
    fine: many({ name: 'prototype' }),
  },
];
