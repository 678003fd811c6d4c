import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { kindsOf, planOf } from '../../../test-support/fixed-models.ts';
import { isDestructive } from '../index.ts';

type Table = DataModel['tables'][number];
type Relationship = NonNullable<DataModel['relationships']>[number];

const table = (name: string, more: Table['fields'] = []): Table => ({
  name,
  fields: [
    { name: 'id', type: 'integer', primary: true },
    { name: 'code', type: 'integer', required: true, unique: true },
    ...more,
  ],
});
const tables = [table('users'), table('roles'), table('groups')];
const links = (more: Partial<Relationship> = {}): Relationship => ({
  id: 'r1',
  name: 'grants',
  type: 'many-to-many',
  fromTable: 'users',
  fromFields: ['id'],
  toTable: 'roles',
  toFields: ['id'],
  ...more,
});
const model = (relationship: Relationship | undefined, all = tables): DataModel => ({
  name: 'access',
  tables: all,
  relationships: relationship === undefined ? [] : [relationship],
});

describe('a link table', () => {
  const turned = { fromTable: 'roles', toTable: 'users' };

  it('keeps each value beside what it refers to when its relationship is turned round', () => {
    const plan = planOf(model(links()), model(links(turned)));
    const kinds = kindsOf(plan);
    expect([kinds.includes('rename_column'), kinds.includes('change_type'), isDestructive(plan)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is proposed under its other name when a relationship without one is turned round', () => {
    const { name: _, id: __, ...unnamed } = links();
    const [before, after] = [model(unnamed), model({ ...unnamed, ...turned })];
    const { proposals } = planOf(before, after);
    expect(proposals).toMatchObject([{ from: { table: 'users_roles' }, to: { table: 'roles_users' } }]);
    expect(kindsOf(planOf(before, after, proposals))).not.toContain('rename_column');
  });

  it.each([
    ['other rows', links({ toTable: 'groups' })],
    ['another key of the same rows', links({ toFields: ['code'] })],
  ])('is another one when it links %s: the numbers that it has would be taken for those', (_, relationship) => {
    const plan = planOf(model(links()), model(relationship));
    expect(isDestructive(plan)).toBe(true);
    expect(plan.steps.filter(({ kind }) => kind === 'drop_table' || kind === 'create_table')).toHaveLength(2);
    expect(plan.proposals).toEqual([]);
  });

  it('is another one when the field that it refers to gives its name to another one', () => {
    const users = (first: string, second: string): Table => ({
      name: 'users',
      fields: [
        { id: 'f1', name: first, type: 'integer', required: true, unique: true, primary: first === 'id' },
        { id: 'f2', name: second, type: 'integer', required: true, unique: true, primary: second === 'id' },
      ],
    });
    const plan = planOf(
      model(links(), [users('id', 'number'), table('roles')]),
      model(links(), [users('old_id', 'id'), table('roles')]),
    );
    expect(isDestructive(plan)).toBe(true);
    expect(kindsOf(plan)).toContain('drop_table');
  });

  it('keeps the parts of a composite key apart when their order changes', () => {
    const place: Table = {
      name: 'places',
      fields: [
        { name: 'x', type: 'integer' },
        { name: 'y', type: 'integer' },
      ],
      primaryKey: ['x', 'y'],
    };
    const all = [...tables, place];
    const [before, after] = (['x,y', 'y,x'] as const).map((order) =>
      model(links({ toTable: 'places', toFields: order.split(',') }), all),
    );
    if (before === undefined || after === undefined) throw new Error('There are two orders');
    expect(kindsOf(planOf(before, after))).not.toContain('rename_column');
  });

  const joined: Table = {
    name: 'grants',
    fields: [
      { name: 'uid', type: 'integer' },
      { name: 'rid', type: 'integer' },
    ],
    primaryKey: ['uid', 'rid'],
  };
  const join = (name: string): DataModel => ({
    ...model(undefined, [...tables, { ...joined, name }]),
    relationships: [
      { type: 'many-to-one', fromTable: name, fromFields: ['uid'], toTable: 'users', toFields: ['id'] },
      { type: 'many-to-one', fromTable: name, fromFields: ['rid'], toTable: 'roles', toFields: ['id'] },
    ],
  });

  it('takes over the rows of a table of the model that linked the same rows', () => {
    const plan = planOf(join('grants'), model(links()));
    expect(isDestructive(plan)).toBe(false);
    expect(kindsOf(plan)).toContain('rename_column');
  });

  it('is another one than a table of the model that only has its name', () => {
    const unlike: Table = { name: 'grants', fields: [{ name: 'title', type: 'text', primary: true }] };
    for (const plan of [
      planOf(model(links()), model(undefined, [...tables, unlike])),
      planOf(model(undefined, [...tables, unlike]), model(links())),
    ]) {
      expect(kindsOf(plan).filter((kind) => kind.endsWith('_table'))).toEqual(['drop_table', 'create_table']);
      expect(plan.steps.flatMap(({ marks }) => marks.map(({ kind }) => kind))).not.toContain('dataDependent');
    }
  });

  it('is proposed where such a table had another name', () => {
    expect(planOf(join('user_role'), model(links())).proposals).toMatchObject([
      { from: { table: 'user_role' }, to: { table: 'grants' } },
    ]);
  });

  it('follows its ends, which ids tell, when it has a name that another one had', () => {
    const named = (...names: readonly [string, string, string]): DataModel => {
      const { name: _, id: __, ...unnamed } = links();
      const [first, second, third] = names;
      return {
        ...model(
          undefined,
          names.map((name, position) => ({ ...table(name), id: `t${position}` })),
        ),
        relationships: [
          { ...unnamed, fromTable: first, toTable: second },
          { ...unnamed, fromTable: second, toTable: third },
        ],
      };
    };
    const plan = planOf(named('users', 'roles', 'groups'), named('roles', 'groups', 'users'));
    expect([isDestructive(plan), kindsOf(plan).includes('create_table')]).toEqual([false, false]);
  });

  it('cannot be said to be one that links other rows', () => {
    const { name: _, id: __, ...unnamed } = links();
    const renames = [{ from: { table: 'users_roles' }, to: { table: 'users_groups' } }];
    expect(() => planOf(model(unnamed), model({ ...unnamed, toTable: 'groups' }), renames)).toThrow(
      expect.objectContaining({ code: 'renames_not_valid' }),
    );
  });
});
